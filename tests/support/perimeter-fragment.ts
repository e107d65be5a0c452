import type { EgressPerimeterArgs, FencedNamespace } from "../../components/intent/args";
import { perimeterArgs } from "../../components/testing/perimeter-args";

/** A part of a perimeter, as a page shows it: some sections, and of a section some properties. */
export type Fragment = Readonly<Record<string, unknown>>;

/** What cannot stand beside what a fragment has: exactly one of two. */
const INSTEAD_OF: readonly [section: keyof EgressPerimeterArgs, property: string, of: string][] = [
    ["internet", "given", "subnet"],
    ["firewall", "given.natFirewallId", "cidrBlock"],
];

/**
 * The perimeter that a reader has who writes a fragment into a sound one: properties of a section are added to the
 * section, lists are taken as they are, but that the namespaces of the sound one (`billing` and `shop`) stay fenced.
 */
export function withFragment(fragment: Fragment): EgressPerimeterArgs {
    const base = perimeterArgs() as unknown as Record<string, unknown>;
    for (const [section, property, of] of INSTEAD_OF) {
        if (valueAt(fragment[section], property.split(".")) !== undefined) {
            delete (base[section] as Record<string, unknown>)[of];
        }
    }
    const whole = { ...base, ...mapped(fragment, (section, value) => joined(base[section], value)) };
    const named = new Set((whole.namespaces as FencedNamespace[]).map(({ name }) => name));
    const others = perimeterArgs().namespaces.filter(({ name }) => !named.has(name));
    return { ...whole, namespaces: [...(whole.namespaces as FencedNamespace[]), ...others] } as never;
}

function mapped(fragment: Fragment, change: (key: string, value: unknown) => unknown): Record<string, unknown> {
    return Object.fromEntries(Object.entries(fragment).map(([key, value]) => [key, change(key, value)]));
}

function joined(section: unknown, value: unknown): unknown {
    return isObject(section) && isObject(value) ? { ...section, ...value } : value;
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
    return key === undefined ? value : isObject(value) ? valueAt(value[key], rest) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

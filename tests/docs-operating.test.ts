import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { planPerimeter } from "../components/perimeter-plan";
import type { KubernetesObject } from "../components/resources/planned";
import { perimeterArgs } from "../components/testing/perimeter-args";
import { blocksOf, namesIn, textOf } from "./support/markdown";

const PAGE = "docs/operating.md";

const objects = Object.values(planPerimeter("prod", perimeterArgs()).layers)
    .flatMap(({ resources }) => resources)
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => inputs as KubernetesObject);

describe("the table of what can be weakened for a while", () => {
    const rows = [...textOf(PAGE).matchAll(/\| `([^`]+: [^`]+)` +\| \[([a-z-]+)\]/g)];

    it("has rows", () => {
        expect(rows.length).toBeGreaterThan(5);
    });

    it.each(rows.map(([, line = "", code = ""]) => [line, code]))("%s is the warning %s", (line, code) => {
        const sound = {
            ...perimeterArgs(),
            authorizers: [{ name: "opa", service: "authz.security.svc.cluster.local", port: 9000 }],
        };
        expect(codesOf(sound)).toEqual([]);
        expect(codesOf(weakened(sound, line))).toEqual([code]);
    });
});

function codesOf(args: unknown): string[] {
    return planPerimeter("prod", args).findings.map(({ code }) => code);
}

/** With the value where the line has it; of a list in the first one, and what an external service has in the first one. */
function weakened(args: object, line: string): object {
    const [path = "", value = ""] = line.split(": ");
    const [last = "", ...steps] = path.replaceAll("[]", ".0").split(".").reverse();
    const changed = structuredClone(args) as Record<string, unknown>;
    const root =
        (steps.at(-1) ?? last) in changed ? changed : (changed.externalServices as Record<string, unknown>[])[0];
    const place = steps.reverse().reduce(
        (at, step) => {
            at[step] ??= {};
            return at[step] as Record<string, unknown>;
        },
        root as Record<string, unknown>,
    );
    place[last] = parse(value);
    return changed;
}

describe("the emergency stop", () => {
    const stop = blocksOf(PAGE)
        .filter(({ language }) => language === "yaml")
        .map(({ text }) => parse(text))
        .find(({ kind }) => kind === "AuthorizationPolicy");

    it("is for the gateway's Pods, where its own policies are, and denies everything", () => {
        const policies = objects.filter(({ kind }) => kind === "AuthorizationPolicy");
        const [denyAll] = policies.filter(({ metadata }) => metadata.name.endsWith("deny-all"));
        expect(stop.metadata.namespace).toBe(denyAll?.metadata.namespace);
        expect(denyAll?.spec).toEqual({ selector: stop.spec.selector });
        expect([stop.spec.action, stop.spec.rules]).toEqual(["DENY", [{}]]);
        expect(policies.map(({ metadata }) => metadata.name)).not.toContain(stop.metadata.name);
    });
});

it("the binding that the page takes off exists", () => {
    const bindings = objects.filter(({ kind }) => kind === "ValidatingAdmissionPolicyBinding");
    const command = namesIn(PAGE).find((name) => name.startsWith("kubectl delete validatingadmissionpolicybinding"));
    expect(bindings.map(({ metadata }) => metadata.name)).toContain(command?.split(" ").at(-1));
});

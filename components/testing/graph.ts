import type { Registration } from "./mock-engine";

/** The registration of a name, or a failed test. */
export function registrationOf(seen: readonly Registration[], name: string): Registration {
    const found = seen.find((registration) => registration.name === name);
    if (found === undefined) {
        throw new Error(`no ${name} among ${seen.map((one) => one.name).join(", ")}`);
    }
    return found;
}

/** Names of everything that must be there before this one, through parents as well. */
export function namesBefore(seen: readonly Registration[], name: string): Set<string> {
    const byUrn = new Map(seen.map((registration) => [registration.urn, registration]));
    const reached = new Set<string>();
    const visit = ({ dependencies, parent }: Registration) => {
        for (const next of [...dependencies, parent].flatMap((urn) => byUrn.get(urn) ?? [])) {
            if (!reached.has(next.name)) {
                reached.add(next.name);
                visit(next);
            }
        }
    };
    visit(registrationOf(seen, name));
    return reached;
}

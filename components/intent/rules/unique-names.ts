import type { FindingCollector, Located } from "../finding-collector";

/** Names that key resources occur once; the second place is reported and names the first. */
export function namesAreUnique(kind: string, names: readonly Located<string>[], findings: FindingCollector): void {
    const first = new Map<string, string>();
    for (const { path, value } of names) {
        const earlier = first.get(value);
        if (earlier === undefined) {
            first.set(value, path);
        } else {
            findings.error(
                "duplicate",
                path,
                value,
                `a ${kind} that occurs once; ${earlier} has it`,
                "remove one of them",
            );
        }
    }
}

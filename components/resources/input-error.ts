import * as pulumi from "@pulumi/pulumi";
import { type Finding, isError, renderFinding } from "../intent/finding";

/**
 * Every finding in one error. Pulumi shows it by property where the component runs as a plugin, and as it stands, without
 * a stack trace, where it runs in the user's program (`__pulumiRunError` is what the language host looks for).
 */
class PerimeterInputError extends pulumi.InputPropertiesError {
    readonly __pulumiRunError = true;

    constructor(subject: string, findings: readonly Finding[], outcome: string) {
        const errors = findings.filter(isError);
        super({
            message: [
                `${subject}: ${errors.length} ${errors.length === 1 ? "finding" : "findings"}; ${outcome}`,
                ...errors.map(renderFinding),
            ].join("\n"),
            errors: errors.map(({ path, got, expected, fix }) => ({
                propertyPath: path,
                reason: `got ${got}; expected ${expected}; fix: ${fix}`,
            })),
        });
        this.name = "PerimeterInputError";
    }
}

/** Components that have shown the warnings of everything below them. */
const reporters = new WeakSet<pulumi.Resource>();

export function refuseErrors(subject: string, findings: readonly Finding[], outcome = "nothing was changed"): void {
    if (findings.some(isError)) {
        throw new PerimeterInputError(subject, findings, outcome);
    }
}

/** Shows each warning at the component; once, where a perimeter has shown those of its layers already. */
export function warn(findings: readonly Finding[], component: pulumi.Resource, parent?: pulumi.Resource): void {
    reporters.add(component);
    if (parent !== undefined && reporters.has(parent)) {
        return;
    }
    for (const finding of findings) {
        void pulumi.log.warn(`\n${renderFinding(finding)}`, component);
    }
}

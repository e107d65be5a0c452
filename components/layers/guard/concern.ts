/** What an admission policy looks at. */
export interface ResourceRule {
    readonly apiGroups: readonly string[];
    readonly apiVersions: readonly string[];
    readonly resources: readonly string[];
    readonly operations: readonly string[];
}

/** One thing that is refused. */
export interface Rule {
    /** CEL, true where the object may pass. */
    readonly expression: string;
    /** What was refused and what to do; the API server puts it before the person. */
    readonly message: string;
    /** What it would open. */
    readonly why: string;
}

export interface Named {
    readonly name: string;
    readonly expression: unknown;
}

/** One admission policy: rules that look at the same kind of object for one reason. */
export interface Concern {
    /** Part of the policy's name and of its role: a contract. */
    readonly name: string;
    readonly resources: readonly ResourceRule[];
    /** Requests that it is about; others pass unseen. */
    readonly conditions?: readonly Named[];
    readonly variables?: readonly Named[];
    readonly rules: readonly Rule[];
}

/** Pods when they are made, when they change, and when a debugging container joins them. */
export const PODS: readonly ResourceRule[] = [
    { apiGroups: [""], apiVersions: ["v1"], resources: ["pods"], operations: ["CREATE", "UPDATE"] },
    { apiGroups: [""], apiVersions: ["v1"], resources: ["pods/ephemeralcontainers"], operations: ["UPDATE"] },
];

/**
 * Controllers take finalizers off Pods and Services that are older than the policies; refusing that would keep them for
 * ever. What they never do is change a spec that was refused.
 */
export const SPEC_CHANGES: Named = {
    name: "spec-changes",
    expression: 'request.operation != "UPDATE" || object.spec != oldObject.spec',
};

/** A list of strings in CEL. JSON's strings are strings in CEL as well. */
export function celList(values: readonly string[]): string {
    return `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
}

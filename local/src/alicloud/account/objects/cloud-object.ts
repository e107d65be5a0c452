/**
 * What the simulated account holds. Property names follow the Pulumi package where a property can be set through it,
 * so that a request is stored as it came; the rest is what the service adds.
 */
export interface CloudObject {
    readonly id: string;
    /** True for objects that existed before the stack: they are never made, changed or removed by it. */
    readonly given: boolean;
    /** ISO time. */
    readonly createTime: string;
    /** Debugging aid only: nothing is looked up or adopted by it, as the real API knows no URNs. */
    createdByUrn?: string;
}

export type Tags = Record<string, string>;

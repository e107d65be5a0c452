/**
 * A value that only the cloud knows, named by who will know it: a plan stays plain data, and `provision` puts the
 * Output there.
 */
export interface Reference {
    readonly kind: "reference";
    /** Role of a resource of the same plan, or name of a given set of values (`cluster`, `natGateway`, …). */
    readonly of: string;
    /** Output property, `id` among them. */
    readonly output: string;
}

export function ref(of: string, output = "id"): Reference {
    return { kind: "reference", of, output };
}

export function isReference(value: unknown): value is Reference {
    return typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === "reference";
}

/** The inputs of a resource, where any value may be one that only the cloud knows. */
export type Symbolic<T> = T extends string | number | boolean | undefined
    ? T | Reference
    : T extends readonly (infer U)[]
      ? Symbolic<U>[] | Reference
      : { [K in keyof T]: Symbolic<T[K]> };

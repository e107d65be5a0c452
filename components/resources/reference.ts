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

/** References and texts, joined into one text when all are known. */
export interface Joined {
    readonly kind: "joined";
    readonly separator: string;
    readonly parts: readonly (Reference | string)[];
}

export type Deferred = Reference | Joined;

export function ref(of: string, output = "id"): Reference {
    return { kind: "reference", of, output };
}

export function join(separator: string, parts: readonly (Reference | string)[]): Joined {
    return { kind: "joined", separator, parts };
}

export function isReference(value: unknown): value is Reference {
    return hasKind(value, "reference");
}

export function isJoined(value: unknown): value is Joined {
    return hasKind(value, "joined");
}

function hasKind(value: unknown, kind: string): boolean {
    return typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === kind;
}

/** The inputs of a resource, where any value may be one that only the cloud knows. */
export type Symbolic<T> = T extends string | number | boolean | undefined
    ? T | Deferred
    : T extends readonly (infer U)[]
      ? Symbolic<U>[] | Deferred
      : { [K in keyof T]: Symbolic<T[K]> };

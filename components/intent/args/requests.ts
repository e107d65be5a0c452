/** A request header and the values that it may have. Callers choose their headers: this narrows a grant, it proves nothing. */
export interface HeaderMatch {
    /** Name of the header; case does not matter. `Host` is not one: hosts are `hosts`. */
    name: string;
    /** Values, any of them; `*` at the beginning, at the end or alone stands for anything. At least one. */
    values: string[];
}

/** A claim of the caller's JWT and the values that it may have. */
export interface ClaimMatch {
    /** Where the claim is: its name, or for a nested one the names from the outside in, `[realm_access, roles]`. */
    path: string[];
    /**
     * Values, any of them; `*` at the beginning, at the end or alone stands for anything. A claim that is a list, or
     * words with spaces between, matches by any of its members. At least one.
     */
    values: string[];
}

/**
 * One kind of request that clients may make: it has to meet everything that is written here, and something has to be.
 *
 * Source: Istio, "Authorization Policy".
 */
export interface RequestRule {
    /** Hosts that the rule is for, out of the external service's. Default: all of them. */
    hosts?: string[];
    /** HTTP methods in capitals. `CONNECT` and `TRACE` are refused to everybody. Default: every other method. */
    methods?: string[];
    /**
     * Paths as the gateway sees them after normalisation, without query: exact, `/v1/*`, or `*` and an ending. Case matters.
     * Default: every path.
     */
    paths?: string[];
    /** Headers that all have to match. Default: none. */
    headers?: HeaderMatch[];
    /** Claims that all have to match; needs `jwt`. Default: none. */
    claims?: ClaimMatch[];
}

import type { ClaimMatch } from "./requests";

/** Signature algorithms of JWTs (RFC 7518, RFC 8037). None with a shared secret: whoever checks a token could make one. */
export enum JwtAlgorithm {
    /** RSA, PKCS #1 v1.5, SHA-256. */
    RS256 = "RS256",
    /** RSA, PKCS #1 v1.5, SHA-384. */
    RS384 = "RS384",
    /** RSA, PKCS #1 v1.5, SHA-512. */
    RS512 = "RS512",
    /** RSA-PSS, SHA-256; ASM 1.13 or later. */
    PS256 = "PS256",
    /** RSA-PSS, SHA-384; ASM 1.13 or later. */
    PS384 = "PS384",
    /** RSA-PSS, SHA-512; ASM 1.13 or later. */
    PS512 = "PS512",
    /** ECDSA on P-256, SHA-256; ASM 1.13 or later. */
    ES256 = "ES256",
    /** ECDSA on P-384, SHA-384; ASM 1.13 or later. */
    ES384 = "ES384",
    /** ECDSA on P-521, SHA-512; ASM 1.13 or later. */
    ES512 = "ES512",
    /** Ed25519; ASM 1.13 or later. */
    EdDSA = "EdDSA",
}

/**
 * Who issues the tokens that workloads show to the gateway. Exactly one of `jwks` and `jwksUri`; at most one of `header`
 * and `queryParameter`.
 *
 * A token where an issuer expects one is checked on every request through the gateway, to whatever host.
 */
export interface JwtIssuer {
    /** Name, a DNS label of 40 at most, unique in the perimeter. */
    name: string;
    /** The `iss` claim of its tokens, letter by letter. */
    issuer: string;
    /** Its public keys: a JSON Web Key Set as JSON text. Public keys only. */
    jwks?: string;
    /**
     * Where its public keys are: an https URL, which the mesh fetches now and then. ASM 1.13 or later. Declare its host as
     * an external service; a warning where none has it.
     */
    jwksUri?: string;
    /** Audiences, one of which a token has to be for. Default: any token of the issuer; a warning. */
    audiences?: string[];
    /**
     * What the issuer signs with: checked against `mesh.version`, and against the keys in `jwks`. Default: what the keys
     * are for.
     */
    algorithms?: JwtAlgorithm[];
    /** Request header with the token, any but `Authorization`, which applications need. Default: `x-egress-token`. */
    header?: string;
    /** What stands before the token in the header. Default: `Bearer ` and its space; empty for nothing. */
    prefix?: string;
    /** Query parameter with the token, instead of a header; a warning, because URLs are logged. Default: none. */
    queryParameter?: string;
    /** Whether the token goes on to the external service. Default: `false`; a warning where it does. */
    forward?: boolean;
}

/** A token that every request needs; one without, or with another one, is refused. */
export interface JwtRequirement {
    /** Names of `jwtIssuers`, any of them. At least one. */
    issuers: string[];
    /** Claims that all have to match, in every request. Default: none. */
    claims?: ClaimMatch[];
}

import { JwtAlgorithm } from "./args";
import { type Parsed, parsed, refused } from "./finding";

interface Key {
    readonly kty?: unknown;
    readonly alg?: unknown;
    readonly crv?: unknown;
}

const RSA = [
    JwtAlgorithm.RS256,
    JwtAlgorithm.RS384,
    JwtAlgorithm.RS512,
    JwtAlgorithm.PS256,
    JwtAlgorithm.PS384,
    JwtAlgorithm.PS512,
];

/** What keys of a curve are for. */
const BY_CURVE: Readonly<Record<string, JwtAlgorithm>> = {
    "P-256": JwtAlgorithm.ES256,
    "P-384": JwtAlgorithm.ES384,
    "P-521": JwtAlgorithm.ES512,
    Ed25519: JwtAlgorithm.EdDSA,
};

/** Members of a JWK that only its owner has (RFC 7518, sections 6.2.2, 6.3.2 and 6.4). */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** A set of public keys (RFC 7517), as far as it matters what they can check. */
export class JsonWebKeys {
    private constructor(
        readonly text: string,
        /** What each key can check. */
        readonly algorithms: readonly (readonly JwtAlgorithm[])[],
    ) {}

    static parse(text: string): Parsed<JsonWebKeys> {
        const keys = keysOf(text);
        if (keys === undefined) {
            return refused(
                "jwks-not-a-key-set",
                'a JSON Web Key Set: {"keys":[{"kty":"RSA",…}]}',
                "copy what the issuer publishes as its JWKS",
            );
        }
        if (keys.some((key) => PRIVATE_MEMBERS.some((member) => member in key))) {
            return refused(
                "jwks-not-public",
                "public keys: these let whoever reads them make tokens",
                "take the private members out, replace the keys, and sign with RSA, ECDSA or Ed25519",
            );
        }
        const usable = keys.map(algorithmsOf);
        return usable.some((algorithms) => algorithms.length === 0)
            ? refused(
                  "jwks-key-unknown",
                  `keys of type RSA, EC (${Object.keys(BY_CURVE).slice(0, 3).join(", ")}) or OKP (Ed25519)`,
                  "leave the other keys out",
              )
            : parsed(new JsonWebKeys(text, usable));
    }
}

function keysOf(text: string): Key[] | undefined {
    try {
        const { keys } = JSON.parse(text) as { keys?: unknown };
        const sound = Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === "object" && key);
        return sound ? (keys as Key[]) : undefined;
    } catch {
        return undefined;
    }
}

function algorithmsOf({ kty, alg, crv }: Key): JwtAlgorithm[] {
    const possible = kty === "RSA" ? RSA : [BY_CURVE[String(crv)]].filter((algorithm) => algorithm !== undefined);
    return alg === undefined ? possible : possible.filter((algorithm) => algorithm === alg);
}

import { generateKeyPairSync } from "node:crypto";

/** A JSON Web Key Set with one fresh public key, as an issuer publishes it. */
export function publicJwks(kind: "rsa" | "ec" | "ed25519" = "rsa"): string {
    const { publicKey } =
        kind === "rsa"
            ? generateKeyPairSync("rsa", { modulusLength: 2048 })
            : kind === "ec"
              ? generateKeyPairSync("ec", { namedCurve: "P-256" })
              : generateKeyPairSync("ed25519");
    return JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "a" }] });
}

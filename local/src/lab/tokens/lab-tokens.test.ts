import { createPublicKey, createVerify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { LabTokens, type TOKEN_KINDS, type TokenRequest } from "./lab-tokens";

const ISSUER = "https://idp.internal";
const good: TokenRequest = { issuer: ISSUER, audience: "egress", subject: "pay", claims: { scope: "pay" } };
const tokens = new LabTokens();

function read(token: string) {
    const [header = "", payload = "", signature = ""] = token.split(".");
    const json = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
    return { header: json(header), payload: json(payload), signature, signed: `${header}.${payload}` };
}

/** As a verifier does that knows the issuer's key set only. */
function isSigned(token: string, issuer = ISSUER): boolean {
    const { header, signature, signed } = read(token);
    const { keys } = JSON.parse(tokens.jwks(issuer));
    const jwk = keys.find(({ kid }: { kid: string }) => kid === header.kid);
    if (jwk === undefined || header.alg !== "RS256") {
        return false;
    }
    const key = createPublicKey({ key: jwk, format: "jwk" });
    return createVerify("RSA-SHA256").update(signed).verify(key, Buffer.from(signature, "base64url"));
}

describe("the lab's tokens", () => {
    it("a good one is signed by its issuer and says what was asked for", () => {
        const token = tokens.mint(good);
        expect(isSigned(token)).toBe(true);
        const { payload } = read(token);
        expect(payload).toMatchObject({ iss: ISSUER, aud: "egress", sub: "pay", scope: "pay" });
        expect(payload.exp).toBeGreaterThan(Date.now() / 1000);
    });

    it("each wrong kind is wrong in its own way only", () => {
        const wrongs = (kind: (typeof TOKEN_KINDS)[number]) => {
            const token = tokens.token(kind, good) ?? "";
            const { payload } = read(token);
            return [
                ...(payload.iss === ISSUER ? [] : ["issuer"]),
                ...(payload.aud === "egress" ? [] : ["audience"]),
                ...(payload.exp > Date.now() / 1000 ? [] : ["expiry"]),
                ...(isSigned(token, payload.iss) ? [] : ["signature"]),
            ];
        };
        expect(wrongs("good")).toEqual([]);
        expect(wrongs("expired")).toEqual(["expiry"]);
        expect(wrongs("wrongIssuer")).toEqual(["issuer"]);
        expect(wrongs("wrongAudience")).toEqual(["audience"]);
        expect(wrongs("badSignature")).toEqual(["signature"]);
        expect(wrongs("unsigned")).toEqual(["signature"]);
        expect(tokens.token("none", good)).toBeUndefined();
        expect(() => read(tokens.token("garbage", good) ?? "")).toThrow(SyntaxError);
    });

    it("a token without a signature says so, and a badly signed one names the issuer's key", () => {
        const unsigned = read(tokens.token("unsigned", good) ?? "");
        expect([unsigned.header, unsigned.signature]).toEqual([{ alg: "none", typ: "JWT" }, ""]);
        const { kid } = JSON.parse(tokens.jwks(ISSUER)).keys[0];
        expect(read(tokens.token("badSignature", good) ?? "").header.kid).toBe(kid);
    });

    it("an issuer keeps its key, no two have one, and no private part is published", () => {
        expect(tokens.jwks(ISSUER)).toBe(tokens.jwks(ISSUER));
        expect(tokens.jwks("https://other.internal")).not.toBe(tokens.jwks(ISSUER));
        expect(Object.keys(JSON.parse(tokens.jwks(ISSUER)).keys[0]).sort()).toEqual([
            "alg",
            "e",
            "kid",
            "kty",
            "n",
            "use",
        ]);
    });
});

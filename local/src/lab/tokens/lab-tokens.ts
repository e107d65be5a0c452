import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";

const DEFAULT_LIFETIME_SECONDS = 3600;

export interface TokenRequest {
    readonly issuer: string;
    readonly audience?: string | readonly string[];
    readonly subject?: string;
    readonly claims?: Readonly<Record<string, unknown>>;
    /** Seconds from now; a negative number makes a token that has expired. Default one hour. */
    readonly expiresIn?: number;
    /** `none` leaves the signature out, as a forger does who hopes that nobody looks. Default RS256. */
    readonly algorithm?: "RS256" | "none";
    /** Whose key signs; default the issuer's own. Anybody else's makes a bad signature under the issuer's key id. */
    readonly signedBy?: string;
}

/** What a probe carries: the good token, or one of the ways in which a token is wrong. */
export const TOKEN_KINDS = [
    "none",
    "good",
    "expired",
    "wrongIssuer",
    "wrongAudience",
    "badSignature",
    "unsigned",
    "garbage",
] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** Identity providers of one lab: a throw-away key per issuer, made when the issuer is first named. */
export class LabTokens {
    private readonly keys = new Map<string, { readonly privateKey: KeyObject; readonly publicKey: KeyObject }>();

    /** The issuer's key set as JSON, for a RequestAuthentication's `jwks`. */
    jwks(issuer: string): string {
        const key = this.keyOf(issuer).publicKey.export({ format: "jwk" });
        return JSON.stringify({ keys: [{ ...key, kid: keyId(issuer), alg: "RS256", use: "sig" }] });
    }

    mint(request: TokenRequest): string {
        const { issuer, audience, subject, claims, algorithm = "RS256", signedBy = issuer } = request;
        const now = Math.floor(Date.now() / 1000);
        const expiry = now + (request.expiresIn ?? DEFAULT_LIFETIME_SECONDS);
        const header = { alg: algorithm, typ: "JWT", ...(algorithm === "none" ? {} : { kid: keyId(issuer) }) };
        const payload = {
            iss: issuer,
            ...(audience === undefined ? {} : { aud: audience }),
            ...(subject === undefined ? {} : { sub: subject }),
            // Issued before it expires, also where it has expired already.
            iat: Math.min(now, expiry) - 1,
            exp: expiry,
            ...claims,
        };
        const signed = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(payload))}`;
        const signature =
            algorithm === "none" ? "" : createSign("RSA-SHA256").update(signed).sign(this.keyOf(signedBy).privateKey);
        return `${signed}.${encode(signature)}`;
    }

    /** The token of a kind, made from what a good one would hold; undefined where none is carried. */
    token(kind: TokenKind, good: TokenRequest): string | undefined {
        switch (kind) {
            case "none":
                return undefined;
            case "good":
                return this.mint(good);
            case "expired":
                return this.mint({ ...good, expiresIn: -DEFAULT_LIFETIME_SECONDS });
            case "wrongIssuer":
                return this.mint({ ...good, issuer: "https://somebody-else.invalid" });
            case "wrongAudience":
                return this.mint({ ...good, audience: "somebody-else" });
            case "badSignature":
                return this.mint({ ...good, signedBy: "https://somebody-else.invalid" });
            case "unsigned":
                return this.mint({ ...good, algorithm: "none" });
            case "garbage":
                return "this.is.no-token";
        }
    }

    private keyOf(issuer: string) {
        const known = this.keys.get(issuer);
        if (known !== undefined) {
            return known;
        }
        const made = generateKeyPairSync("rsa", { modulusLength: 2048 });
        this.keys.set(issuer, made);
        return made;
    }
}

function keyId(issuer: string): string {
    return encode(issuer);
}

function encode(content: string | Buffer): string {
    return Buffer.from(content).toString("base64url");
}

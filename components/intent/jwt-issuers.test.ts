import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { findingsOf, intentOf } from "../testing/intent";
import { publicJwks } from "../testing/jwks";
import { perimeterArgs } from "../testing/perimeter-args";
import { JwtAlgorithm, type JwtIssuer } from "./args";

const RSA = publicJwks();
const issuer: JwtIssuer = { name: "idp", issuer: "https://idp.internal", jwks: RSA, audiences: ["egress"] };

function findings(change: object, version = "1.25.6.80"): string[] {
    const { mesh } = perimeterArgs();
    return findingsOf(
        perimeterArgs({ mesh: { ...mesh, version }, jwtIssuers: [{ ...issuer, ...change } as JwtIssuer] }),
    );
}

function keySet(...keys: object[]): string {
    return JSON.stringify({ keys });
}

describe("a JWT issuer", () => {
    it("has its token in a header of its own, and taken off on the way out", () => {
        expect(intentOf({ jwtIssuers: [issuer] }).jwtIssuers[0]).toMatchObject({
            header: { name: "x-egress-token", prefix: "Bearer " },
            forward: false,
        });
    });

    it.each<[string, object]>([
        ["keys by URI, on a declared host", { jwks: undefined, jwksUri: "https://maps.example.com/keys" }],
        ["keys by URI, in the cluster", { jwks: undefined, jwksUri: "https://idp.idp.svc.cluster.local/keys" }],
        ["elliptic curves", { jwks: publicJwks("ec"), algorithms: [JwtAlgorithm.ES256] }],
        ["Ed25519", { jwks: publicJwks("ed25519"), algorithms: [JwtAlgorithm.EdDSA] }],
        ["a header without a prefix", { header: "X-Token", prefix: "" }],
    ])("may have %s", (_, change) => {
        expect(findings(change)).toEqual([]);
    });

    it.each<[string, object, string[]]>([
        ["no keys", { jwks: undefined }, ["jwt-keys-not-one jwtIssuers[0]"]],
        ["keys twice", { jwksUri: "https://maps.example.com/keys" }, ["jwt-keys-not-one jwtIssuers[0]"]],
        ["keys that are no JSON", { jwks: "{" }, ["jwks-not-a-key-set jwtIssuers[0].jwks"]],
        ["keys that are none", { jwks: keySet() }, ["jwks-not-a-key-set jwtIssuers[0].jwks"]],
        [
            "a key of an unknown kind",
            { jwks: keySet({ kty: "EC", crv: "P-1" }) },
            ["jwks-key-unknown jwtIssuers[0].jwks"],
        ],
        ["a shared secret", { jwks: keySet({ kty: "oct", k: "c2VjcmV0" }) }, ["jwks-not-public jwtIssuers[0].jwks"]],
        [
            "a private key",
            { jwks: keySet(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" })) },
            ["jwks-not-public jwtIssuers[0].jwks"],
        ],
        [
            "an algorithm without a key",
            { algorithms: [JwtAlgorithm.RS256, JwtAlgorithm.ES256] },
            ["jwt-algorithm-without-key jwtIssuers[0].algorithms"],
        ],
        [
            "an algorithm with a shared secret",
            { algorithms: ["HS256"] },
            ["not-in-the-set jwtIssuers[0].algorithms[0]"],
        ],
        [
            "keys over plaintext",
            { jwks: undefined, jwksUri: "http://maps.example.com/keys" },
            ["jwks-uri-not-https jwtIssuers[0].jwksUri"],
        ],
        ["a pattern for an issuer", { issuer: "https://*" }, ["jwt-issuer-wildcard jwtIssuers[0].issuer"]],
        ["the applications' own header", { header: "Authorization" }, ["jwt-header-taken jwtIssuers[0].header"]],
        ["the cookies", { header: "cookie" }, ["jwt-header-taken jwtIssuers[0].header"]],
        [
            "its token in two places",
            { header: "x-a", queryParameter: "token" },
            ["jwt-location-not-one jwtIssuers[0].queryParameter"],
        ],
        ["a name that is no label", { name: "Id P" }, ["name-not-a-dns-label jwtIssuers[0].name"]],
    ])("is refused with %s", (_, change, expected) => {
        expect(findings(change)).toEqual(expected);
    });

    it.each<[string, object, string[]]>([
        ["tokens for anybody pass", { audiences: undefined }, ["jwt-any-audience jwtIssuers[0].audiences"]],
        ["the token goes on", { forward: true }, ["jwt-token-leaves jwtIssuers[0].forward"]],
        ["the token is in the URL", { queryParameter: "token" }, ["jwt-token-in-url jwtIssuers[0].queryParameter"]],
        [
            "nobody may fetch the keys",
            { jwks: undefined, jwksUri: "https://idp.example/keys" },
            ["jwks-host-not-declared jwtIssuers[0].jwksUri"],
        ],
    ])("is a warning where %s", (_, change, expected) => {
        expect(findings(change)).toEqual(expected);
        expect(intentOf({ jwtIssuers: [{ ...issuer, ...change }] }).jwtIssuers.length).toBe(1);
    });

    it.each<[string, object]>([
        ["keys by URI", { jwks: undefined, jwksUri: "https://maps.example.com/keys" }],
        ["PSS", { algorithms: [JwtAlgorithm.RS256, JwtAlgorithm.PS256] }],
        ["curves, as the keys say", { jwks: publicJwks("ec") }],
    ])("with %s needs ASM 1.13", (_, change) => {
        expect(findings(change, "1.12.9").map((line) => line.split(" ")[0])).toEqual(["mesh-version-lacks-feature"]);
        expect(findings(change, "1.13.0")).toEqual([]);
    });

    it("occurs once, by name and by issuer", () => {
        expect(findingsOf(perimeterArgs({ jwtIssuers: [issuer, { ...issuer, jwks: RSA }] }))).toEqual([
            "duplicate jwtIssuers[1].issuer",
            "duplicate jwtIssuers[1].name",
        ]);
    });
});

describe("a required token", () => {
    const service = { name: "stripe", hosts: ["api.stripe.com"], clients: [{ namespace: "billing" }] };

    it.each<[string, object, string[]]>([
        ["names an issuer that is there", { issuers: ["idp"] }, []],
        [
            "has none of an unknown issuer",
            { issuers: ["ipd"] },
            ["unknown-jwt-issuer externalServices[0].jwt.issuers[0]"],
        ],
        ["has at least one issuer", { issuers: [] }, ["out-of-bounds externalServices[0].jwt.issuers"]],
        [
            "has no claims with brackets",
            { issuers: ["idp"], claims: [{ path: ["a[b]"], values: ["x"] }] },
            ["claim-name-with-brackets externalServices[0].jwt.claims[0].path[0]"],
        ],
    ])("%s", (_, jwt, expected) => {
        const args = perimeterArgs({ jwtIssuers: [issuer], externalServices: [{ ...service, jwt: jwt as never }] });
        expect(findingsOf(args)).toEqual(expected);
    });

    it("that another grant does without is a warning", () => {
        const jwt = { issuers: ["idp"] };
        const externalServices = [
            { ...service, jwt },
            { ...service, name: "other" },
        ];
        expect(findingsOf(perimeterArgs({ jwtIssuers: [issuer], externalServices }))).toEqual([
            "restriction-without-effect externalServices[0]",
        ]);
    });
});

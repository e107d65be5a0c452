import { createPublicKey, createVerify } from "node:crypto";
import { expect, it } from "vitest";
import type { LabAuthority } from "../certificates/lab-authority";
import { scenarioSchema } from "../scenario/scenario";
import { LabTokens } from "../tokens/lab-tokens";
import { probeOf } from "./probe-of";

const tokens = new LabTokens();
const issued = { certPem: "somebody's", keyPem: "somebody's key" };
const own = { certPem: "own", keyPem: "own key" };
const host = { host: "api.example.com", aliases: ["www.example.com"], address: "203.0.113.10" };

function made(written: object) {
    const scenario = scenarioSchema.parse({
        name: "a",
        perimeter: {},
        internet: [{ ...host, services: [{ port: 443, protocol: "HTTPS" }] }],
        issuers: [{ name: "corp", issuer: "https://issuer.example" }],
        probes: [{ from: "a", to: "https://api.example.com/a", manner: "tls", expect: "denied", ...written }],
    });
    const [probe] = scenario.probes;
    if (probe === undefined) {
        throw new Error("no probe");
    }
    return probeOf(probe, {
        scenario: { ...scenario, id: "a", file: "a" },
        tokens,
        caPem: "ca",
        stranger: { issue: async () => issued } as unknown as LabAuthority,
        filled: (text) => text.replaceAll("$(gateway)", "10.0.1.4"),
        ownCertificate: () => own,
    });
}

async function tokenOf(token: object) {
    const [header, text = ""] = (await made({ token: { issuer: "corp", ...token } })).headers?.[0] ?? [];
    const [head = "", claims = "", signature] = text.replace(/^Bearer /, "").split(".");
    const decoded = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
    const [key] = JSON.parse(tokens.jwks("https://issuer.example")).keys;
    const isSigned = createVerify("RSA-SHA256")
        .update(`${head}.${claims}`)
        .verify(createPublicKey({ key, format: "jwk" }), Buffer.from(signature ?? "", "base64url"));
    return { header, head: decoded(head), claims: decoded(claims), signature, isSigned };
}

it.each([
    ["no more", {}, { iss: "https://issuer.example", sub: "workload" }],
    ["an issuer of its own", { iss: "https://evil.example" }, { iss: "https://evil.example" }],
    ["an audience", { audience: "egress" }, { aud: "egress" }],
    ["a subject", { subject: "me" }, { sub: "me" }],
    ["claims", { claims: { team: "pay" } }, { team: "pay" }],
])("a token that says %s has these claims", async (_, token, claims) => {
    expect((await tokenOf(token)).claims).toMatchObject(claims);
});

it("a token without subject or audience has neither claim, and one that has expired says so", async () => {
    const { claims } = await tokenOf({ subject: null, expiresIn: -60 });
    expect(claims).not.toHaveProperty("sub");
    expect(claims).not.toHaveProperty("aud");
    expect(claims.exp * 1000).toBeLessThan(Date.now());
});

it("an unsigned token has no signature, and a badly signed one names the issuer's key", async () => {
    expect(await tokenOf({ signature: "none" })).toMatchObject({ head: { alg: "none" }, signature: "" });
    const [good, bad] = [await tokenOf({}), await tokenOf({ signature: "bad" })];
    expect(bad.head).toEqual(good.head);
    expect([good.isSigned, bad.isSigned]).toEqual([true, false]);
});

it("a token goes where it is wanted, and a written one letter by letter", async () => {
    expect((await tokenOf({ header: "authorization", prefix: "" })).header).toBe("authorization");
    expect((await made({ token: { text: "not.a token" } })).headers).toEqual([["x-egress-token", "not.a token"]]);
    expect((await made({})).headers).toEqual([]);
});

it.each([
    ["https://api.example.com/a", "/a/../b%2F", "https://api.example.com/a/../b%2F"],
    ["https://api.example.com", "//b", "https://api.example.com//b"],
    ["https://api.example.com?a=1", "/b", "https://api.example.com/b"],
    ["https://api.example.com/a", undefined, "https://api.example.com/a"],
])("%s with the target %s is %s", async (to, target, wanted) => {
    expect((await made({ to, ...(target && { target }) })).to).toBe(wanted);
});

it.each([
    ["api.example.com", "203.0.113.10"],
    ["api.example.com:8443", "203.0.113.10:8443"],
    ["www.example.com", "203.0.113.10"],
    ["$(gateway):443", "10.0.1.4:443"],
    ["nowhere.example:80", "nowhere.example:80"],
    ["[2001:db8::1]:80", "[2001:db8::1]:80"],
])("%s is dialled as %s", async (dial, wanted) => {
    expect((await made({ dial })).dial).toBe(wanted);
});

it("a header that is listed is sent more than once, in its case and order; nothing unsaid is dialled or shown", async () => {
    const probe = await made({ headers: { "X-B": ["2", "1"], "x-a": "3" } });
    expect(probe.headers).toEqual([
        ["X-B", "2"],
        ["X-B", "1"],
        ["x-a", "3"],
    ]);
    for (const unsaid of ["dial", "body", "clientCertificate"]) {
        expect(probe).not.toHaveProperty(unsaid);
    }
});

it("a certificate is somebody's own making or the sidecar's", async () => {
    expect((await made({ certificate: "selfMade" })).clientCertificate).toEqual(issued);
    expect((await made({ certificate: "sidecar" })).clientCertificate).toEqual(own);
});

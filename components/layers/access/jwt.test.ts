import { describe, expect, it } from "vitest";
import type { ExternalService, JwtIssuer } from "../../intent/args";
import { type GatewayRequest, isAllowed } from "../../testing/authorization";
import { intentOf } from "../../testing/intent";
import { publicJwks } from "../../testing/jwks";
import { comesAfter, inputsOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { planAccess } from "./plan";

const idp: JwtIssuer = { name: "idp", issuer: "https://idp.internal", jwks: publicJwks(), audiences: ["egress"] };
const tenants: JwtIssuer = { ...idp, name: "tenants", issuer: "https://idp.internal/tenants", queryParameter: "token" };
const stripe: ExternalService = {
    name: "stripe",
    hosts: ["api.stripe.com"],
    clients: [{ namespace: "billing", serviceAccount: "payments" }],
    jwt: { issuers: ["idp"], claims: [{ path: ["scope"], values: ["pay"] }] },
    requests: [{ methods: ["GET"] }, { methods: ["POST"], claims: [{ path: ["realm", "roles"], values: ["writer"] }] }],
};
const maps: ExternalService = { name: "maps", hosts: ["maps.example.com"], clients: [{ namespace: "shop" }] };
const plan = planAccess("prod", intentOf({ jwtIssuers: [tenants, idp], externalServices: [stripe, maps] }));

const request: GatewayRequest = { principal: "cluster.local/ns/billing/sa/payments", host: "api.stripe.com" };
const token = { iss: "https://idp.internal", sub: "payments", scope: "read pay", realm: { roles: ["writer", "x"] } };

describe("a required token", () => {
    it("is checked by objects that upstream's schemas accept", () => {
        plan.resources.forEach(validateUpstream);
    });

    it("is looked for in a header of its own and taken off", () => {
        expect(inputsOf(plan, "jwt-idp").spec).toEqual({
            selector: { matchLabels: { "asm-egress/gateway": "egress-prod" } },
            jwtRules: [
                {
                    issuer: "https://idp.internal",
                    audiences: ["egress"],
                    jwks: idp.jwks,
                    fromHeaders: [{ name: "x-egress-token", prefix: "Bearer " }],
                    forwardOriginalToken: false,
                },
            ],
        });
        expect(inputsOf(plan, "jwt-tenants").spec).toMatchObject({ jwtRules: [{ fromParams: ["token"] }] });
    });

    it.each<[string, boolean, Partial<GatewayRequest>]>([
        ["a good token", true, { claims: token }],
        ["no token", false, {}],
        ["a token of another issuer", false, { claims: { ...token, iss: "https://evil.example" } }],
        [
            "a token of a known issuer that is not named here",
            false,
            { claims: { ...token, iss: "https://idp.internal/tenants" } },
        ],
        ["a token without subject", false, { claims: { ...token, sub: "" } }],
        ["a token without the claim", false, { claims: { iss: token.iss, sub: "payments" } }],
        ["another value of the claim", false, { claims: { ...token, scope: "payments" } }],
        [
            "the right token from another caller",
            false,
            { claims: token, principal: "cluster.local/ns/billing/sa/other" },
        ],
        ["the right token to a host of somebody else", false, { claims: token, host: "maps.example.com" }],
        ["the claim of a rule, nested and in a list", true, { claims: token, method: "POST" }],
        ["a rule without its claim", false, { claims: { ...token, realm: { roles: ["reader"] } }, method: "POST" }],
    ])("with %s: %s", (_, verdict, change) => {
        expect(isAllowed(plan, { ...request, ...change })).toBe(verdict);
    });

    it("is nobody else's concern", () => {
        expect(isAllowed(plan, { principal: "cluster.local/ns/shop/sa/web", host: "maps.example.com" })).toBe(true);
    });

    it("is checked before it is a reason to allow", () => {
        expect(comesAfter(plan, "allow-stripe")).toContain("jwt-idp");
        expect(comesAfter(plan, "allow-stripe")).not.toContain("jwt-tenants");
    });

    it("never goes without a rule that refuses requests that have none", () => {
        const { rules } = inputsOf(plan, "allow-stripe").spec as { rules: { from: { source: object }[] }[] };
        expect(rules.length).toBe(2);
        for (const { from } of rules) {
            expect(from[0]?.source).toMatchObject({ requestPrincipals: ["https://idp.internal/*"] });
        }
    });
});

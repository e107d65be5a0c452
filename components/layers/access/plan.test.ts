import { describe, expect, it } from "vitest";
import { isAllowed } from "../../testing/authorization";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { comesAfter, inputsOf, rolesOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { planAccess } from "./plan";

const plan = planAccess("prod", intentOf());

describe("access through the gateway", () => {
    it("is objects that upstream's schemas accept", () => {
        for (const resource of plan.resources) {
            expect(() => validateUpstream(resource)).not.toThrow();
        }
    });

    it("is denied to everybody by a policy without rules, before anything is allowed", () => {
        expect(inputsOf(plan, "deny-all").spec).toEqual({
            selector: { matchLabels: { "asm-egress/gateway": "egress-prod" } },
        });
        for (const role of rolesOf(plan).filter((name) => name.startsWith("allow-"))) {
            expect(comesAfter(plan, role)).toContain("deny-all");
        }
    });

    it("is allowed by identity and host, with and without a port in the Host header", () => {
        expect(inputsOf(plan, "allow-stripe").spec).toMatchObject({
            action: "ALLOW",
            rules: [
                {
                    from: [{ source: { principals: ["cluster.local/ns/billing/sa/payments"] } }],
                    to: [
                        {
                            operation: {
                                hosts: ["api.stripe.com", "api.stripe.com:*", "files.stripe.com", "files.stripe.com:*"],
                            },
                        },
                    ],
                },
            ],
        });
    });

    it("of a whole namespace stays inside that namespace and trust domain", () => {
        expect(JSON.stringify(inputsOf(plan, "allow-maps"))).toContain('"principals":["cluster.local/ns/shop/sa/*"]');
        const { mesh } = perimeterArgs();
        const other = planAccess("prod", intentOf({ mesh: { ...mesh, trustDomain: "corp.example" } }));
        expect(JSON.stringify(inputsOf(other, "allow-maps"))).toContain('"corp.example/ns/shop/sa/*"');
    });

    it("never goes by anything that a caller can choose: no rule without a principal, no rule without hosts", () => {
        for (const role of rolesOf(plan).filter((name) => name.startsWith("allow-"))) {
            const { rules } = inputsOf(plan, role).spec as { rules: { from?: unknown[]; to?: unknown[] }[] };
            expect(rules.every(({ from, to }) => from?.length === 1 && to?.length === 1)).toBe(true);
        }
    });

    it("is never for a tunnel or an echo of the request, on the HTTP port, whatever else is allowed", () => {
        expect(inputsOf(plan, "deny-methods").spec).toMatchObject({
            action: "DENY",
            rules: [{ to: [{ operation: { ports: ["8443"], methods: ["CONNECT", "TRACE"] } }] }],
        });
        const request = { principal: "cluster.local/ns/billing/sa/payments", host: "api.stripe.com" };
        expect(isAllowed(plan, { ...request, method: "DELETE" })).toBe(true);
        expect(isAllowed(plan, { ...request, method: "CONNECT" })).toBe(false);
        expect(isAllowed(plan, { ...request, method: "TRACE" })).toBe(false);
    });

    it("of nothing is a gateway that denies everything", () => {
        expect(rolesOf(planAccess("prod", intentOf({ externalServices: [] })))).toEqual(["deny-all", "deny-methods"]);
    });
});

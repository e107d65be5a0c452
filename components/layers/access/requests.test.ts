import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExternalService } from "../../intent/args";
import { isAllowed } from "../../testing/authorization";
import { intentOf } from "../../testing/intent";
import { inputsOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { planAccess } from "./plan";

function planned(externalServices: ExternalService[]) {
    const plan = planAccess("prod", intentOf({ externalServices }));
    plan.resources.forEach(validateUpstream);
    return plan;
}

const PAYMENTS = "cluster.local/ns/billing/sa/payments";
const REPORTS = "cluster.local/ns/billing/sa/reports";
const SHOP = "cluster.local/ns/shop/sa/web";

/** Two tenants that share a host, and one that has a host of its own. */
const SHARED: ExternalService[] = [
    {
        name: "charges",
        hosts: ["api.stripe.com", "files.stripe.com"],
        clients: [{ namespace: "billing", serviceAccount: "payments" }],
        requests: [
            { hosts: ["api.stripe.com"], methods: ["POST"], paths: ["/v1/charges"] },
            { hosts: ["files.stripe.com"], methods: ["GET"] },
        ],
    },
    {
        name: "balance",
        hosts: ["api.stripe.com"],
        clients: [{ namespace: "billing", serviceAccount: "reports" }],
        requests: [{ methods: ["GET"], paths: ["/v1/balance/*"], headers: [{ name: "X-Report", values: ["daily"] }] }],
    },
    { name: "maps", hosts: ["maps.example.com"], clients: [{ namespace: "shop" }] },
];

describe("two tenants that share a host", () => {
    const plan = planned(SHARED);
    const paths = ["/v1/charges", "/v1/balance/today", "/"];
    const headers = { "x-report": "daily" };
    const hosts = ["api.stripe.com", "files.stripe.com", "maps.example.com", "evil.example"];
    /** Everything that may pass: principal, host, method, path. */
    const expected = new Set([
        `${PAYMENTS} api.stripe.com POST /v1/charges`,
        ...paths.map((path) => `${PAYMENTS} files.stripe.com GET ${path}`),
        `${REPORTS} api.stripe.com GET /v1/balance/today`,
        ...["GET", "POST", "DELETE"].flatMap((method) =>
            paths.map((path) => `${SHOP} maps.example.com ${method} ${path}`),
        ),
    ]);
    const cases = [PAYMENTS, REPORTS, SHOP, "cluster.local/ns/billing/sa/other", "evil.example/ns/billing/sa/payments"]
        .flatMap((principal) => hosts.map((host) => ({ principal, host })))
        .flatMap((one) => ["GET", "POST", "DELETE"].map((method) => ({ ...one, method })))
        .flatMap((one) => paths.map((path) => ({ ...one, path })));

    it("get separate grants: every principal, host, method and path", () => {
        expect(cases.length).toBe(180);
        const passed = cases.filter((request) => isAllowed(plan, { ...request, headers }));
        expect(
            new Set(passed.map(({ principal, host, method, path }) => `${principal} ${host} ${method} ${path}`)),
        ).toEqual(expected);
    });

    it("get the same with a port in the Host header, and in other spellings", () => {
        for (const request of cases) {
            const verdict = isAllowed(plan, { ...request, headers });
            expect(isAllowed(plan, { ...request, headers, host: `${request.host}:80` })).toBe(verdict);
            expect(isAllowed(plan, { ...request, headers, host: request.host.toUpperCase() })).toBe(verdict);
        }
    });

    it("do not overlap: without one tenant's policy, the other's grants are what they were", () => {
        const alone = planned(SHARED.filter(({ name }) => name !== "balance"));
        for (const request of cases.filter(({ principal }) => principal !== REPORTS)) {
            expect(isAllowed(alone, { ...request, headers })).toBe(isAllowed(plan, { ...request, headers }));
        }
        expect(
            cases.filter(({ principal }) => principal === REPORTS).some((one) => isAllowed(alone, { ...one, headers })),
        ).toBe(false);
    });

    it("need the headers of their own rule", () => {
        const request = { principal: REPORTS, host: "api.stripe.com", path: "/v1/balance/today" };
        expect(isAllowed(plan, { ...request, headers })).toBe(true);
        expect(isAllowed(plan, request)).toBe(false);
        expect(isAllowed(plan, { ...request, headers: { "x-report": "weekly" } })).toBe(false);
    });
});

describe("rules about requests", () => {
    it("stand each in one rule with its caller and its hosts", () => {
        const { rules } = inputsOf(planned(SHARED), "allow-charges").spec as {
            rules: { from: object[]; to: object[] }[];
        };
        expect(rules.length).toBe(2);
        expect(rules.map(({ from, to }) => [from.length, to.length])).toEqual([
            [1, 1],
            [1, 1],
        ]);
        expect(rules.map(({ to }) => to[0])).toContainEqual({
            operation: {
                hosts: ["api.stripe.com", "api.stripe.com:*"],
                methods: ["POST"],
                paths: ["/v1/charges"],
            },
        });
    });

    it("are the same objects in whatever order they are written", () => {
        const [charges, ...others] = SHARED as [ExternalService, ...ExternalService[]];
        const expected = JSON.stringify(planned(SHARED));
        const rule = { methods: ["PUT", "GET", "POST"], paths: ["/b", "/a"] };
        const plan = (requests: ExternalService["requests"]) =>
            JSON.stringify(planned([...others, { ...charges, requests }] as ExternalService[]));
        expect(plan([...(charges.requests ?? [])].reverse())).toBe(expected);
        fc.assert(
            fc.property(fc.shuffledSubarray(rule.methods, { minLength: 3 }), (methods) => {
                expect(plan([{ methods, paths: [...rule.paths].reverse() }])).toBe(plan([rule]));
            }),
            { numRuns: 6 },
        );
    });
});

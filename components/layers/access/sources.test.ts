import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Client, type ExternalService, PortProtocol, TlsMode } from "../../intent/args";
import { isAllowed } from "../../testing/authorization";
import { intentOf } from "../../testing/intent";
import { publicJwks } from "../../testing/jwks";
import { specOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { planAccess } from "./plan";

const NEAR = "10.0.129.0/24";
const principals = (...names: string[]) => names.map((name) => `cluster.local/ns/${name}`);

function access(clients: Client[], change: Partial<ExternalService> = {}) {
    const externalServices = [{ name: "s", hosts: ["api.example.com"], clients, ...change }];
    const plan = planAccess("prod", intentOf({ externalServices }));
    plan.resources.forEach(validateUpstream);
    return plan;
}

const payments = { namespace: "billing", serviceAccount: "payments" };

describe("a client that is narrowed to addresses", () => {
    const plan = access([{ ...payments, sourceCidrs: [NEAR] }, { namespace: "shop" }]);
    const request = { host: "api.example.com", principal: "cluster.local/ns/billing/sa/payments" };

    it("may call from there with its identity, and with either alone it may not", () => {
        expect(isAllowed(plan, { ...request, address: "10.0.129.7" })).toBe(true);
        expect(isAllowed(plan, { ...request, address: "10.0.130.7" })).toBe(false);
        const other = { ...request, principal: "cluster.local/ns/billing/sa/other" };
        expect(isAllowed(plan, { ...other, address: "10.0.129.7" })).toBe(false);
    });

    it("leaves other clients where they are", () => {
        const shop = { ...request, principal: "cluster.local/ns/shop/sa/web" };
        for (const address of ["10.0.129.7", "10.0.130.7"]) {
            expect(isAllowed(plan, { ...shop, address })).toBe(true);
        }
    });

    it("is compared by the peer of the connection, never by a header", () => {
        expect(specOf(plan, "allow-s").rules).toMatchObject([
            {
                from: [
                    { source: { principals: principals("shop/sa/*") } },
                    { source: { principals: principals("billing/sa/payments"), ipBlocks: [NEAR] } },
                ],
            },
        ]);
        expect(JSON.stringify(plan)).not.toContain("remoteIpBlocks");
    });

    it("needs its token too", () => {
        const clients = [{ ...payments, sourceCidrs: [NEAR] }, { namespace: "shop" }];
        const intent = intentOf({
            externalServices: [{ name: "s", hosts: ["api.example.com"], clients, jwt: { issuers: ["idp"] } }],
            jwtIssuers: [{ name: "idp", issuer: "https://idp.internal", audiences: ["egress"], jwks: publicJwks() }],
        });
        const { rules } = specOf(planAccess("prod", intent), "allow-s");
        const sources = rules[0].from.map(({ source }: { source: object }) => source);
        expect(sources).toHaveLength(2);
        for (const source of sources) {
            expect(source).toMatchObject({ requestPrincipals: ["https://idp.internal/*"] });
        }
    });

    it.each<[string, Partial<ExternalService>]>([
        ["TLS of the application", { tls: { mode: TlsMode.Passthrough } }],
        ["bytes", { ports: [{ number: 5432, protocol: PortProtocol.Tcp }], addresses: ["203.0.113.7"] }],
    ])("is narrowed for %s as well", (_, change) => {
        expect(specOf(access([{ ...payments, sourceCidrs: [NEAR] }], change), "allow-s").rules).toMatchObject([
            {
                from: [{ source: { principals: principals("billing/sa/payments"), ipBlocks: [NEAR] } }],
                when: [{ key: "connection.sni" }],
            },
        ]);
    });
});

it("no source of any grant is without a principal", () => {
    const range = fc.constantFrom(NEAR, "10.0.130.0/24", "10.0.131.0/25");
    const client = fc.record({
        namespace: fc.constantFrom("billing", "shop"),
        serviceAccount: fc.constantFrom("payments", "web", "batch"),
        sourceCidrs: fc.option(fc.uniqueArray(range, { minLength: 1 }), { nil: undefined }),
    });
    const clients = fc.uniqueArray(client, { minLength: 1, selector: (one) => one.namespace + one.serviceAccount });
    fc.assert(
        fc.property(clients, (list) => {
            const [{ from }] = specOf(access(list), "allow-s").rules;
            expect(from.every(({ source }: { source: { principals?: string[] } }) => source.principals?.length)).toBe(
                true,
            );
            expect(from.flatMap(({ source }: { source: { principals: string[] } }) => source.principals)).toHaveLength(
                list.length,
            );
            const reversed = list.map((one) => ({ ...one, sourceCidrs: one.sourceCidrs?.toReversed() })).reverse();
            expect(JSON.stringify(access(reversed))).toBe(JSON.stringify(access(list)));
        }),
    );
});

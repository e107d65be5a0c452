import { describe, expect, it } from "vitest";
import { type ExternalService, PortProtocol, Route, TlsMode } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import { inputsOf, rolesOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { planAccess } from "./plan";

const clients = [{ namespace: "billing", serviceAccount: "payments" }];
const from = [{ source: { principals: ["cluster.local/ns/billing/sa/payments"] } }];

function accessTo(service: Partial<ExternalService>) {
    return planAccess("prod", intentOf({ externalServices: [{ name: "s", clients, ...service }] }));
}

function rulesOf(service: Partial<ExternalService>) {
    const plan = accessTo(service);
    plan.resources.forEach(validateUpstream);
    return (inputsOf(plan, "allow-s").spec as { rules: unknown[] }).rules;
}

describe("what the gateway does not read", () => {
    it("is allowed by identity, port and outer SNI, and by nothing that is inside", () => {
        expect(rulesOf({ hosts: ["api.stripe.com"], tls: { mode: TlsMode.Passthrough } })).toEqual([
            {
                from,
                to: [{ operation: { ports: ["8444"] } }],
                when: [{ key: "connection.sni", values: ["api.stripe.com"] }],
            },
        ]);
    });

    it("is allowed beside requests, each by its own rule", () => {
        const rules = rulesOf({ hosts: ["api.stripe.com"], tls: { acceptAppTls: true } });
        expect(rules).toMatchObject([
            { from, to: [{ operation: { hosts: ["api.stripe.com", "api.stripe.com:*"] } }] },
            { from, to: [{ operation: { ports: ["8444"] } }], when: [{ key: "connection.sni" }] },
        ]);
    });

    it("is allowed for an address by the name that stands for it", () => {
        const ports = [{ number: 5432, protocol: PortProtocol.Tcp }];
        expect(rulesOf({ addresses: ["203.0.113.13"], ports })).toMatchObject([
            { from, when: [{ values: ["s.tcp.asm-egress.internal"] }] },
        ]);
    });
});

it("what refuses methods does so on every port of requests, and on no port of bytes", () => {
    const ports = [{ number: 443 }, { number: 9000 }, { number: 5432, protocol: PortProtocol.Tcp }];
    const { rules } = inputsOf(accessTo({ hosts: ["api.stripe.com"], ports }), "deny-methods").spec as {
        rules: unknown;
    };
    expect(rules).toMatchObject([{ to: [{ operation: { ports: ["8443", "24000"] } }] }]);
});

it("what does not come through the gateway has no policy there", () => {
    expect(
        rolesOf(accessTo({ hosts: ["api.stripe.com"], route: Route.Sidecar, addresses: ["172.20.0.0/24"] })),
    ).toEqual(["deny-all", "deny-methods"]);
});

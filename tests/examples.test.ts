import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../components/resources/planned";
import {
    configFileOf,
    EXAMPLES,
    kubernetesObjects,
    PROGRAM_EXAMPLES,
    perimeterIn,
    planOf,
    readmeOf,
} from "./support/examples";

/** An object that an example is there for: kind, end of the name, and what has to be in it. */
type Promised = readonly [kind: string, name: string, content: object];

const rule = (...parts: object[]) => ({ spec: { rules: [expect.objectContaining(Object.assign({}, ...parts))] } });
const to = (operation: object) => ({ to: [{ operation: expect.objectContaining(operation) }] });
const sni = (host: string) => ({ when: [{ key: "connection.sni", values: [host] }] });
const route = (content: object) => ({ spec: { http: [expect.objectContaining(content)] } });
const tls = (content: object) => ({
    spec: { trafficPolicy: { portLevelSettings: [{ tls: expect.objectContaining(content) }] } },
});

/** One folder for each line of the overview, and what its README points at. */
const PROMISES: Record<string, readonly Promised[]> = {
    "asm-traffic-policy": [
        [
            "ASMEgressTrafficPolicy",
            "istio-egress/egress-by-egress-asm-traffic-policy",
            { spec: { byEgressGateway: { name: "egress-asm-traffic-policy" } } },
        ],
        ["AuthorizationPolicy", "allow-stripe", rule(to({ hosts: ["api.stripe.com", "api.stripe.com:*"] }))],
    ],
    "client-certificate": [
        ["DestinationRule", "gateway.bank.example.com", tls({ mode: "MUTUAL", credentialName: "bank-client" })],
    ],
    "cloud-firewall": [["PodNetworking", "cloud-firewall", { spec: { eniOptions: { eniType: "Trunk" } } }]],
    "custom-authorization": [
        [
            "AuthorizationPolicy",
            "authorize-maps",
            { spec: { action: "CUSTOM", provider: { name: "httpextauth-custom-authorization-opa" } } },
        ],
    ],
    "host-network": [["IstioGateway", "host-network", { spec: { hostNetwork: true } }]],
    "http-routing": [
        [
            "VirtualService",
            "api.stripe.com",
            route({ timeout: "5s", retries: expect.objectContaining({ attempts: 2, perTryTimeout: "2s" }) }),
        ],
        ["VirtualService", "ledger.corp.example.com", route({ timeout: "2s" })],
        [
            "DestinationRule",
            "api.stripe.com",
            {
                spec: {
                    trafficPolicy: { portLevelSettings: [{ connectionPool: { tcp: { maxConnections: 64 } } }] },
                },
            },
        ],
    ],
    "https-upgrade": [
        [
            "DestinationRule",
            "api.stripe.com",
            tls({ mode: "SIMPLE", sni: "api.stripe.com", subjectAltNames: ["api.stripe.com"] }),
        ],
        [
            "DestinationRule",
            "api.partner.example.com",
            tls({ mode: "SIMPLE", sni: "edge.partner.example.com", credentialName: "partner-ca" }),
        ],
    ],
    jwt: [
        ["RequestAuthentication", "jwt-idp", { spec: { jwtRules: [{ audiences: ["egress"] }] } }],
        [
            "AuthorizationPolicy",
            "allow-stripe",
            {
                spec: {
                    rules: ["GET", "POST"].map((method) => ({
                        from: [{ source: { requestPrincipals: ["https://idp.internal/*"] } }],
                        ...to({ methods: [method] }),
                    })),
                },
            },
        ],
    ],
    minimal: [
        ["AuthorizationPolicy", "allow-stripe", rule(to({ hosts: ["api.stripe.com", "api.stripe.com:*"] }))],
        ["NetworkPolicy", "billing/asm-egress-minimal", { spec: { policyTypes: ["Egress"] } }],
        ["ValidatingAdmissionPolicy", "asm-egress-minimal-sidecar", { spec: { failurePolicy: "Fail" } }],
    ],
    observability: [
        [
            "Telemetry",
            "observability",
            {
                spec: {
                    accessLogging: [{ providers: [{ name: "asm-egress-observability" }] }],
                    metrics: expect.anything(),
                    tracing: [{ randomSamplingPercentage: 1 }],
                },
            },
        ],
        [
            "ASMExtensionProvider",
            "observability",
            { spec: { envoyFileAccessLog: { logFormat: { text: expect.stringContaining("PEER_URI_SAN") } } } },
        ],
    ],
    "outbound-policy": [
        [
            "Sidecar",
            "billing/asm-egress-outbound-policy",
            { spec: { outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } } },
        ],
        ["Sidecar", "sandbox/asm-egress-outbound-policy", { spec: { outboundTrafficPolicy: { mode: "ALLOW_ANY" } } }],
        ["NetworkPolicy", "sandbox/asm-egress-outbound-policy", { spec: { policyTypes: ["Egress"] } }],
    ],
    "owned-mesh": [
        ["Sidecar", "billing/asm-egress-owned-mesh", { spec: { outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } } }],
        ["Telemetry", "owned-mesh", { spec: { accessLogging: [{ providers: [{ name: "asm-egress-owned-mesh" }] }] } }],
    ],
    "request-rules": [
        ["AuthorizationPolicy", "allow-charges", rule(to({ methods: ["POST"], paths: ["/v1/charges"] }))],
        [
            "AuthorizationPolicy",
            "allow-balance",
            rule(to({ methods: ["GET"] }), {
                when: [{ key: "request.headers[x-report]", values: ["daily", "weekly-*"] }],
            }),
        ],
        [
            "AuthorizationPolicy",
            "allow-bank",
            rule(sni("gateway.bank.example.com"), {
                from: [{ source: { principals: ["cluster.local/ns/billing/sa/*"], ipBlocks: ["10.0.129.0/24"] } }],
            }),
        ],
        ["AuthorizationPolicy", "deny-methods", { spec: { action: "DENY" } }],
    ],
    tcp: [
        ["NetworkPolicy", "billing/asm-egress-tcp", { spec: { policyTypes: ["Egress"] } }],
        ["NetworkPolicy", "shop/asm-egress-tcp", { spec: { policyTypes: ["Egress"] } }],
        ["AuthorizationPolicy", "allow-orders-db", rule(sni("orders.db.example.com"))],
        ["AuthorizationPolicy", "allow-feed", rule(sni("feed.tcp.asm-egress.internal"))],
        [
            "Gateway",
            "egress-tcp",
            { spec: { servers: [8443, 8444, 8444, 8444].map((number) => ({ port: { number } })) } },
        ],
    ],
    "tls-passthrough": [
        ["AuthorizationPolicy", "allow-bank", { spec: { rules: [{ when: [{ key: "connection.sni" }] }] } }],
        ["VirtualService", "files.bank.example.com", { spec: { tcp: expect.anything() } }],
    ],
    "traffic-mirror": [
        [
            "VirtualService",
            "mirror-quotes.example.com",
            route({
                mirrors: [
                    expect.objectContaining({
                        destination: expect.objectContaining({ host: "quotes-next.example.com" }),
                        percentage: { value: 10 },
                    }),
                ],
            }),
        ],
        ["DestinationRule", "quotes-next.example.com", tls({ sni: "quotes-next.example.com" })],
    ],
    "traffic-split": [
        [
            "VirtualService",
            "split-quotes.example.com",
            route({
                route: [
                    expect.objectContaining({
                        weight: 10,
                        headers: { request: { set: { ":authority": "quotes-next.example.com" } } },
                    }),
                    expect.objectContaining({ weight: 90 }),
                ],
            }),
        ],
    ],
    wildcard: [
        [
            "ServiceEntry",
            "istio-egress/wildcard-warehouse",
            { spec: { hosts: ["*.warehouse.example.com"], resolution: "DYNAMIC_DNS" } },
        ],
        ["AuthorizationPolicy", "allow-warehouse", rule(to({ hosts: ["*.warehouse.example.com"] }))],
    ],
};

it("there is a stack config for each line of the overview, and each one is looked at here", () => {
    expect(EXAMPLES).toEqual(Object.keys(PROMISES).sort());
});

it("the table of examples has each of them once", () => {
    const listed = [...readmeOf(".").matchAll(/^\| \[(.*?)\]\(\1\) /gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual([...EXAMPLES, ...PROGRAM_EXAMPLES].sort());
});

describe.each(EXAMPLES)("examples/%s", (example) => {
    const plan = planOf(example);

    it("is sound, and weakens nothing besides what its README says", () => {
        expect(plan.findings.filter(({ severity }) => severity === "error")).toEqual([]);
        const ofTheLocalWorld = ["addresses-unprotected", "way-out-opens-before-rules-settle"];
        const weakened = plan.findings.map(({ code }) => code).filter((code) => !ofTheLocalWorld.includes(code));
        expect(weakened.filter((code) => !readmeOf(example).includes(`\`${code}\``))).toEqual([]);
    });

    it("makes what its README points at", () => {
        const objects = kubernetesObjects(plan);
        for (const [kind, name, content] of PROMISES[example] ?? []) {
            const found = objects.filter((object) => object.kind === kind && nameOf(object).endsWith(name));
            expect(found.map(nameOf), `one ${kind} ${name}`).toHaveLength(1);
            expect(found[0]).toMatchObject(content);
        }
    });

    it("has a README that says how to run it", () => {
        expect(readmeOf(example)).toContain(`npm run local -- up --config ${configFileOf(example)}`);
    });

    it("stands in the network of Pulumi.local.yaml", () => {
        const { cluster, gateway, internet, firewall } = perimeterIn(configFileOf(example));
        const local = perimeterIn("Pulumi.local.yaml");
        expect(cluster).toEqual(local.cluster);
        expect(local.internet).toMatchObject(internet);
        expect(gateway).toMatchObject(local.gateway);
        expect(firewall.cidrBlock).toBe(local.firewall.cidrBlock);
    });
});

function nameOf({ metadata }: KubernetesObject): string {
    return [metadata.namespace, metadata.name].filter((part) => part !== undefined).join("/");
}

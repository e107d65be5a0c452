import { describe, expect, it } from "vitest";
import { findingsOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { type ExternalService, PortProtocol, Route, TlsMode } from "../args";

const payments = [{ namespace: "billing", serviceAccount: "payments" }];
const shop = [{ namespace: "shop" }];

/** Findings about these services, without the first part of the path where there is one service only. */
function found(...services: Partial<ExternalService>[]): string[] {
    const externalServices = services.map((service, index) => ({
        name: `s${index}`,
        clients: payments,
        ...service,
    }));
    return findingsOf(perimeterArgs({ externalServices })).map((line) =>
        line.replace(services.length === 1 ? "externalServices[0]" : "externalServices", ""),
    );
}

const hosts = ["api.stripe.com"];
const tcp = { number: 5432, protocol: PortProtocol.Tcp };

describe("a sound external service", () => {
    it.each<[string, Partial<ExternalService>]>([
        ["speaks plain HTTP and has the gateway speak HTTPS", { hosts }],
        ["has several ports", { hosts, ports: [{ number: 443 }, { number: 8443 }] }],
        ["speaks gRPC", { hosts, ports: [{ number: 443, protocol: PortProtocol.Grpc }] }],
        ["shows a client certificate", { hosts, tls: { mode: TlsMode.MutualOriginate, credential: "client-a" } }],
        ["has an authority of its own", { hosts, tls: { caBundle: { secret: "partner-ca" } } }],
        ["has an authority in a ConfigMap", { hosts, tls: { caBundle: { configMap: "partner-ca" } } }],
        ["has another server name", { hosts, tls: { sni: "edge.example.com", subjectAltNames: ["edge.example.com"] } }],
        ["is a database by host", { hosts: ["db.example.com"], ports: [tcp] }],
        ["is a database by host, dialled at its addresses", { hosts, addresses: ["203.0.113.0/28"], ports: [tcp] }],
        ["is a database by address", { addresses: ["203.0.113.13"], ports: [tcp] }],
        ["has requests on one port and bytes on another", { hosts, ports: [{ number: 443 }, tcp] }],
    ])("%s", (_, service) => {
        expect(found(service)).toEqual([]);
    });
});

describe("a weakening", () => {
    it.each<[string, Partial<ExternalService>, string]>([
        ["plain HTTP outside", { hosts, tls: { mode: TlsMode.Plaintext } }, "plaintext-outside .tls.mode"],
        ["TLS that nobody reads", { hosts, tls: { mode: TlsMode.Passthrough } }, "requests-unread .tls.mode"],
        [
            "applications with their own TLS",
            { hosts, tls: { acceptAppTls: true } },
            "requests-unread .tls.acceptAppTls",
        ],
        [
            "any certificate",
            { hosts, tls: { acceptAnyCertificate: true } },
            "certificate-unchecked .tls.acceptAnyCertificate",
        ],
        [
            "no gateway",
            { hosts, route: Route.Sidecar, addresses: ["172.20.0.0/24"] },
            "sidecar-route-without-gateway .route",
        ],
    ])("%s is a warning that names its place", (_, service, finding) => {
        expect(found(service)).toEqual([finding]);
    });
});

describe("TLS that contradicts itself is refused:", () => {
    it.each<[string, Partial<ExternalService>, string[]]>([
        [
            "a credential without the mutual mode",
            { tls: { credential: "a" } },
            ["credential-without-mutual-mode .tls.credential"],
        ],
        [
            "the mutual mode without a credential",
            { tls: { mode: TlsMode.MutualOriginate } },
            ["credential-missing .tls.credential"],
        ],
        [
            "a CA bundle beside a credential",
            { tls: { mode: TlsMode.MutualOriginate, credential: "a", caBundle: { secret: "ca" } } },
            ["ca-bundle-beside-credential .tls.caBundle"],
        ],
        [
            "names of a certificate that is not checked",
            { tls: { acceptAnyCertificate: true, subjectAltNames: hosts } },
            [
                "certificate-checked-and-unchecked .tls.acceptAnyCertificate",
                "certificate-unchecked .tls.acceptAnyCertificate",
            ],
        ],
        ["a CA bundle of nothing", { tls: { caBundle: {} } }, ["ca-bundle-not-one .tls.caBundle"]],
        [
            "a CA bundle of two places",
            { tls: { caBundle: { secret: "a", configMap: "b/c" } } },
            ["ca-bundle-not-one .tls.caBundle"],
        ],
        [
            "a ConfigMap of another namespace",
            { tls: { caBundle: { configMap: "istio-system/ca" } } },
            ["name-not-a-dns-subdomain .tls.caBundle.configMap"],
        ],
        ["a server name that is none", { tls: { sni: "203.0.113.1" } }, ["host-is-an-address .tls.sni"]],
        [
            "a certificate name with a wildcard",
            { tls: { subjectAltNames: ["*.com"] } },
            ["host-wildcard .tls.subjectAltNames[0]"],
        ],
        [
            "checks in plaintext",
            { tls: { mode: TlsMode.Plaintext, sni: "a.example.com" } },
            ["plaintext-outside .tls.mode", "tls-setting-without-origination .tls.sni"],
        ],
        [
            "checks of TLS that passes",
            { tls: { mode: TlsMode.Passthrough, caBundle: { secret: "ca" }, acceptAppTls: true } },
            [
                "requests-unread .tls.acceptAppTls",
                "tls-setting-without-origination .tls.acceptAppTls",
                "tls-setting-without-origination .tls.caBundle",
            ],
        ],
        [
            "a client certificate without the gateway",
            {
                route: Route.Sidecar,
                addresses: ["172.20.0.0/24"],
                tls: { mode: TlsMode.MutualOriginate, credential: "a" },
            },
            ["credential-outside-the-gateway .tls.credential", "sidecar-route-without-gateway .route"],
        ],
        [
            "a CA in a Secret that sidecars cannot read",
            { route: Route.Sidecar, addresses: ["172.20.0.0/24"], tls: { caBundle: { secret: "ca" } } },
            ["ca-secret-outside-the-gateway .tls.caBundle.secret", "sidecar-route-without-gateway .route"],
        ],
    ])("%s", (_, service, findings) => {
        expect(found({ hosts, ...service })).toEqual(findings);
    });
});

describe("ports that are unclear are refused:", () => {
    it.each<[string, Partial<ExternalService>, string[]]>([
        [
            "a number twice",
            { ports: [{ number: 8080 }, { number: 8080, workloadPort: 81 }] },
            ["duplicate .ports[1].number"],
        ],
        [
            "two numbers called on one port",
            { ports: [{ number: 8080 }, { number: 9090, workloadPort: 8080 }] },
            ["duplicate .ports[1].workloadPort"],
        ],
        [
            "a port for applications' TLS that speaks HTTP already",
            { ports: [{ number: 8443 }], tls: { acceptAppTls: true } },
            ["app-tls-port-taken .ports[0].workloadPort", "requests-unread .tls.acceptAppTls"],
        ],
        [
            "HTTP/2 inside TLS that nobody reads",
            { ports: [{ number: 443, protocol: PortProtocol.Http2 }], tls: { mode: TlsMode.Passthrough } },
            ["protocol-inside-tls .ports[0].protocol", "requests-unread .tls.mode"],
        ],
        [
            "HTTP/2 that no firewall reads",
            { ports: [{ number: 80, protocol: PortProtocol.Grpc }], tls: { mode: TlsMode.Plaintext } },
            ["http2-in-plaintext .ports[0].protocol", "plaintext-outside .tls.mode"],
        ],
    ])("%s", (_, service, findings) => {
        expect(found({ hosts, ...service })).toEqual(findings);
    });
});

describe("a destination that is unclear is refused:", () => {
    it.each<[string, Partial<ExternalService>, string[]]>([
        ["none", {}, ["service-without-destination "]],
        ["an address for requests", { addresses: ["203.0.113.1"] }, ["addresses-without-tcp .addresses"]],
        ["an address beside requests", { hosts, addresses: ["203.0.113.1"] }, ["addresses-without-tcp .addresses"]],
        [
            "an address where one port has requests",
            { hosts, addresses: ["203.0.113.1"], ports: [tcp, { number: 443 }] },
            ["addresses-without-tcp .ports[1].protocol"],
        ],
        [
            "bytes for two hosts",
            { hosts: ["a.example.com", "b.example.com"], ports: [tcp] },
            ["tcp-with-several-hosts .hosts"],
        ],
        [
            "bytes for two addresses",
            { addresses: ["203.0.113.1", "203.0.113.2"], ports: [tcp] },
            ["tcp-with-several-addresses .addresses"],
        ],
        ["bytes for a range", { addresses: ["203.0.113.0/24"], ports: [tcp] }, ["tcp-address-range .addresses[0]"]],
        ["a private address", { addresses: ["10.9.0.1"], ports: [tcp] }, ["address-not-outside .addresses[0]"]],
        [
            "the metadata service",
            { addresses: ["100.100.100.200"], ports: [tcp] },
            ["address-not-outside .addresses[0]"],
        ],
        [
            "the whole internet",
            { route: Route.Sidecar, addresses: ["0.0.0.0/0"], ports: [tcp] },
            ["address-too-wide .addresses[0]", "sidecar-route-without-gateway .route"],
        ],
        [
            "an address twice",
            { hosts, addresses: ["203.0.113.1", "203.0.113.1/32"], ports: [tcp] },
            ["duplicate .addresses[1]"],
        ],
        ["TLS settings for bytes", { hosts, ports: [tcp], tls: { sni: "a.example.com" } }, ["tls-on-tcp .tls"]],
        [
            "bytes straight from the sidecar to any address",
            { hosts, ports: [tcp], route: Route.Sidecar },
            [
                "sidecar-route-behind-network-policy .addresses",
                "sidecar-route-without-gateway .route",
                "sidecar-tcp-without-addresses ",
            ],
        ],
        [
            "hosts straight from the sidecar, which the NetworkPolicy keeps in",
            { hosts, route: Route.Sidecar },
            ["sidecar-route-behind-network-policy .addresses", "sidecar-route-without-gateway .route"],
        ],
        [
            "bytes that the sidecar cannot take to another port",
            { addresses: ["203.0.113.1"], route: Route.Sidecar, ports: [{ ...tcp, workloadPort: 15432 }] },
            ["sidecar-route-without-gateway .route", "sidecar-tcp-port-changed .ports[0].workloadPort"],
        ],
    ])("%s", (_, service, findings) => {
        expect(found(service)).toEqual(findings);
    });
});

describe("rules about requests are refused where requests are not seen:", () => {
    const requests = [{ methods: ["GET"] }];

    it.each<[string, Partial<ExternalService>]>([
        ["beside applications with their own TLS", { hosts, tls: { acceptAppTls: true } }],
        ["in TLS that passes", { hosts, tls: { mode: TlsMode.Passthrough } }],
        ["in bytes", { hosts: ["db.example.com"], ports: [tcp] }],
        ["on one port of two", { hosts, ports: [{ number: 443 }, tcp] }],
        ["without the gateway", { hosts, route: Route.Sidecar, addresses: ["172.20.0.0/24"] }],
    ])("%s", (_, service) => {
        expect(found({ ...service, requests })).toContain("access-rules-unseen .requests");
        expect(found(service).join()).not.toContain("access-rules-unseen");
    });

    it("tokens and authorizers too", () => {
        const service = { hosts, tls: { acceptAppTls: true }, jwt: { issuers: ["idp"] }, authorizer: "asks" };
        expect(found(service)).toEqual(
            expect.arrayContaining(["access-rules-unseen .authorizer", "access-rules-unseen .jwt"]),
        );
    });
});

describe("two external services in one namespace", () => {
    const db = (host: string, change: Partial<ExternalService> = {}) => ({ hosts: [host], ports: [tcp], ...change });

    it("are told apart by address where both send bytes on one port", () => {
        const [a, b] = [
            db("a.example.com", { addresses: ["203.0.113.1"] }),
            db("b.example.com", { addresses: ["203.0.113.2"] }),
        ];
        expect(found(a, b)).toEqual([]);
        expect(found(a, { ...b, addresses: ["203.0.113.0/24"] })).toEqual(["tcp-port-shared [1].ports"]);
        expect(found(db("a.example.com"), db("b.example.com"))).toEqual(["tcp-port-shared [1].ports"]);
    });

    it("need no addresses for that in different namespaces, or on different ports", () => {
        expect(found(db("a.example.com"), db("b.example.com", { clients: shop }))).toEqual([]);
        expect(found(db("a.example.com"), db("b.example.com", { ports: [{ ...tcp, workloadPort: 5433 }] }))).toEqual(
            [],
        );
    });

    it("share a host that both name", () => {
        expect(found(db("a.example.com"), db("a.example.com"))).toEqual([]);
        expect(found({ hosts }, { hosts })).toEqual([]);
    });

    it("speak one way on one port", () => {
        const requests = { hosts: ["a.example.com"], ports: [{ number: 443, workloadPort: 443 }] };
        const passed = { hosts: ["b.example.com"], tls: { mode: TlsMode.Passthrough } };
        expect(found(requests, passed)).toEqual([
            "requests-unread [1].tls.mode",
            "workload-port-spoken-two-ways [1].ports",
        ]);
        expect(found(requests, { ...passed, clients: shop })).toEqual(["requests-unread [1].tls.mode"]);
        const bytes = { hosts: ["c.example.com"], ports: [{ number: 443, protocol: PortProtocol.Tcp }] };
        expect(found(requests, bytes)).toEqual(["workload-port-spoken-two-ways [1].ports"]);
    });

    it.each<[string, Partial<ExternalService>, string]>([
        ["ports", { ports: [{ number: 443, workloadPort: 81 }] }, "host-with-two-ports [1].hosts[0]"],
        ["TLS", { tls: { sni: "edge.example.com" } }, "host-handled-two-ways [1].hosts[0]"],
    ])("agree on the %s of a host that both name", (_, change, finding) => {
        expect(found({ hosts }, { hosts, ...change })).toEqual([finding]);
    });

    it("agree on the way to a host that both name", () => {
        expect(found({ hosts }, { hosts, route: Route.Sidecar })).toContain("host-handled-two-ways [1].hosts[0]");
    });
});

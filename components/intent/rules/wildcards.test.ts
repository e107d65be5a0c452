import { describe, expect, it } from "vitest";
import { findingsOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { type ExternalService, PortProtocol, Route, TlsMode, type Traffic } from "../args";

function found(service: Partial<ExternalService>, version: string | undefined = "1.31"): string[] {
    const args = perimeterArgs({
        mesh: { ...perimeterArgs().mesh, ...(version && { version }) },
        externalServices: [{ name: "s", hosts: ["*.example.com"], clients: [{ namespace: "shop" }], ...service }],
    });
    return findingsOf(args).map((line) => line.replace("externalServices[0]", ""));
}

describe("a wildcard host", () => {
    const allowed = "wildcard-covers-unknown-hosts .hosts[0]";

    const endpoints = ["one.example.com", "two.example.com"];
    const shares = [
        { host: "*.example.com", weight: 90 },
        { host: "next.example.com", weight: 10 },
    ];

    it("takes everything that is done to a request by itself", () => {
        const traffic: Traffic = {
            timeoutSeconds: 2,
            retries: { attempts: 2 },
            requestHeaders: { remove: ["x-team"] },
            responseHeaders: { remove: ["server"] },
            connectionPool: { maxConnections: 3 },
        };
        expect(found({ traffic })).toEqual([allowed]);
        expect(found({ traffic: { fault: { abortStatus: 503 } } })).toEqual([
            "faults-are-made .traffic.fault",
            allowed,
        ]);
    });

    it("stands beside a whole host below it in an external service of its own, where shares and copies are", () => {
        const args = perimeterArgs({
            mesh: { ...perimeterArgs().mesh, version: "1.31" },
            externalServices: [
                { name: "all", hosts: ["*.example.com"], clients: [{ namespace: "shop" }] },
                {
                    name: "quotes",
                    hosts: ["quotes.example.com", "next.example.com"],
                    clients: [{ namespace: "shop" }],
                    traffic: {
                        split: [
                            { host: "quotes.example.com", weight: 90 },
                            { host: "next.example.com", weight: 10 },
                        ],
                    },
                },
            ],
        });
        expect(findingsOf(args)).toEqual(["wildcard-covers-unknown-hosts externalServices[0].hosts[0]"]);
    });

    it("is a warning where the mesh has it", () => {
        expect(found({})).toEqual([allowed]);
        expect(found({ hosts: ["*.example.com", "*.example.net"] })).toHaveLength(2);
    });

    it.each(["1.22", "1.30.9"])("is refused on a mesh of version %s", (version) => {
        expect(found({}, version)).toEqual(["mesh-version-lacks-feature .hosts[0]", allowed]);
    });

    it("is refused below a public suffix, on every mesh", () => {
        expect(found({ hosts: ["*.com"] })).toEqual(["wildcard-public-suffix .hosts[0]"]);
    });

    it.each<[string, Partial<ExternalService>, string]>([
        ["beside a whole host", { hosts: ["*.example.com", "api.example.net"] }, "hosts"],
        ["without the gateway", { route: Route.Sidecar, addresses: ["172.20.0.0/24"] }, "route"],
        [
            "in TLS that passes",
            { tls: { mode: TlsMode.Passthrough }, ports: [{ number: 443, workloadPort: 80 }] },
            "tls",
        ],
        ["in plaintext", { tls: { mode: TlsMode.Plaintext } }, "tls"],
        ["beside applications with their own TLS", { tls: { acceptAppTls: true } }, "tls"],
        ["under one server name", { tls: { sni: "edge.example.com" } }, "tls"],
        ["on a port that the Host header would have", { ports: [{ number: 8443 }] }, "ports"],
        ["on several ports", { ports: [{ number: 443 }, { number: 8443 }] }, "ports"],
        ["in bytes", { ports: [{ number: 5432, protocol: PortProtocol.Tcp }] }, "ports"],
        ["as a share", { traffic: { split: [{ host: "*.example.com", weight: 100 }] } }, "traffic.split"],
        ["as a share beside a whole host", { traffic: { split: shares } }, "traffic.split"],
        ["with copies", { traffic: { mirror: { host: "next.example.com" } } }, "traffic.mirror"],
        ["with endpoints in order", { traffic: { failover: endpoints } }, "traffic.failover"],
        [
            "with failing addresses",
            { traffic: { outlierDetection: { consecutiveLocalFailures: 3 } } },
            "traffic.outlierDetection",
        ],
    ])("is refused %s", (_, service, place) => {
        expect(found(service)).toContain(`wildcard-not-served .${place}`);
    });
});

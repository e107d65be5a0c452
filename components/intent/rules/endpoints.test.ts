import { describe, expect, it } from "vitest";
import { findingsOf, intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { type ExternalService, PortProtocol, Route, TlsMode, type Traffic } from "../args";

const near = { host: "h.example.com", zoneId: "cn-hangzhou-h" };
const far = { host: "b.example.com", region: "cn-beijing" };
const failover = ["a.example.com", "b.example.com"];

function args(traffic: Traffic, change: Partial<ExternalService> = {}, version = "1.31") {
    const mesh = { ...perimeterArgs().mesh, version };
    const service = { name: "s", hosts: ["api.example.com"], clients: [{ namespace: "shop" }], traffic, ...change };
    return { mesh, externalServices: [service] };
}

function found(traffic: Traffic, change: Partial<ExternalService> = {}, version?: string): string[] {
    return findingsOf(perimeterArgs(args(traffic, change, version))).map((line) =>
        line.replace("externalServices[0].traffic", ""),
    );
}

describe("endpoints of a host", () => {
    it.each<[string, Traffic]>([
        ["in order", { failover }],
        ["in order, the host itself first", { failover: ["api.example.com", "b.example.com"] }],
        ["by place", { locality: [near, far] }],
        [
            "by place, in a region whose zones end without a hyphen",
            { locality: [near, { host: "s.example.com", zoneId: "ap-southeast-1a" }] },
        ],
        ["as whatever DNS gives", { outlierDetection: { consecutiveServerErrors: 5 } }],
    ])("are sound %s", (_, traffic) => {
        expect(found(traffic)).toEqual([]);
    });

    it("are sound for TLS that passes: the application checks the host's own name", () => {
        expect(found({ failover }, { tls: { mode: TlsMode.Passthrough } })).toEqual([
            "requests-unread externalServices[0].tls.mode",
        ]);
    });

    it("keep the order in which they stand, and no other list does", () => {
        const intent = intentOf(args({ failover: ["B.example.com.", "a.example.com"] }));
        expect(intent.externalServices[0]?.traffic.failover).toEqual(["b.example.com", "a.example.com"]);
    });

    it.each<[string, Traffic, string[]]>([
        ["an order and places", { failover, locality: [near, far] }, ["failover-and-locality .locality"]],
        ["one twice", { failover: ["a.example.com", "A.example.com."] }, ["duplicate .failover[1]"]],
        ["one alone", { failover: ["a.example.com"] }, ["out-of-bounds .failover"]],
        ["one that covers many", { failover: ["a.example.com", "*.example.com"] }, ["host-wildcard .failover[1]"]],
        ["one twice in two places", { locality: [near, { ...far, host: near.host }] }, ["duplicate .locality[1].host"]],
        ["one in no place", { locality: [near, { host: "b.example.com" }] }, ["endpoint-place-not-one .locality[1]"]],
        [
            "one in two places",
            { locality: [{ ...near, region: "cn-hangzhou" }, far] },
            ["endpoint-place-not-one .locality[0]", "locality-far-from-the-gateway .locality"],
        ],
        [
            "one in a place that is none",
            { locality: [near, { host: "b.example.com", zoneId: "Beijing/1" }] },
            ["endpoint-place-malformed .locality[1].zoneId"],
        ],
        [
            "none near the proxies",
            { locality: [far, { host: "s.example.com", region: "cn-shanghai" }] },
            ["locality-far-from-the-gateway .locality"],
        ],
        ["failures that nobody counts", { outlierDetection: {} }, ["outlier-detection-of-nothing .outlierDetection"]],
        [
            "fewer failures than one",
            { outlierDetection: { consecutiveServerErrors: 0 } },
            [
                "out-of-bounds .outlierDetection.consecutiveServerErrors",
                "outlier-detection-of-nothing .outlierDetection",
            ],
        ],
        [
            "more than all left alone",
            { outlierDetection: { consecutiveServerErrors: 1, maxEjectionPercent: 101 } },
            ["out-of-bounds .outlierDetection.maxEjectionPercent"],
        ],
    ])("are refused with %s", (_, traffic, findings) => {
        expect(found(traffic)).toEqual(findings);
    });

    it("that stay in use while they fail are a warning", () => {
        const outlierDetection = { consecutiveGatewayErrors: 1, maxEjectionPercent: 50 };
        expect(found({ failover, outlierDetection })).toEqual([
            "failover-held-back .outlierDetection.maxEjectionPercent",
        ]);
    });

    it("are one host's: those of several would be mixed up", () => {
        const hosts = ["api.example.com", "b.example.com"];
        expect(found({ failover }, { hosts })).toEqual(["endpoints-of-several-hosts .failover"]);
        expect(found({ locality: [near, far] }, { hosts })).toEqual(["endpoints-of-several-hosts .locality"]);
    });

    it("are not those of bytes, which no certificate names", () => {
        const ports = [{ number: 5432, protocol: PortProtocol.Tcp }];
        expect(found({ failover }, { ports, addresses: ["203.0.113.1"] })).toContain("endpoints-of-bytes .failover");
    });

    it("in order need a mesh that keeps the order, and by place any", () => {
        expect(found({ failover }, {}, "1.30")).toEqual(["mesh-version-lacks-feature .failover"]);
        expect(found({ locality: [near, far] }, {}, "1.22")).toEqual([]);
    });

    it.each<[string, Partial<ExternalService>]>([
        ["a written address", { addresses: ["203.0.113.1"], ports: [{ number: 5432, protocol: PortProtocol.Tcp }] }],
        [
            "the address that the workload has dialled",
            {
                route: Route.Sidecar,
                addresses: ["172.20.0.0/24"],
                ports: [{ number: 5432, protocol: PortProtocol.Tcp }],
            },
        ],
    ])("are not watched where there is only %s", (_, change) => {
        const { hosts: _hosts, ...service } = args({ outlierDetection: { consecutiveServerErrors: 1 } })
            .externalServices[0] as ExternalService;
        const lines = findingsOf(perimeterArgs({ externalServices: [{ ...service, ...change }] }));
        expect(lines).toContain("outlier-detection-of-addresses externalServices[0].traffic.outlierDetection");
    });

    it.each<[string, Traffic]>([
        ["failover", { failover }],
        ["locality", { locality: [near, far] }],
        ["outlierDetection", { outlierDetection: { consecutiveServerErrors: 1 } }],
    ])("of a wildcard are not known: no %s", (property, traffic) => {
        expect(found(traffic, { hosts: ["*.wild.example.com"] })).toContain(`wildcard-not-served .${property}`);
    });
});

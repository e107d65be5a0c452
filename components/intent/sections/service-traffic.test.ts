import { describe, expect, it } from "vitest";
import { findingsOf, intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { type ExternalService, PortProtocol, TlsMode, type Traffic } from "../args";

const hosts = ["a.example.com", "b.example.com"];

function service(traffic: Traffic, change: Partial<ExternalService> = {}): ExternalService[] {
    return [{ name: "s", hosts, clients: [{ namespace: "shop" }], traffic, ...change }];
}

function found(traffic: Traffic, change: Partial<ExternalService> = {}): string[] {
    return findingsOf(perimeterArgs({ externalServices: service(traffic, change) })).map((line) =>
        line.replace("externalServices[0].traffic", ""),
    );
}

describe("traffic", () => {
    it("is sound with every part of it that weakens nothing", () => {
        expect(
            found({
                split: [
                    { host: "A.example.com.", weight: 90 },
                    { host: "b.example.com", weight: 10 },
                ],
                timeoutSeconds: 2,
                retries: { attempts: 2 },
                requestHeaders: { set: [{ name: "x-team", value: "shop" }] },
                connectionPool: { maxConnections: 10 },
            }),
        ).toEqual([]);
    });

    it("is one intent in whatever order and spelling it is written", () => {
        const [one, other] = [
            [
                { host: "a.example.com", weight: 90 },
                { host: "b.example.com", weight: 10 },
            ],
            [
                { host: "B.example.com", weight: 10 },
                { host: "a.example.com", weight: 90 },
            ],
        ].map((split) => intentOf({ externalServices: service({ split }) }));
        expect(one).toEqual(other);
    });

    it.each<[string, Traffic, string[]]>([
        [
            "a share of a host that is not declared",
            { split: [{ host: "c.example.com", weight: 100 }] },
            ["traffic-to-undeclared-host .split[0].host"],
        ],
        [
            "shares of half of the requests",
            { split: [{ host: hosts[0] as string, weight: 50 }] },
            ["split-is-not-whole .split"],
        ],
        [
            "two shares of one host",
            {
                split: [
                    { host: "a.example.com", weight: 50 },
                    { host: "a.example.com", weight: 50 },
                ],
            },
            ["duplicate .split[1].host"],
        ],
        [
            "copies for a host that is not declared",
            { mirror: { host: "c.example.com" } },
            ["mirror-shows-the-inside .mirror", "traffic-to-undeclared-host .mirror.host"],
        ],
        ["a fault of nothing", { fault: {} }, ["fault-of-nothing .fault", "faults-are-made .fault"]],
        [
            "a percentage of nothing",
            { fault: { delaySeconds: 1, abortPercent: 5 } },
            ["fault-of-nothing .fault", "faults-are-made .fault"],
        ],
        [
            "a change of Host",
            { requestHeaders: { set: [{ name: "Host", value: "x" }] } },
            ["header-not-changeable .requestHeaders.set[0].name"],
        ],
        [
            "an identity that is put back",
            { requestHeaders: { add: [{ name: "X-Forwarded-Client-Cert", value: "x" }] } },
            ["header-not-changeable .requestHeaders.add[0].name"],
        ],
        [
            "a pseudo-header",
            { requestHeaders: { set: [{ name: ":authority", value: "x" }] } },
            ["header-name-malformed .requestHeaders.set[0].name"],
        ],
        [
            "a header that smuggles another",
            { responseHeaders: { set: [{ name: "x-a", value: "1\r\nx-b: 2" }] } },
            ["header-value-malformed .responseHeaders.set[0].value"],
        ],
        ["more retries than help", { retries: { attempts: 11 } }, ["out-of-bounds .retries.attempts"]],
        ["a timeout of nothing", { timeoutSeconds: 0 }, ["out-of-bounds .timeoutSeconds"]],
    ])("is refused with %s", (_, traffic, findings) => {
        expect(found(traffic)).toEqual(findings);
    });

    it.each<[string, Partial<ExternalService>]>([
        ["TLS that passes", { tls: { mode: TlsMode.Passthrough } }],
        ["bytes", { hosts: ["a.example.com"], ports: [{ number: 5432, protocol: PortProtocol.Tcp }] }],
    ])("of requests is refused where there is only %s", (_, change) => {
        const traffic = { timeoutSeconds: 1, connectionPool: { maxConnections: 1, idleSeconds: 5 } };
        expect(found(traffic, change).filter((line) => line.startsWith("traffic-"))).toEqual([
            "traffic-without-requests .connectionPool.idleSeconds",
            "traffic-without-requests .timeoutSeconds",
        ]);
    });

    it("is the same for a host that two services name", () => {
        const [one] = service({ timeoutSeconds: 1 });
        const externalServices = [one as ExternalService, { ...(one as ExternalService), name: "t", traffic: {} }];
        expect(findingsOf(perimeterArgs({ externalServices }))).toContain(
            "host-handled-two-ways externalServices[1].hosts[0]",
        );
    });
});

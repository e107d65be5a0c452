import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ExternalService, PortProtocol, Route, TlsMode } from "../intent/args";
import { intentOf } from "../testing/intent";
import { gatewayPorts, legsByService } from "./gateway-ports";

const clients = [{ namespace: "shop" }];

function services(...list: Partial<ExternalService>[]) {
    const externalServices = list.map((service, index) => ({
        name: `s${index}`,
        hosts: [`h${index}.example.com`],
        clients,
        ...service,
    }));
    return intentOf({ externalServices }).externalServices;
}

function numbers(...list: Partial<ExternalService>[]): number[] {
    return gatewayPorts(services(...list)).map(({ number }) => number);
}

const tcp = { number: 5432, protocol: PortProtocol.Tcp };

describe("the gateway", () => {
    it("listens on one port for the requests of all hosts, called or not", () => {
        expect(numbers()).toEqual([8443]);
        expect(numbers({}, {}, { ports: [{ number: 8080 }] })).toEqual([8443]);
    });

    it("listens on one more for what it does not read", () => {
        expect(
            numbers({}, { tls: { mode: TlsMode.Passthrough } }, { ports: [tcp], clients: [{ namespace: "billing" }] }),
        ).toEqual([8443, 8444]);
    });

    it("listens on a further one for a second port of a host, because nothing else says which is meant", () => {
        expect(numbers({ ports: [{ number: 443 }, { number: 9000 }] })).toEqual([8443, 24_000]);
        expect(numbers({ ports: [tcp, { ...tcp, number: 6379 }] })).toEqual([8443, 8444, 26_379]);
    });

    it("listens for nothing that goes another way", () => {
        expect(
            numbers({ route: Route.Sidecar, addresses: ["172.20.0.0/24"], ports: [{ number: 443 }, { number: 9000 }] }),
        ).toEqual([8443]);
    });

    it("gives way where two ports outside would have one listener", () => {
        const clash = { ports: [{ number: 443 }, { number: 5100 }, { number: 10_100 }] };
        expect(numbers(clash)).toEqual([8443, 20_100, 20_101]);
    });

    it("has unprivileged ports below the NodePort range, one for each port of a host, whatever is declared", () => {
        const port = fc.integer({ min: 1, max: 65535 }).filter((number) => number < 15000 || number > 15100);
        const ports = fc.uniqueArray(port, { minLength: 1, maxLength: 8 });
        fc.assert(
            fc.property(fc.array(ports, { maxLength: 6 }), (lists) => {
                const declared = services(
                    ...lists.map((list) => ({ ports: list.map((number) => ({ number, workloadPort: number })) })),
                );
                for (const legs of legsByService(declared).values()) {
                    expect(new Set(legs.map(({ gatewayPort }) => gatewayPort)).size).toBe(legs.length);
                }
                expect(gatewayPorts(declared).every(({ number }) => number >= 1024 && number < 30_000)).toBe(true);
                expect(gatewayPorts([...declared].reverse())).toEqual(gatewayPorts(declared));
            }),
        );
    });
});

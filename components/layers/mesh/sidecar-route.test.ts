import { describe, expect, it } from "vitest";
import { type ExternalService, PortProtocol, Route, TlsMode } from "../../intent/args";
import { INTERNAL_HEADERS } from "../../intent/internal-headers";
import { intentOf } from "../../testing/intent";
import { comesAfter, difference, inputsOf, rolesOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { planRoutes } from "./plan";

const clients = [{ namespace: "billing" }];

function routes(service: Partial<ExternalService>) {
    const ranges = { addresses: ["172.20.0.0/24"] };
    const externalServices = [{ name: "s", clients, route: Route.Sidecar, ...ranges, ...service }];
    const plan = planRoutes("prod", intentOf({ externalServices }));
    plan.resources.forEach(validateUpstream);
    return plan;
}

function specOf(plan: ReturnType<typeof routes>, role: string) {
    return inputsOf(plan, role).spec as Record<string, unknown>;
}

const hosts = ["api.example.com", "b.example.com"];

describe("a service without the gateway", () => {
    const plan = routes({ hosts });

    it("is known to its callers alone, by one port that leads to the port outside", () => {
        expect(specOf(plan, "outside-s")).toEqual({
            hosts,
            exportTo: ["billing"],
            location: "MESH_EXTERNAL",
            resolution: "DNS",
            ports: [{ number: 80, name: "http", protocol: "HTTP", targetPort: 443 }],
        });
    });

    it("has its TLS made by the sidecar, with SNI, name and CA checked", () => {
        expect(specOf(plan, "tls-b.example.com")).toMatchObject({
            host: "b.example.com",
            exportTo: ["billing"],
            trafficPolicy: {
                portLevelSettings: [
                    {
                        port: { number: 80 },
                        tls: { sni: "b.example.com", subjectAltNames: ["b.example.com"], caCertificates: "system" },
                    },
                ],
            },
        });
    });

    it("is told nothing about the inside", () => {
        expect(specOf(plan, "route-b.example.com")).toEqual({
            hosts: ["b.example.com"],
            exportTo: ["billing"],
            http: [
                {
                    headers: { request: { remove: [...INTERNAL_HEADERS] } },
                    route: [{ destination: { host: "b.example.com", port: { number: 80 } } }],
                },
            ],
        });
    });

    it("is known last: before, requests would leave in plaintext, and with internal headers", () => {
        const earlier = comesAfter(plan, "outside-s");
        for (const role of ["tls-b.example.com", "route-b.example.com"]) {
            expect(earlier).toContain(role);
        }
    });

    it("has nothing at the gateway", () => {
        expect(rolesOf(plan).filter((role) => /^(callers|sni)-/.test(role))).toEqual([]);
        expect(specOf(plan, "listener").servers).toHaveLength(1);
    });

    it("costs two objects a host", () => {
        expect(difference(plan, routes({ hosts: [...hosts, "c.example.com"] })).added).toHaveLength(2);
    });
});

describe("the other modes without the gateway", () => {
    it("pass the application's TLS by its SNI", () => {
        const plan = routes({ hosts, tls: { mode: TlsMode.Passthrough } });
        expect(specOf(plan, "outside-s").ports).toEqual([{ number: 443, name: "tls", protocol: "TLS" }]);
        expect(rolesOf(plan)).toEqual(["namespace", "listener", "outside-s"]);
    });

    it("pass it beside requests, which alone get TLS from the sidecar", () => {
        const plan = routes({ hosts, tls: { acceptAppTls: true } });
        expect(specOf(plan, "outside-s").ports).toMatchObject([
            { number: 80, protocol: "HTTP", targetPort: 443 },
            { number: 443, protocol: "TLS" },
        ]);
        expect(JSON.stringify(specOf(plan, "tls-b.example.com"))).not.toContain('"number":443');
    });

    it("leave plain HTTP as it is, but for the internal headers", () => {
        const plan = routes({ hosts, tls: { mode: TlsMode.Plaintext } });
        expect(rolesOf(plan)).not.toContain("tls-b.example.com");
        expect(specOf(plan, "outside-s").ports).toEqual([{ number: 80, name: "http", protocol: "HTTP" }]);
        expect(JSON.stringify(specOf(plan, "route-b.example.com"))).toContain("x-request-id");
    });

    it("let bytes go to declared ranges, as they were dialled", () => {
        const ports = [{ number: 5432, protocol: PortProtocol.Tcp }];
        expect(specOf(routes({ addresses: ["172.20.0.0/16", "203.0.113.9"], ports }), "outside-s")).toMatchObject({
            hosts: ["s.tcp.asm-egress.internal"],
            addresses: ["172.20.0.0/16", "203.0.113.9"],
            resolution: "NONE",
            ports: [{ number: 5432, name: "tcp", protocol: "TCP" }],
        });
    });
});

import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { type ExternalService, PortProtocol, type Tls, TlsMode } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { comesAfter, difference, inputsOf, rolesOf, specOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { planRoutes } from "./plan";

const billing = { namespace: "billing", serviceAccount: "payments" };

function routes(...services: Partial<ExternalService>[]) {
    const externalServices = services.map((service, index) => ({ name: `s${index}`, clients: [billing], ...service }));
    const plan = planRoutes("prod", intentOf({ externalServices }));
    plan.resources.forEach(validateUpstream);
    return plan;
}

const hosts = ["api.example.com", "b.example.com"];
const passed = { hosts, tls: { mode: TlsMode.Passthrough } };
const tcp = { number: 5432, protocol: PortProtocol.Tcp };
const database = { hosts: ["db.example.com"], addresses: ["203.0.113.13"], ports: [tcp] };

function tlsOf(tls: Tls): object {
    const [setting] = specOf(routes({ hosts: ["api.example.com"], tls }), "tls-api.example.com").trafficPolicy
        .portLevelSettings;
    return setting.tls;
}

describe("TLS from the gateway", () => {
    it("shows a client certificate and takes the authorities from beside it", () => {
        expect(tlsOf({ mode: TlsMode.MutualOriginate, credential: "client-a" })).toEqual({
            mode: "MUTUAL",
            sni: "api.example.com",
            subjectAltNames: ["api.example.com"],
            credentialName: "client-a",
        });
    });

    it.each<[string, Tls, string]>([
        ["a Secret", { caBundle: { secret: "partner-ca" } }, "partner-ca"],
        ["a ConfigMap", { caBundle: { configMap: "ca" } }, "configmap://istio-egress/ca"],
    ])("is checked against the authorities in %s instead of the image's", (_, tls, credentialName) => {
        expect(tlsOf(tls)).toEqual({
            mode: "SIMPLE",
            sni: "api.example.com",
            subjectAltNames: ["api.example.com"],
            credentialName,
        });
    });

    it("checks the name that it asks for, or the names that are written", () => {
        expect(tlsOf({ sni: "edge.example.com" })).toMatchObject({
            sni: "edge.example.com",
            subjectAltNames: ["edge.example.com"],
        });
        expect(tlsOf({ subjectAltNames: ["x.example.com", "a.example.com"] })).toMatchObject({
            sni: "api.example.com",
            subjectAltNames: ["a.example.com", "x.example.com"],
        });
    });

    it("is unchecked only where that is written, and then says so itself", () => {
        expect(tlsOf({ acceptAnyCertificate: true })).toEqual({
            mode: "SIMPLE",
            sni: "api.example.com",
            insecureSkipVerify: true,
        });
    });

    it.each([
        [PortProtocol.Http, "https", "HTTPS", "HTTP"],
        [PortProtocol.Http2, "http2", "HTTP2", "HTTP2"],
        [PortProtocol.Grpc, "grpc", "GRPC", "GRPC"],
    ])("carries %s", (protocol, name, outside, inside) => {
        const plan = routes({ hosts, ports: [{ number: 443, protocol }] });
        expect(specOf(plan, "outside-s0").ports).toEqual([{ number: 443, name, protocol: outside }]);
        expect(specOf(plan, "callers-s0").ports).toMatchObject([{ number: 80, protocol: inside, targetPort: 8443 }]);
    });
});

describe("several ports of a host", () => {
    const plan = routes({ hosts: ["api.example.com"], ports: [{ number: 9000 }, { number: 443 }] });

    it("have a listener each, because the gateway could not tell them apart", () => {
        expect(specOf(plan, "callers-s0").ports).toEqual([
            { number: 80, name: "http", protocol: "HTTP", targetPort: 8443 },
            { number: 9000, name: "http-9000", protocol: "HTTP", targetPort: 24_000 },
        ]);
        expect(specOf(plan, "listener").servers).toMatchObject([
            { port: { number: 8443, name: "https" } },
            { port: { number: 24_000, name: "https-24000" }, tls: { mode: "ISTIO_MUTUAL" } },
        ]);
    });

    it("are routed by listener, and have TLS each", () => {
        expect(specOf(plan, "route-api.example.com").http).toMatchObject([
            { match: [{ port: 8443 }], route: [{ destination: { port: { number: 443 } } }] },
            { match: [{ port: 24_000 }], route: [{ destination: { port: { number: 9000 } } }] },
        ]);
        expect(specOf(plan, "tls-api.example.com").trafficPolicy.portLevelSettings).toMatchObject([
            { port: { number: 443 }, tls: { mode: "SIMPLE" } },
            { port: { number: 9000 }, tls: { mode: "SIMPLE" } },
        ]);
    });
});

describe("plain HTTP outside", () => {
    const plan = routes({ hosts: ["api.example.com"], tls: { mode: TlsMode.Plaintext } });

    it("comes in by the same listener and leaves on its own port, without TLS", () => {
        expect(specOf(plan, "callers-s0").ports).toEqual([
            { number: 80, name: "http", protocol: "HTTP", targetPort: 8443 },
        ]);
        expect(specOf(plan, "outside-s0").ports).toEqual([{ number: 80, name: "http", protocol: "HTTP" }]);
        expect(rolesOf(plan)).not.toContain("tls-api.example.com");
    });
});

describe("TLS that passes", () => {
    const plan = routes(passed);

    it("is wrapped in mutual TLS whose SNI is the host, so that the caller is known", () => {
        expect(specOf(plan, "sni-b.example.com")).toEqual({
            host: "b.example.com",
            exportTo: ["billing"],
            trafficPolicy: { tls: { mode: "ISTIO_MUTUAL", sni: "b.example.com" } },
        });
        expect(specOf(plan, "callers-s0").ports).toEqual([
            { number: 443, name: "tls", protocol: "TLS", targetPort: 8444 },
        ]);
        expect(comesAfter(plan, "callers-s0")).toContain("sni-b.example.com");
    });

    it("is routed as bytes, because the gateway has ended the outer TLS", () => {
        const spec = specOf(plan, "route-b.example.com");
        expect(spec).toMatchObject({
            gateways: ["istio-system/egress-prod"],
            tcp: [
                { match: [{ port: 8444 }], route: [{ destination: { host: "b.example.com", port: { number: 443 } } }] },
            ],
        });
        expect(spec).not.toHaveProperty("http");
        expect(spec).not.toHaveProperty("tls");
    });
});

describe("applications that still speak TLS", () => {
    const plan = routes({ hosts: ["api.example.com"], tls: { acceptAppTls: true } });

    it("call the port outside by its own number, beside those that speak HTTP", () => {
        expect(specOf(plan, "callers-s0").ports).toEqual([
            { number: 80, name: "http", protocol: "HTTP", targetPort: 8443 },
            { number: 443, name: "tls", protocol: "TLS", targetPort: 8444 },
        ]);
    });

    it("pass, while what the gateway makes TLS for has a number of its own that leads to the same port", () => {
        expect(specOf(plan, "outside-s0").ports).toEqual([
            { number: 8000, name: "http", protocol: "HTTP", targetPort: 443 },
            { number: 443, name: "tls", protocol: "TLS" },
        ]);
        expect(specOf(plan, "tls-api.example.com").trafficPolicy.portLevelSettings).toMatchObject([
            { port: { number: 8000 }, tls: { mode: "SIMPLE", sni: "api.example.com" } },
        ]);
        expect(specOf(plan, "route-api.example.com")).toMatchObject({
            http: [{ route: [{ destination: { port: { number: 8000 } } }] }],
            tcp: [{ match: [{ port: 8444 }], route: [{ destination: { port: { number: 443 } } }] }],
        });
    });
});

describe("bytes", () => {
    it("for two services on one port are told apart by address, and at the gateway by the outer SNI", () => {
        const other = { hosts: ["db2.example.com"], addresses: ["203.0.113.14"], ports: [tcp] };
        const plan = routes(database, other);
        expect(specOf(plan, "callers-s0")).toMatchObject({
            addresses: ["203.0.113.13"],
            ports: [{ number: 5432, name: "tcp", protocol: "TCP", targetPort: 8444 }],
        });
        expect(specOf(plan, "callers-s1")).toMatchObject({ addresses: ["203.0.113.14"] });
        expect(specOf(plan, "sni-db2.example.com").trafficPolicy.tls.sni).toBe("db2.example.com");
        expect(specOf(plan, "outside-tcp.5432")).toMatchObject({
            hosts: ["db.example.com", "db2.example.com"],
            resolution: "DNS",
            ports: [{ number: 5432, name: "tls", protocol: "TLS" }],
        });
    });

    it("for more hosts than one entry takes have several, and one more moves no other", () => {
        const databases = Array.from({ length: 301 }, (_, index) => ({
            name: `db-${index}`,
            hosts: [`db-${index}.example.com`],
            addresses: [`203.0.${Math.floor(index / 250)}.${(index % 250) + 1}`],
            ports: [tcp],
            clients: [billing],
        }));
        const planned = (count: number) => {
            const plan = planRoutes("prod", intentOf({ externalServices: databases.slice(0, count) }));
            const entries = plan.resources.filter(({ role }) => role.startsWith("outside-tcp."));
            entries.forEach(validateUpstream);
            return { plan, lists: entries.map(({ role }): string[] => specOf(plan, role).hosts) };
        };
        expect(planned(200).lists).toHaveLength(1);
        const { plan, lists } = planned(300);
        expect(lists.length).toBeGreaterThan(1);
        expect(lists.every((list) => list.length <= 256)).toBe(true);
        expect(new Set(lists.flat()).size).toBe(300);
        const { added: more, removed, changed } = difference(plan, planned(301).plan);
        expect(more).toEqual(["route-db-300.example.com", "sni-db-300.example.com", "callers-db-300"]);
        expect(removed).toEqual([]);
        expect(changed).toHaveLength(2);
        const entry = changed.find((role) => role.startsWith("outside-")) ?? "";
        expect(comesAfter(planned(301).plan, "route-db-300.example.com")).toContain(entry);
    });

    it("for an address go to that address, under a name that nobody can register", () => {
        const plan = routes({ addresses: ["203.0.113.13"], ports: [tcp] });
        const name = "s0.tcp.asm-egress.internal";
        const destination = { "asm-egress.internal/destination": "s0" };
        expect(specOf(plan, "outside-addresses.5432")).toMatchObject({
            hosts: ["addresses.5432.asm-egress.internal"],
            exportTo: ["istio-system"],
            resolution: "STATIC",
            endpoints: [{ address: "203.0.113.13", labels: destination }],
        });
        expect(specOf(plan, "subsets-addresses.5432")).toMatchObject({
            host: "addresses.5432.asm-egress.internal",
            exportTo: ["istio-system"],
            subsets: [{ name: "s0", labels: destination }],
        });
        expect(specOf(plan, `route-${name}`).tcp).toEqual([
            {
                match: [{ port: 8444 }],
                route: [
                    {
                        destination: {
                            host: "addresses.5432.asm-egress.internal",
                            subset: "s0",
                            port: { number: 5432 },
                        },
                    },
                ],
            },
        ]);
        expect(specOf(plan, "callers-s0")).toMatchObject({ hosts: [name], addresses: ["203.0.113.13"] });
        expect(specOf(plan, `sni-${name}`).trafficPolicy.tls.sni).toBe(name);
    });

    it("for several addresses never go to another one's: each route has a subset, and each subset one address", () => {
        const ports = [tcp, { ...tcp, number: 6379 }];
        const plan = routes(
            { addresses: ["203.0.113.13"], ports, traffic: { connectionPool: { maxConnections: 3 } } },
            { addresses: ["203.0.113.14"], ports },
            { addresses: ["203.0.113.15"], ports: [tcp] },
        );
        const { endpoints } = specOf(plan, "outside-addresses.5432.6379");
        const { subsets } = specOf(plan, "subsets-addresses.5432.6379");
        for (const [subset, address] of [
            ["s0", "203.0.113.13"],
            ["s1", "203.0.113.14"],
        ]) {
            const { labels } = subsets.find(({ name }: { name: string }) => name === subset);
            const reached = endpoints.filter((one: { labels: object }) => isDeepStrictEqual(one.labels, labels));
            expect(reached.map((one: { address: string }) => one.address)).toEqual([address]);
            const { tcp: legs } = specOf(plan, `route-${subset}.tcp.asm-egress.internal`);
            expect(legs).toHaveLength(2);
            expect(legs.map(({ route }: { route: object[] }) => route)).toMatchObject([
                [{ destination: { subset } }],
                [{ destination: { subset } }],
            ]);
        }
        expect(subsets.map(({ trafficPolicy }: { trafficPolicy?: object }) => trafficPolicy)).toEqual([
            { connectionPool: { tcp: { maxConnections: 3 } } },
            undefined,
        ]);
        expect(specOf(plan, "outside-addresses.5432").endpoints).toMatchObject([{ address: "203.0.113.15" }]);
    });

    it("for an address have a route only after all that it leads to", () => {
        const plan = routes({ addresses: ["203.0.113.13"], ports: [tcp] });
        const before = comesAfter(plan, "route-s0.tcp.asm-egress.internal");
        expect(before).toContain("outside-addresses.5432");
        expect(before).toContain("subsets-addresses.5432");
        expect(comesAfter(plan, "callers-s0")).toContain("route-s0.tcp.asm-egress.internal");
    });

    it("beside requests to the same host have routes of their own", () => {
        const plan = routes({ hosts: ["api.example.com"], ports: [{ number: 443 }, tcp] });
        expect(specOf(plan, "route-api.example.com")).toMatchObject({
            http: [{ route: [{ destination: { port: { number: 443 } } }] }],
            tcp: [{ match: [{ port: 8444 }], route: [{ destination: { port: { number: 5432 } } }] }],
        });
    });
});

describe("a wildcard", () => {
    const externalServices = [{ name: "wild", hosts: ["*.example.com"], clients: [billing] }];
    const mesh = { ...perimeterArgs().mesh, version: "1.31" };
    const plan = planRoutes("prod", intentOf({ mesh, externalServices }));

    it("is resolved name by name, on a port of a protocol that Istio does that for", () => {
        plan.resources.forEach(validateUpstream);
        expect(specOf(plan, "outside-wild")).toMatchObject({
            hosts: ["*.example.com"],
            resolution: "DYNAMIC_DNS",
            ports: [{ number: 443, name: "http", protocol: "HTTP" }],
        });
    });

    it("has TLS by the name of each request: neither a server name nor a certificate name is fixed", () => {
        const { host, trafficPolicy } = specOf(plan, "tls-_.example.com");
        expect(host).toBe("*.example.com");
        expect(trafficPolicy.portLevelSettings).toEqual([
            { port: { number: 443 }, tls: { mode: "SIMPLE", caCertificates: "system" } },
        ]);
    });

    it("has on its route what is done to each request", () => {
        const traffic = { timeoutSeconds: 2, retries: { attempts: 2 }, connectionPool: { maxConnections: 3 } };
        const shaped = planRoutes(
            "prod",
            intentOf({ mesh, externalServices: [{ ...externalServices[0], traffic } as never] }),
        );
        shaped.resources.forEach(validateUpstream);
        expect(specOf(shaped, "route-_.example.com").http).toMatchObject([
            { timeout: "2s", retries: { attempts: 2 }, route: [{ destination: { host: "*.example.com" } }] },
        ]);
        expect(specOf(shaped, "tls-_.example.com").trafficPolicy.portLevelSettings).toMatchObject([
            { connectionPool: { tcp: { maxConnections: 3 } } },
        ]);
    });

    it("has objects whose names Kubernetes takes and no host has", () => {
        expect(inputsOf(plan, "route-_.example.com").metadata).toMatchObject({ name: "prod--example.com" });
    });
});

describe("one more host costs", () => {
    const added = (before: Partial<ExternalService>[], after: Partial<ExternalService>[]) =>
        difference(routes(...before), routes(...after)).added;
    const more = [...hosts, "c.example.com"];

    it.each<[string, number, Partial<ExternalService>, Partial<ExternalService>]>([
        ["that is called by requests", 2, { hosts }, { hosts: more }],
        [
            "with several ports",
            2,
            { hosts, ports: [{ number: 443 }, { number: 9000 }] },
            { hosts: more, ports: [{ number: 443 }, { number: 9000 }] },
        ],
        [
            "in plaintext",
            1,
            { hosts, tls: { mode: TlsMode.Plaintext } },
            { hosts: more, tls: { mode: TlsMode.Plaintext } },
        ],
        ["whose TLS passes", 2, passed, { ...passed, hosts: more }],
        [
            "that is called both ways",
            3,
            { hosts, tls: { acceptAppTls: true } },
            { hosts: more, tls: { acceptAppTls: true } },
        ],
    ])("%s: %i objects", (_, count, before, after) => {
        expect(added([before], [after])).toHaveLength(count);
    });

    it("that is called by bytes: 3 objects, beside its rule of access", () => {
        const other = { hosts: ["db2.example.com"], addresses: ["203.0.113.14"], ports: [tcp] };
        expect(added([database], [database, other])).toEqual([
            "route-db2.example.com",
            "sni-db2.example.com",
            "callers-s1",
        ]);
    });

    it("or an address, that is called by bytes: 3 objects, too", () => {
        const one = { addresses: ["203.0.113.13"], ports: [tcp] };
        const other = { addresses: ["203.0.113.14"], ports: [tcp] };
        const name = "s1.tcp.asm-egress.internal";
        expect(added([one], [one, other])).toEqual([`route-${name}`, `sni-${name}`, "callers-s1"]);
    });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intentOf } from "../../testing/intent";
import { comesAfter, difference, inputsOf, rolesOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { hostGroups } from "./host-groups";
import { planRoutes } from "./plan";

const billing = { namespace: "billing", serviceAccount: "payments" };
const shop = { namespace: "shop" };

function routes(...services: { name: string; hosts: string[]; clients: object[]; ports?: object[] }[]) {
    return planRoutes("prod", intentOf({ externalServices: services as never }));
}

const stripe = { name: "stripe", hosts: ["api.stripe.com", "files.stripe.com"], clients: [billing] };

describe("the routes of external services", () => {
    it("are objects that upstream's schemas accept", () => {
        for (const resource of routes(stripe, { name: "bank", hosts: ["b.example.com"], clients: [shop] }).resources) {
            expect(() => validateUpstream(resource)).not.toThrow();
        }
    });

    it("show callers the gateway's Pods and nothing outside", () => {
        expect(inputsOf(routes(stripe), "callers-stripe").spec).toEqual({
            hosts: ["api.stripe.com", "files.stripe.com"],
            exportTo: ["billing"],
            location: "MESH_INTERNAL",
            resolution: "STATIC",
            ports: [{ number: 80, name: "http", protocol: "HTTP", targetPort: 8443 }],
            workloadSelector: { labels: { "asm-egress/gateway": "egress-prod" } },
        });
    });

    it("show the real host to the gateway alone", () => {
        const plan = routes(stripe);
        for (const role of ["outside-stripe", "route-api.stripe.com", "tls-api.stripe.com"]) {
            expect(inputsOf(plan, role).spec).toMatchObject({ exportTo: ["istio-system"] });
        }
    });

    it("take the namespace that another perimeter has made, and wait for nothing that is not theirs", () => {
        const intent = intentOf({ externalServices: [stripe] as never });
        const plan = planRoutes("prod", { ...intent, mesh: { ...intent.mesh, givenEgressNamespace: true } });
        const made = planRoutes("prod", intent);
        expect(rolesOf(plan)).toEqual(rolesOf(made).filter((role) => role !== "namespace"));
        expect(plan.resources.flatMap(({ after }) => after)).not.toContain("namespace");
        expect(plan.resources.map(({ inputs }) => inputs)).toEqual(
            made.resources.filter(({ role }) => role !== "namespace").map(({ inputs }) => inputs),
        );
    });

    it("check SNI, name and CA of every host", () => {
        expect(inputsOf(routes(stripe), "tls-api.stripe.com").spec).toMatchObject({
            host: "api.stripe.com",
            trafficPolicy: {
                portLevelSettings: [
                    {
                        port: { number: 443 },
                        tls: {
                            mode: "SIMPLE",
                            sni: "api.stripe.com",
                            subjectAltNames: ["api.stripe.com"],
                            caCertificates: "system",
                        },
                    },
                ],
            },
        });
    });

    it("bind to the gateway only, never to the mesh, and remove the internal headers", () => {
        const { spec } = inputsOf(routes(stripe), "route-api.stripe.com") as { spec: { http: unknown[] } };
        expect(spec).toMatchObject({ hosts: ["api.stripe.com"], gateways: ["istio-system/egress-prod"] });
        expect(JSON.stringify(spec.http)).toContain("x-forwarded-client-cert");
    });

    it("take mutual TLS only, and VirtualServices of the perimeter's namespace only", () => {
        expect(inputsOf(routes(stripe), "listener").spec).toMatchObject({
            servers: [{ hosts: ["istio-egress/*"], tls: { mode: "ISTIO_MUTUAL" }, port: { number: 8443 } }],
        });
    });

    it("have the origination before the gateway knows the host, and the callers last", () => {
        const plan = routes(stripe);
        expect(comesAfter(plan, "outside-stripe")).toContain("tls-files.stripe.com");
        expect(comesAfter(plan, "callers-stripe")).toEqual(
            new Set([
                "namespace",
                "listener",
                "outside-stripe",
                ...stripe.hosts.flatMap((host) => [`tls-${host}`, `route-${host}`]),
            ]),
        );
    });

    it("leave by the declared port and are called on the declared port", () => {
        const ports = [{ number: 8443, workloadPort: 8080 }];
        const plan = routes({ name: "bank", hosts: ["b.example.com"], clients: [shop], ports });
        expect(JSON.stringify(inputsOf(plan, "tls-b.example.com"))).toContain('"port":{"number":8443}');
        expect(inputsOf(plan, "callers-bank").spec).toMatchObject({ ports: [{ number: 8080, targetPort: 8443 }] });
    });
});

describe("one more host", () => {
    it("adds two objects, and changes only the two that list the hosts", () => {
        const more = { ...stripe, hosts: [...stripe.hosts, "connect.stripe.com"] };
        expect(difference(routes(stripe), routes(more))).toEqual({
            added: ["tls-connect.stripe.com", "route-connect.stripe.com"],
            removed: [],
            changed: ["outside-stripe", "callers-stripe"],
        });
    });

    it("removed takes its two objects with it", () => {
        const fewer = { ...stripe, hosts: ["api.stripe.com"] };
        expect(difference(routes(stripe), routes(fewer)).removed).toEqual([
            "tls-files.stripe.com",
            "route-files.stripe.com",
        ]);
    });
});

describe("a host that two external services name", () => {
    const other = { name: "other", hosts: ["api.stripe.com"], clients: [shop] };

    it("has one VirtualService, one DestinationRule and ServiceEntries of its own", () => {
        const roles = rolesOf(routes(stripe, other)).filter((role) => role.includes("api.stripe.com"));
        expect(roles).toEqual([
            "tls-api.stripe.com",
            "outside-api.stripe.com",
            "route-api.stripe.com",
            "callers-api.stripe.com",
        ]);
    });

    it("is visible to the callers of both, while the others' hosts are not", () => {
        const plan = routes(stripe, other);
        expect(inputsOf(plan, "callers-api.stripe.com").spec).toMatchObject({ exportTo: ["billing", "shop"] });
        expect(inputsOf(plan, "callers-stripe").spec).toMatchObject({
            hosts: ["files.stripe.com"],
            exportTo: ["billing"],
        });
    });

    it("is in exactly one group, whatever the services share", () => {
        const hosts = fc.uniqueArray(
            fc.constantFrom("a.example.com", "b.example.com", "c.example.com", "d.example.com"),
            {
                minLength: 1,
            },
        );
        fc.assert(
            fc.property(fc.array(hosts, { minLength: 1, maxLength: 4 }), (lists) => {
                const services = lists.map((list, index) => ({ name: `s${index}`, hosts: list, clients: [shop] }));
                const grouped = hostGroups(intentOf({ externalServices: services }).externalServices);
                const named = grouped.flatMap((group) => group.hosts).sort();
                expect(named).toEqual([...new Set(lists.flat())].sort());
                expect(new Set(grouped.map(({ key }) => key)).size).toBe(grouped.length);
            }),
        );
    });
});

it("no external services leave a gateway that answers nothing", () => {
    expect(rolesOf(routes())).toEqual(["namespace", "listener"]);
});

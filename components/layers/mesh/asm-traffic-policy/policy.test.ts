import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ExternalService, TlsMode } from "../../../intent/args";
import { asmEngineMesh } from "../../../testing/asm-engine";
import { intentOf } from "../../../testing/intent";
import { comesAfter, difference, inputsOf, rolesOf } from "../../../testing/planned";
import { planRoutes } from "../plan";

const billing = { namespace: "billing", serviceAccount: "payments" };
const shop = { namespace: "shop" };

function routes(...externalServices: ExternalService[]) {
    return planRoutes("prod", intentOf({ mesh: asmEngineMesh(), externalServices }));
}

interface PolicySpec {
    byEgressGateway: object;
    egressRules: { name: string; from: object[]; to: { name: string; hosts: string[] }[] }[];
}

function specOf(...services: ExternalService[]): PolicySpec {
    return inputsOf(routes(...services), "traffic-policy").spec as PolicySpec;
}

const stripe = { name: "stripe", hosts: ["files.stripe.com", "api.stripe.com"], clients: [billing] };
const maps = { name: "maps", hosts: ["maps.example.com"], clients: [shop] };

describe("the way of every host as one ASMEgressTrafficPolicy", () => {
    it("is one object, after its namespace, and no object of Istio's beside it", () => {
        const plan = routes(stripe, maps);
        expect(rolesOf(plan)).toEqual(["namespace", "traffic-policy"]);
        expect(comesAfter(plan, "traffic-policy")).toEqual(new Set(["namespace"]));
    });

    it("has ASM's namespace, a name after the gateway, and is waited for", () => {
        expect(inputsOf(routes(stripe), "traffic-policy")).toMatchObject({
            apiVersion: "istio.alibabacloud.com/v1beta1",
            kind: "ASMEgressTrafficPolicy",
            metadata: {
                name: "egress-by-egress-prod",
                namespace: "istio-egress",
                annotations: { "pulumi.com/waitFor": "jsonpath={.status.status}" },
            },
        });
    });

    it("says for each host from where it is called, by which port of the gateway, and how it goes on", () => {
        expect(specOf({ ...stripe, hosts: ["api.stripe.com"] })).toEqual({
            byEgressGateway: { name: "egress-prod" },
            egressRules: [
                {
                    name: "stripe",
                    from: [{ namespace: "billing" }],
                    to: [
                        {
                            name: expect.stringMatching(/^api-stripe-com-[0-9a-f]{8}$/),
                            hosts: ["api.stripe.com"],
                            port: { name: "http", number: 80, protocol: "HTTP" },
                            byEgressGateway: { port: 8443 },
                            httpsUpgrade: { enabled: true, port: 443 },
                        },
                    ],
                },
            ],
        });
    });

    it("upgrades nothing that is to stay plaintext, and to the declared port otherwise", () => {
        const plain = { ...maps, tls: { mode: TlsMode.Plaintext } };
        expect(specOf(plain).egressRules[0]?.to[0]).not.toHaveProperty("httpsUpgrade");
        expect(specOf(plain).egressRules[0]?.to[0]).toMatchObject({ port: { number: 80 } });
        const ports = [{ number: 9443, workloadPort: 8080 }];
        expect(specOf({ ...maps, ports }).egressRules[0]?.to[0]).toMatchObject({
            port: { number: 8080 },
            httpsUpgrade: { port: 9443 },
        });
    });

    it("has one host a destination, because several would have to have one address", () => {
        expect(specOf(stripe).egressRules[0]?.to.map(({ hosts }) => hosts)).toEqual([
            ["api.stripe.com"],
            ["files.stripe.com"],
        ]);
    });

    it("selects namespaces and never Pods by label: who calls is the gateway's to decide", () => {
        const text = JSON.stringify(specOf(stripe, maps));
        expect(text).not.toContain("workloadSelector");
        expect(text).not.toContain("payments");
    });

    it("names a host once, from the namespaces of all who may call it", () => {
        const { egressRules } = specOf(stripe, { name: "other", hosts: ["api.stripe.com"], clients: [shop] });
        const about = egressRules.filter(({ to }) => to.some(({ hosts }) => hosts.includes("api.stripe.com")));
        expect(about.map(({ from, to }) => [from, to.length])).toEqual([
            [[{ namespace: "billing" }, { namespace: "shop" }], 1],
        ]);
        expect(about[0]?.name).toMatch(/^api-stripe-com-[0-9a-f]{8}$/);
    });

    it("is not there where nothing may be called: the kind wants a rule at least", () => {
        expect(rolesOf(routes())).toEqual(["namespace"]);
    });

    it("changes in place when a host comes or goes", () => {
        expect(difference(routes(stripe), routes(stripe, maps))).toEqual({
            added: [],
            removed: [],
            changed: ["traffic-policy"],
        });
    });

    it("has DNS labels as names, a different one for each host and each rule", () => {
        const hosts = ["a-b.example.com", "a.b.example.com", `${"x".repeat(60)}.example.com`];
        const { egressRules } = specOf({ ...stripe, hosts }, { ...maps, hosts: hosts.slice(0, 2) });
        const names = [...egressRules, ...egressRules.flatMap(({ to }) => to)].map(({ name }) => name);
        expect(names.filter((name) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))).toEqual([]);
        expect(new Set(egressRules.map(({ name }) => name)).size).toBe(egressRules.length);
        expect(new Set(egressRules.flatMap(({ to }) => to.map(({ name }) => name))).size).toBe(3);
    });

    it("is the same whatever the order in which services, hosts and clients are written", () => {
        const services = fc.shuffledSubarray(["stripe", "maps", "other"], { minLength: 3 });
        const hosts = fc.shuffledSubarray(["a.example.com", "b.example.com", "c.example.com"], { minLength: 3 });
        const clients = fc.shuffledSubarray([billing, shop], { minLength: 2 });
        const written = (names: string[], list: string[], callers: object[]) =>
            names.map((name) => ({
                name,
                // The one host that two of them share makes a rule of its own.
                hosts: list.filter((host) => (name === "maps" ? host !== "a.example.com" : host === "a.example.com")),
                clients: name === "other" ? [shop] : callers,
            })) as ExternalService[];
        const sorted = JSON.stringify(
            routes(
                ...written(
                    ["maps", "other", "stripe"],
                    ["a.example.com", "b.example.com", "c.example.com"],
                    [billing, shop],
                ),
            ),
        );
        fc.assert(
            fc.property(services, hosts, clients, (names, list, callers) => {
                expect(JSON.stringify(routes(...written(names, list, callers)))).toBe(sorted);
            }),
        );
    });
});

describe("more hosts than one object holds", () => {
    function codes(count: number, serverSideApply: boolean): string[] {
        const hosts = (from: number) => Array.from({ length: 250 }, (_, index) => `host-${from + index}.example.com`);
        const externalServices = Array.from({ length: count / 250 }, (_, index) => ({
            name: `s${index}`,
            hosts: hosts(index * 250),
            clients: [shop],
        }));
        const mesh = asmEngineMesh({ serverSideApply });
        return planRoutes("prod", intentOf({ mesh, externalServices })).findings.map(({ code }) => code);
    }

    it("are refused before an API server does, and thousands are not too many", () => {
        expect(codes(5000, true)).toEqual([]);
        expect(codes(10_000, true)).toEqual(["traffic-policy-too-large"]);
    });

    it("are fewer without server-side apply, which keeps a copy in an annotation", () => {
        expect(codes(1000, false)).toEqual([]);
        expect(codes(2000, false)).toEqual(["traffic-policy-too-large"]);
    });
});

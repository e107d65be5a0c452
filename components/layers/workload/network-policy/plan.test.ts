import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
    type EgressPerimeterArgs,
    EniKind,
    NetworkPolicyEngine,
    Placement,
    PortProtocol,
    Route,
    TlsMode,
} from "../../../intent/args";
import { Cidr } from "../../../intent/cidr";
import { intentOf } from "../../../testing/intent";
import { perimeterArgs } from "../../../testing/perimeter-args";
import { inputsOf, rolesOf } from "../../../testing/planned";
import { validateUpstream } from "../../../testing/upstream-schemas";
import { planNetworkPolicies } from "./plan";

interface Peer {
    ipBlock?: { cidr: string; except?: string[] };
    namespaceSelector?: object;
    podSelector?: object;
}

interface Spec {
    podSelector: object;
    policyTypes: string[];
    ingress?: object[];
    egress: { to?: Peer[]; ports?: { protocol: string; port: number }[] }[];
}

const base = perimeterArgs();

function plan(change: Partial<EgressPerimeterArgs> = {}) {
    return planNetworkPolicies("prod", intentOf(change));
}

function specOf(change: Partial<EgressPerimeterArgs> = {}): Spec {
    return inputsOf(plan(change), "egress-billing").spec as Spec;
}

/** The rules that would let a packet to an address out, by address alone. */
function lets(spec: Spec, address: string, port: number, protocol = "TCP"): boolean {
    return spec.egress.some(
        ({ to, ports }) =>
            (ports === undefined || ports.some((one) => one.port === port && one.protocol === protocol)) &&
            (to === undefined || to.some(({ ipBlock }) => ipBlock !== undefined && covers(ipBlock.cidr, address))),
    );
}

function covers(range: string, address: string): boolean {
    const [outer, inner] = [Cidr.parse(range), Cidr.parse(address)];
    return outer.ok && inner.ok && outer.value.contains(inner.value);
}

function findings(change: Partial<EgressPerimeterArgs>): string[] {
    return plan(change).findings.map(({ code, severity, path }) => `${severity} ${code} ${path}`);
}

describe("the NetworkPolicy of a fenced namespace", () => {
    it("lets callers reach every port that the gateway listens on", () => {
        const passed = { name: "s", hosts: ["a.example.com"], clients: [{ namespace: "shop" }] };
        const externalServices = [{ ...passed, tls: { mode: TlsMode.Passthrough } }];
        expect(lets(specOf({ externalServices }), "10.0.64.5", 8444)).toBe(true);
        expect(lets(specOf({ externalServices }), "10.0.64.5", 15021)).toBe(false);
        expect(lets(specOf(), "10.0.64.5", 8444)).toBe(false);
    });

    it("lets the callers of a service without the gateway reach its ranges, and nobody else", () => {
        const ports = [{ number: 5432, protocol: PortProtocol.Tcp }];
        const straight = { name: "s", addresses: ["172.20.0.0/24"], ports, route: Route.Sidecar };
        const to = (namespace: string) => specOf({ externalServices: [{ ...straight, clients: [{ namespace }] }] });
        expect(lets(to("billing"), "172.20.0.9", 5432)).toBe(true);
        expect(lets(to("billing"), "172.20.0.9", 5433)).toBe(false);
        expect(lets(to("shop"), "172.20.0.9", 5432)).toBe(false);
    });

    it("is one object that upstream's schema accepts", () => {
        expect(rolesOf(plan())).toEqual(["egress-billing", "egress-shop"]);
        for (const resource of plan().resources) {
            expect(() => validateUpstream(resource)).not.toThrow();
        }
    });

    it("is for every Pod of the namespace, denies what it does not list, and leaves ingress as it is", () => {
        expect(inputsOf(plan(), "egress-billing")).toMatchObject({
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name: "asm-egress-prod", namespace: "billing" },
        });
        expect(specOf()).toMatchObject({ podSelector: {}, policyTypes: ["Egress"] });
        expect(specOf().ingress).toBeUndefined();
    });

    it("has no rule without destinations, because such a rule leads everywhere", () => {
        for (const { to } of specOf().egress) {
            expect(to?.length).toBeGreaterThan(0);
        }
    });

    it("does not grow with external services, hosts and clients", () => {
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 200 }), (count) => {
                const hosts = Array.from({ length: count }, (_, index) => `h${index}.example.com`);
                const externalServices = hosts.map((host, index) => ({
                    name: `s${index}`,
                    hosts: [host],
                    clients: [{ namespace: "billing" }],
                }));
                expect(plan({ externalServices })).toEqual(plan());
            }),
            { numRuns: 10 },
        );
    });

    it("is the same in whatever order ranges and namespaces are written", () => {
        const cluster = { ...base.cluster, nodeCidrs: ["10.0.0.0/20", "10.0.16.0/20"], podCidrs: ["10.0.128.0/18"] };
        const reversed = { ...cluster, nodeCidrs: [...cluster.nodeCidrs].reverse() };
        const namespaces = [...base.namespaces].reverse();
        const gateway = { ...base.gateway, subnets: [...base.gateway.subnets].reverse() };
        expect(plan({ cluster: reversed, namespaces, gateway })).toEqual(plan({ cluster }));
    });

    it("is missing where that is written, and only there", () => {
        const namespaces = [{ name: "billing", networkPolicy: false }, { name: "shop" }];
        expect(rolesOf(plan({ namespaces }))).toEqual(["egress-shop"]);
    });
});

describe("a Pod that goes around its sidecar", () => {
    const spec = specOf();

    it.each([
        ["the internet", "203.0.113.66"],
        ["the metadata service", "100.100.100.200"],
        ["the metadata service of other clouds", "169.254.169.254"],
        ["the VPC's own DNS", "100.100.2.136"],
        ["an internal endpoint of Alibaba Cloud", "100.118.28.50"],
        ["a neighbour in the VPC", "10.1.0.5"],
        ["a node", "10.0.0.5"],
        ["the firewall's vSwitch", "10.0.64.50"],
        ["the internet by IPv6", "2001:db8::1"],
        ["the metadata service by IPv6", "fd00:ec2::254"],
    ])("does not reach %s", (_, address) => {
        for (const port of [22, 80, 443, 8443, 10250, 15001, 15090, 30000]) {
            expect(lets(spec, address, port)).toBe(false);
        }
        expect(lets(spec, address, 443, "UDP")).toBe(false);
    });

    it("does not tunnel through a name server outside of the cluster", () => {
        for (const server of ["8.8.8.8", "100.100.2.136", "169.254.169.254"]) {
            expect(lets(spec, server, 53, "UDP")).toBe(false);
            expect(lets(spec, server, 53)).toBe(false);
        }
    });

    it("has no IPv6 range open, and no range that is everything", () => {
        const ranges = spec.egress.flatMap(({ to }) => to?.flatMap(({ ipBlock }) => ipBlock?.cidr ?? []) ?? []);
        expect(ranges.length).toBeGreaterThan(5);
        expect(ranges.filter((range) => range.includes(":") || range.endsWith("/0"))).toEqual([]);
    });

    it("reaches the gateway where it listens, and not its health, metrics and debug ports", () => {
        expect(lets(spec, "10.0.64.5", 8443)).toBe(true);
        for (const port of [15000, 15020, 15021, 15090, 443, 22]) {
            expect(lets(spec, "10.0.64.5", port)).toBe(false);
        }
        expect(lets(spec, "10.0.64.5", 8443, "UDP")).toBe(false);
    });
});

describe("a well-behaved Pod", () => {
    const spec = specOf();

    it("asks the cluster's DNS and NodeLocal DNSCache, by UDP and TCP", () => {
        for (const protocol of ["UDP", "TCP"]) {
            expect(lets(spec, "169.254.20.10", 53, protocol)).toBe(true);
            expect(lets(spec, "172.16.0.10", 53, protocol)).toBe(true);
        }
        expect(lets(spec, "169.254.20.10", 80)).toBe(false);
        expect(spec.egress[0]?.to?.[0]).toEqual({
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        });
    });

    it("asks other DNS servers where they are declared, for names and nothing else", () => {
        const declared = specOf({ cluster: { ...base.cluster, dnsAddresses: ["10.1.0.53"] } });
        expect(lets(declared, "10.1.0.53", 53, "UDP")).toBe(true);
        expect(lets(declared, "10.1.0.53", 443)).toBe(false);
        expect(lets(declared, "10.0.0.5", 53, "UDP")).toBe(false);
    });

    it("has its sidecar configured by the mesh control plane, and asks it for nothing else", () => {
        expect(lets(spec, "10.0.32.7", 15012)).toBe(true);
        for (const port of [15010, 15014, 15017, 443]) {
            expect(lets(spec, "10.0.32.7", port)).toBe(false);
        }
    });

    it("finds the Kubernetes API where that is declared, and there alone", () => {
        const declared = specOf({ cluster: { ...base.cluster, apiServerCidrs: ["10.1.0.0/24"] } });
        expect(lets(declared, "10.1.0.8", 6443)).toBe(true);
        expect(lets(declared, "10.1.0.8", 443)).toBe(false);
        expect(lets(declared, "10.0.0.5", 6443)).toBe(false);
    });

    it("reaches Pods by label and by address, Services by address, and the Kubernetes API", () => {
        expect(lets(spec, "10.0.128.9", 9090)).toBe(true);
        expect(lets(spec, "172.16.3.4", 80)).toBe(true);
        expect(lets(spec, "10.0.0.5", 6443)).toBe(true);
        expect(spec.egress.some(({ to, ports }) => ports === undefined && to?.[0]?.namespaceSelector)).toBe(true);
    });
});

describe("the gateway's Pods", () => {
    const inMeshNamespace = { matchLabels: { "kubernetes.io/metadata.name": "istio-system" } };
    const labels = { matchLabels: { "asm-egress/gateway": "egress-prod" } };

    it("are found by label in their own namespace, so that a tenant's copy of the label opens nothing", () => {
        const rule = specOf().egress.find(({ to }) =>
            to?.some(
                ({ podSelector }) =>
                    "matchLabels" in (podSelector ?? {}) && JSON.stringify(podSelector).includes("asm-egress/gateway"),
            ),
        );
        expect(rule?.to?.[0]).toEqual({ namespaceSelector: inMeshNamespace, podSelector: labels });
        expect(rule?.ports).toEqual([{ protocol: "TCP", port: 8443 }]);
    });

    it("are no part of the rule that opens every port of the cluster's Pods", () => {
        const open = specOf().egress.filter(({ ports }) => ports === undefined);
        expect(open.flatMap(({ to }) => to?.filter(({ ipBlock }) => ipBlock === undefined) ?? [])).toEqual([
            {
                namespaceSelector: {},
                podSelector: { matchExpressions: [{ key: "asm-egress/gateway", operator: "DoesNotExist" }] },
            },
        ]);
    });

    it("are found by their range alone on the host network, where no selector finds a Pod", () => {
        const gateway = {
            ...base.gateway,
            placement: Placement.HostNetwork,
            nodePool: { instanceTypes: ["ecs.g7.large"] },
        };
        const spec = specOf({ gateway });
        expect(JSON.stringify(spec)).not.toContain("istio-system");
        expect(lets(spec, "10.0.64.5", 8443)).toBe(true);
        expect(lets(spec, "10.0.64.5", 10250)).toBe(false);
        expect(lets(spec, "10.0.64.5", 15090)).toBe(false);
    });
});

describe("a policy that nothing enforces", () => {
    const { networkPolicyEngine: _, ...silent } = base.cluster;
    const exclusive = { ...base.gateway, eni: EniKind.Exclusive };
    const nodePool = { instanceTypes: ["ecs.g7.large"], vswitchIds: ["vsw-1", "vsw-2"] };
    const unfenced = base.namespaces.map((namespace) => ({ ...namespace, networkPolicy: false }));

    it.each<[string, Partial<EgressPerimeterArgs>, string[]]>([
        ["is not reported where Terway does, on shared ENIs", {}, []],
        [
            "is reported where nobody says what does",
            { cluster: silent },
            ["warning network-policy-not-enforced cluster.networkPolicyEngine"],
        ],
        [
            "is reported where nothing does",
            { cluster: { ...silent, networkPolicyEngine: NetworkPolicyEngine.None } },
            ["warning network-policy-not-enforced cluster.networkPolicyEngine"],
        ],
        [
            "is reported where fenced Pods may run on nodes with exclusive ENIs",
            { gateway: exclusive },
            ["warning network-policy-not-on-exclusive-eni gateway.eni"],
        ],
        ["is not reported where the gateway has these nodes for itself", { gateway: { ...exclusive, nodePool } }, []],
        [
            "is not reported of Terway where another engine does",
            { gateway: exclusive, cluster: { ...silent, networkPolicyEngine: NetworkPolicyEngine.Other } },
            [],
        ],
        ["is not reported where there is none", { cluster: silent, namespaces: unfenced }, []],
    ])("%s", (_name, change, expected) => {
        expect(findings(change)).toEqual(expected);
    });

    it("is made all the same, so that it holds once something enforces it", () => {
        expect(plan({ cluster: silent }).resources).toEqual(plan().resources);
    });

    it.each([
        [99, []],
        [100, ["warning network-policies-many namespaces"]],
    ])("is near where a cluster has many: %i fenced namespaces", (count, expected) => {
        const namespaces = Array.from({ length: count }, (_item, index) => ({ name: `n${index}` }));
        expect(findings({ namespaces, externalServices: [] })).toEqual(expected);
    });
});

import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { KubernetesObject } from "../../kubernetes/object";
import type { MachineRole } from "../network/machine";
import { covers } from "./ipv4";
import { podRules } from "./network-policies";
import { nftablesOf } from "./nftables";

const machines: MachineRole[] = [
    {
        name: "pay",
        address: "10.0.1.1",
        kind: "pod",
        namespace: "billing",
        labels: { app: "pay", tier: "a" },
        node: "n1",
    },
    { name: "batch", address: "10.0.1.2", kind: "pod", namespace: "billing", labels: { app: "batch" } },
    {
        name: "shop",
        address: "10.0.1.3",
        kind: "pod",
        namespace: "shop",
        namespaceLabels: { team: "web" },
        labels: { app: "pay" },
    },
    {
        name: "agent",
        address: "10.0.0.1",
        kind: "pod",
        namespace: "billing",
        labels: { app: "pay" },
        hostNetwork: true,
    },
    { name: "n1", address: "10.0.0.1", kind: "node" },
    { name: "dns", address: "10.0.1.53", kind: "dns", namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
];
const addresses = [...new Set(machines.map(({ address }) => address)), "203.0.113.10", "203.0.113.200"];

interface Packet {
    readonly source: string;
    readonly destination: string;
    readonly protocol: "tcp" | "udp" | "icmp";
    readonly port: number;
}

function policy(namespace: string, spec: object, name = "test"): KubernetesObject {
    return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec };
}

/** What the chains about NetworkPolicies do with the first packet of a connection, as nftables reads them. */
function passes(policies: readonly KubernetesObject[], packet: Packet): boolean {
    const pods = podRules(policies, machines);
    const { text } = nftablesOf({ egress: [], interfaces: [], pods, inner: [] }, { inside: "link*", generation: 2 });
    const chains = new Map(
        [...text.matchAll(/ {2}chain (\S+) \{\n([\s\S]*?)\n {2}\}/g)].map(([, name = "", body = ""]) => [
            name,
            body.split("\n").map((line) => line.trim()),
        ]),
    );
    const jumps = (chains.get("judge") ?? []).filter((line) => line.includes("jump policy_") && fits(line, packet));
    return jumps.every((jump) => {
        const lines = chains.get(jump.split("jump ")[1] ?? "") ?? [];
        const decides = lines.find((line) => fits(line, packet));
        return decides !== undefined && !decides.endsWith("drop");
    });
}

function fits(line: string, { source, destination, protocol, port }: Packet): boolean {
    const inAddresses = [...line.matchAll(/ct original ip (saddr|daddr) (!= )?\{ (.*?) \}/g)].every(
        ([, side, not, blocks = ""]) => {
            const held = blocks.split(", ").some((block) => covers(block, side === "saddr" ? source : destination));
            return held === (not === undefined);
        },
    );
    const [, wanted = protocol] = /meta l4proto (\S+)/.exec(line) ?? [];
    const [, from = "0", to = "65535"] = /proto-dst (\d+)-(\d+)/.exec(line) ?? [];
    return inAddresses && wanted === protocol && Number(from) <= port && port <= Number(to);
}

// The second writing: each packet is held against the objects themselves, from both its ends.
type Any = Readonly<Record<string, unknown>>;

function allowed(policies: readonly KubernetesObject[], packet: Packet): boolean {
    return (["Egress", "Ingress"] as const).every((type) => {
        const [own, other] =
            type === "Egress" ? [packet.source, packet.destination] : [packet.destination, packet.source];
        const pod = machines.find(
            ({ address, kind, hostNetwork }) => address === own && kind !== "node" && !hostNetwork,
        );
        const node = machines.find(({ kind, name }) => kind === "node" && name === pod?.node);
        if (pod === undefined || (type === "Ingress" && node?.address === other)) {
            return true;
        }
        const mine = policies
            .filter(({ metadata }) => metadata.namespace === pod.namespace)
            .map(({ spec }) => spec as Any)
            .filter((spec) => labelled(spec.podSelector as Any, pod.labels ?? {}))
            .filter((spec) => isAbout(spec, type));
        const rules = mine.flatMap((spec) => (spec[type.toLowerCase()] ?? []) as Any[]);
        return mine.length === 0 || rules.some((rule) => ruleTakes(rule, type, { ...packet, own: pod, other }));
    });
}

function isAbout(spec: Any, type: string): boolean {
    const types = (spec.policyTypes ?? []) as string[];
    return types.length > 0 ? types.includes(type) : type === "Ingress" || ((spec.egress ?? []) as []).length > 0;
}

function ruleTakes(
    rule: Any,
    type: string,
    { own, other, protocol, port }: Packet & { own: MachineRole; other: string },
): boolean {
    const peers = (rule[type === "Egress" ? "to" : "from"] ?? []) as Any[];
    const ports = (rule.ports ?? []) as { protocol?: string; port?: number | string; endPort?: number }[];
    const peerFits = (peer: Any) => {
        const block = peer.ipBlock as { cidr: string; except?: string[] } | undefined;
        if (block !== undefined) {
            return covers(block.cidr, other) && !(block.except ?? []).some((hole) => covers(hole, other));
        }
        return machines.some((machine) => {
            const { address, kind, namespace, namespaceLabels, hostNetwork, labels = {} } = machine;
            const all = { ...namespaceLabels, "kubernetes.io/metadata.name": namespace ?? "" };
            const inNamespace =
                peer.namespaceSelector === undefined
                    ? namespace === own.namespace
                    : labelled(peer.namespaceSelector as Any, all);
            return (
                address === other &&
                kind !== "node" &&
                hostNetwork !== true &&
                inNamespace &&
                labelled((peer.podSelector ?? {}) as Any, labels)
            );
        });
    };
    const portFits = ports.some(
        (wanted) =>
            (wanted.protocol ?? "TCP").toLowerCase() === protocol &&
            (wanted.port === undefined ||
                (typeof wanted.port === "number" && wanted.port <= port && port <= (wanted.endPort ?? wanted.port))),
    );
    return (peers.length === 0 || peers.some(peerFits)) && (ports.length === 0 || portFits);
}

function labelled(selector: Any, labels: Readonly<Record<string, string>>): boolean {
    const wanted = Object.entries((selector.matchLabels ?? {}) as Record<string, string>);
    const expressions = (selector.matchExpressions ?? []) as { key: string; operator: string; values?: string[] }[];
    const truth = ({ key, operator, values = [] }: (typeof expressions)[number]) =>
        ({
            In: key in labels && values.includes(labels[key] ?? ""),
            NotIn: !(key in labels && values.includes(labels[key] ?? "")),
            Exists: key in labels,
            DoesNotExist: !(key in labels),
        })[operator];
    return wanted.every(([key, value]) => labels[key] === value) && expressions.every(truth);
}

const selector = fc.oneof(
    fc.constantFrom<object>({}, { matchLabels: { app: "pay" } }, { matchLabels: { app: "pay", tier: "a" } }),
    fc.record({
        matchExpressions: fc.array(
            fc.record({
                key: fc.constantFrom("app", "tier", "k8s-app"),
                operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist"),
                values: fc.subarray(["pay", "batch", "kube-dns"], { minLength: 1 }),
            }),
            { maxLength: 2 },
        ),
    }),
);
const namespaceSelector = fc.constantFrom(
    {},
    { matchLabels: { team: "web" } },
    { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
    { matchExpressions: [{ key: "team", operator: "DoesNotExist" }] },
);
const ipBlock = fc.record(
    {
        cidr: fc.constantFrom("0.0.0.0/0", "203.0.113.0/24", "10.0.1.0/30", "10.0.0.0/16", "fd00::/8"),
        except: fc.subarray(["203.0.113.128/25", "10.0.1.2/32", "10.0.0.0/16", "10.0.1.0/24"]),
    },
    { requiredKeys: ["cidr"] },
);
const peer = fc.oneof(
    fc.record({ podSelector: selector }),
    fc.record({ namespaceSelector }),
    fc.record({ namespaceSelector, podSelector: selector }),
    fc.record({ ipBlock }),
);
const port = fc.constantFrom(
    {},
    { port: 443 },
    { protocol: "TCP", port: 80, endPort: 443 },
    { protocol: "UDP", port: 53 },
    { protocol: "UDP" },
    { protocol: "SCTP", port: 443 },
    { protocol: "TCP", port: "https" },
);
const rules = (side: "to" | "from") =>
    fc.array(
        fc.record(
            { [side]: fc.array(peer, { maxLength: 3 }), ports: fc.array(port, { maxLength: 2 }) },
            { requiredKeys: [] },
        ),
        { maxLength: 2 },
    );
const policies = fc.array(
    fc
        .tuple(
            fc.constantFrom("billing", "shop", "kube-system"),
            fc.record(
                {
                    podSelector: selector,
                    policyTypes: fc.subarray(["Egress", "Ingress"]),
                    egress: rules("to"),
                    ingress: rules("from"),
                },
                { requiredKeys: ["podSelector"] },
            ),
        )
        .map(([namespace, spec]) => policy(namespace, spec)),
    { maxLength: 3 },
);
const packet: fc.Arbitrary<Packet> = fc.record({
    source: fc.constantFrom(...addresses),
    destination: fc.constantFrom(...addresses),
    protocol: fc.constantFrom("tcp", "udp", "icmp"),
    port: fc.constantFrom(53, 80, 200, 443, 444),
});

it("the packet filter lets pass what the policies accept from both ends, and nothing else", () => {
    const verdicts = new Map([true, false].map((verdict) => [verdict, 0]));
    fc.assert(
        fc.property(policies, fc.array(packet, { minLength: 20, maxLength: 20 }), (made, packets) => {
            for (const one of packets.filter(({ source, destination }) => source !== destination)) {
                const expected = allowed(made, one);
                verdicts.set(expected, (verdicts.get(expected) ?? 0) + 1);
                expect({ ...one, passes: passes(made, one) }).toEqual({ ...one, passes: expected });
            }
        }),
        { numRuns: 300 },
    );
    expect(Math.min(...verdicts.values())).toBeGreaterThan(300);
});

const flow = (changes: Partial<Packet>): Packet => ({
    source: "10.0.1.1",
    destination: "203.0.113.10",
    protocol: "tcp",
    port: 443,
    ...changes,
});
const denyAll = policy("billing", { podSelector: {}, policyTypes: ["Egress", "Ingress"] });

it("a policy is about the Pods of its own namespace, and not about those on their node's network", () => {
    expect(passes([denyAll], flow({}))).toBe(false);
    expect(passes([denyAll], flow({ source: "10.0.1.3" }))).toBe(true);
    expect(passes([denyAll], flow({ source: "10.0.0.1" }))).toBe(true);
    expect(passes([], flow({}))).toBe(true);
});

it("the kubelet of its own node reaches an isolated Pod, another Pod does not", () => {
    expect(passes([denyAll], flow({ source: "10.0.0.1", destination: "10.0.1.1" }))).toBe(true);
    expect(passes([denyAll], flow({ source: "10.0.0.1", destination: "10.0.1.2" }))).toBe(false);
    expect(passes([denyAll], flow({ source: "10.0.1.3", destination: "10.0.1.1" }))).toBe(false);
});

it("several policies add up", () => {
    const open = policy("billing", {
        podSelector: { matchLabels: { app: "pay" } },
        policyTypes: ["Egress"],
        egress: [{}],
    });
    expect(passes([denyAll, open], flow({}))).toBe(true);
    expect(passes([denyAll, open], flow({ source: "10.0.1.2" }))).toBe(false);
});

it("a port by name and a selector that finds nobody open nothing, unlike absent ones", () => {
    const egress = (rule: object) => policy("billing", { podSelector: {}, policyTypes: ["Egress"], egress: [rule] });
    expect(passes([egress({ ports: [{ port: "https" }] })], flow({}))).toBe(false);
    expect(passes([egress({ to: [{ podSelector: { matchLabels: { app: "none" } } }] })], flow({}))).toBe(false);
    expect(passes([egress({ ports: [{ port: 400, endPort: 500 }] })], flow({}))).toBe(true);
});

it("a drop names the policies that isolate the Pod", () => {
    const { drops } = nftablesOf(
        { egress: [], interfaces: [], pods: podRules([denyAll], machines.slice(0, 1)), inner: [] },
        { inside: "link*", generation: 2 },
    );
    expect([...drops.values()].filter(({ layer }) => layer === "workload")).toEqual([
        { layer: "workload", rule: "NetworkPolicy billing/test: no egress rule accepts it for billing/pay" },
        { layer: "workload", rule: "NetworkPolicy billing/test: no ingress rule accepts it for billing/pay" },
    ]);
});

it("a selector that cannot be read is an error, not a hole", () => {
    const odd = { matchExpressions: [{ key: "app", operator: "Gt", values: ["1"] }] };
    expect(() => podRules([policy("billing", { podSelector: odd })], machines)).toThrow('the operator "Gt" on app');
});

import type { KubernetesObject } from "../../kubernetes/object";
import type { MachineRole } from "../network/machine";
import { isBlock } from "./ipv4";

/** What the NetworkPolicies say about connections of one Pod. */
export interface PodRules {
    readonly pod: string;
    readonly address: string;
    /** Absent: no policy is about what it opens, and it may open anything. */
    readonly egress?: Isolation;
    /** Absent: no policy is about what it is sent. */
    readonly ingress?: Isolation;
}

/** Policies add up: what one of them accepts is accepted, and nothing else. */
export interface Isolation {
    /** The policies that isolate the Pod, for those who read about a drop. */
    readonly policies: readonly string[];
    readonly accepts: readonly PolicyAccept[];
}

export interface PolicyAccept {
    /** Absent: anybody. */
    readonly peers?: readonly Peer[];
    /** Absent: every port of every protocol. */
    readonly ports?: readonly PolicyPort[];
}

/** An address or block, without those in it that are excepted. */
export interface Peer {
    readonly block: string;
    readonly except: readonly string[];
}

interface PolicyPort {
    readonly protocol: "TCP" | "UDP";
    readonly from: number;
    readonly to: number;
}

/**
 * NetworkPolicies as Kubernetes defines them (https://kubernetes.io/docs/concepts/services-networking/network-policies/). Pods
 * on their node's network are neither judged nor found by a selector. A block finds Pods too, by their address; engines differ in
 * that (Terway's eBPF engine knows Pods of the cluster by labels only). Ports by name match nothing: the lab's machines have none.
 */
export function podRules(policies: readonly KubernetesObject[], machines: readonly MachineRole[]): PodRules[] {
    const pods = machines.filter(isPod);
    const read = policies.map((policy) => ({ policy, spec: policy.spec as Spec }));
    return pods.flatMap((pod) => {
        const about = read.filter(
            ({ policy, spec }) => policy.metadata.namespace === pod.namespace && selects(spec.podSelector, pod.labels),
        );
        const towards = (type: "Egress" | "Ingress") => isolation(about, type, pods);
        const [egress, ingress] = [towards("Egress"), towards("Ingress")];
        return egress === undefined && ingress === undefined
            ? []
            : [
                  {
                      pod: `${pod.namespace}/${pod.name}`,
                      address: pod.address,
                      ...(egress === undefined ? {} : { egress }),
                      ...(ingress === undefined ? {} : { ingress: withKubelet(ingress, pod, machines) }),
                  },
              ];
    });
}

interface Selector {
    readonly matchLabels?: Readonly<Record<string, string>>;
    readonly matchExpressions?: readonly Expression[];
}

interface Expression {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
}

interface Spec {
    readonly podSelector?: Selector;
    readonly policyTypes?: readonly string[];
    readonly egress?: readonly PolicyRule[];
    readonly ingress?: readonly PolicyRule[];
}

interface PolicyRule {
    readonly to?: readonly PolicyPeer[];
    readonly from?: readonly PolicyPeer[];
    readonly ports?: readonly {
        readonly protocol?: string;
        readonly port?: number | string;
        readonly endPort?: number;
    }[];
}

interface PolicyPeer {
    readonly podSelector?: Selector;
    readonly namespaceSelector?: Selector;
    readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface ReadPolicy {
    readonly policy: KubernetesObject;
    readonly spec: Spec;
}

function isPod({ kind, namespace, hostNetwork = false }: MachineRole): boolean {
    return kind !== "node" && namespace !== undefined && !hostNetwork;
}

function isolation(
    about: readonly ReadPolicy[],
    type: "Egress" | "Ingress",
    pods: readonly MachineRole[],
): Isolation | undefined {
    const isolating = about.filter(({ spec }) => typesOf(spec).includes(type));
    if (isolating.length === 0) {
        return undefined;
    }
    return {
        policies: isolating.map(({ policy }) => `${policy.metadata.namespace}/${policy.metadata.name}`).sort(),
        accepts: isolating.flatMap(({ policy, spec }) =>
            ((type === "Egress" ? spec.egress : spec.ingress) ?? []).map((rule) =>
                accept(rule, (type === "Egress" ? rule.to : rule.from) ?? [], policy.metadata.namespace, pods),
            ),
        ),
    };
}

/** The API server's own default, for objects that did not pass it: Ingress always, Egress where there is a rule. */
function typesOf({ policyTypes, egress = [] }: Spec): readonly string[] {
    return policyTypes !== undefined && policyTypes.length > 0
        ? policyTypes
        : ["Ingress", ...(egress.length > 0 ? ["Egress"] : [])];
}

function accept(
    { ports = [] }: PolicyRule,
    peers: readonly PolicyPeer[],
    namespace: string | undefined,
    pods: readonly MachineRole[],
): PolicyAccept {
    return {
        ...(peers.length === 0 ? {} : { peers: peers.flatMap((peer) => addressesOf(peer, namespace, pods)) }),
        ...(ports.length === 0
            ? {}
            : {
                  ports: ports.flatMap(({ protocol = "TCP", port, endPort }): PolicyPort[] => {
                      if ((protocol !== "TCP" && protocol !== "UDP") || typeof port === "string") {
                          return [];
                      }
                      return [{ protocol, from: port ?? 0, to: port === undefined ? 65_535 : (endPort ?? port) }];
                  }),
              }),
    };
}

function addressesOf(peer: PolicyPeer, namespace: string | undefined, pods: readonly MachineRole[]): Peer[] {
    const { ipBlock, podSelector, namespaceSelector } = peer;
    if (ipBlock !== undefined) {
        const except = (ipBlock.except ?? []).filter(isBlock);
        return isBlock(ipBlock.cidr) ? [{ block: ipBlock.cidr, except }] : [];
    }
    return pods
        .filter((pod) =>
            namespaceSelector === undefined
                ? pod.namespace === namespace
                : selects(namespaceSelector, namespaceLabelsOf(pod)),
        )
        .filter(({ labels }) => selects(podSelector, labels))
        .map(({ address }) => ({ block: address, except: [] }));
}

/** The API server gives every namespace a label with its name. */
function namespaceLabelsOf({ namespace = "", namespaceLabels }: MachineRole): Readonly<Record<string, string>> {
    return { ...namespaceLabels, "kubernetes.io/metadata.name": namespace };
}

/** An empty selector is about everything. */
function selects(selector: Selector | undefined, labels: Readonly<Record<string, string>> = {}): boolean {
    return (
        Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
        (selector?.matchExpressions ?? []).every((expression) => holds(expression, labels[expression.key]))
    );
}

function holds({ key, operator, values = [] }: Expression, value: string | undefined): boolean {
    switch (operator) {
        case "In":
            return value !== undefined && values.includes(value);
        case "NotIn":
            return value === undefined || !values.includes(value);
        case "Exists":
            return value !== undefined;
        case "DoesNotExist":
            return value === undefined;
        default:
            throw new Error(`a label selector has the operator "${operator}" on ${key}`);
    }
}

/** A node always reaches its own Pods. */
function withKubelet(ingress: Isolation, pod: MachineRole, machines: readonly MachineRole[]): Isolation {
    const peers = machines
        .filter(({ kind, name }) => kind === "node" && name === pod.node)
        .map(({ address }) => ({ block: address, except: [] }));
    return peers.length === 0 ? ingress : { ...ingress, accepts: [...ingress.accepts, { peers }] };
}

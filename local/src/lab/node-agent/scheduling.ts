import { type LabelSelector, type Labels, matches } from "./label-selector";

export interface LabNode {
    readonly name: string;
    readonly role: "worker" | "gateway";
    readonly address: string;
    readonly zone: string;
    readonly labels: Labels;
    readonly taints: readonly Taint[];
    readonly securityGroupIds: readonly string[];
}

interface Taint {
    readonly key: string;
    readonly value?: string;
    readonly effect?: string;
}

interface Toleration {
    readonly key?: string;
    readonly operator?: string;
    readonly value?: string;
    readonly effect?: string;
}

interface PodAntiAffinityTerm {
    readonly topologyKey: string;
    readonly labelSelector?: LabelSelector;
}

/** What of a Pod's spec decides where it may run. */
export interface SchedulingSpec {
    readonly nodeName?: string;
    readonly nodeSelector?: Labels;
    readonly tolerations?: readonly Toleration[];
    readonly affinity?: {
        readonly nodeAffinity?: {
            readonly requiredDuringSchedulingIgnoredDuringExecution?: {
                readonly nodeSelectorTerms: readonly LabelSelector[];
            };
        };
        readonly podAntiAffinity?: {
            readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAntiAffinityTerm[];
        };
    };
}

export interface PlacedPod {
    readonly node: string;
    readonly namespace: string;
    readonly labels: Labels;
}

export type Placement = { readonly node: LabNode } | { readonly pending: string };

/**
 * The node of a Pod, or why there is none: hard rules as in Kubernetes, then the zone and the node with the fewest Pods of its
 * kind. Whoever names a node passes the scheduler by, but a NoExecute taint drives the Pod away again.
 */
export function place(
    pod: { readonly namespace: string; readonly labels: Labels; readonly spec: SchedulingSpec },
    nodes: readonly LabNode[],
    placed: readonly PlacedPod[],
    zones?: readonly string[],
): Placement {
    const refusals = nodes.map((node) => ({ node, why: refusal(pod, node, nodes, placed, zones) }));
    const fellows = placed.filter(({ labels }) => labels.app === pod.labels.app);
    const load = (on: (node: LabNode) => boolean) =>
        fellows.filter(({ node }) => nodes.some((one) => one.name === node && on(one))).length;
    const [first] = refusals
        .filter(({ why }) => why === undefined)
        .map(({ node }, index) => ({
            node,
            rank: [load(({ zone }) => zone === node.zone), load(({ name }) => name === node.name), index] as const,
        }))
        .sort(({ rank: one }, { rank: other }) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]);
    return first === undefined
        ? { pending: `0/${nodes.length} nodes take it: ${[...new Set(refusals.map(({ why }) => why))].join("; ")}` }
        : { node: first.node };
}

function refusal(
    pod: { readonly namespace: string; readonly labels: Labels; readonly spec: SchedulingSpec },
    node: LabNode,
    nodes: readonly LabNode[],
    placed: readonly PlacedPod[],
    zones: readonly string[] | undefined,
): string | undefined {
    const { nodeName, nodeSelector = {}, tolerations = [], affinity } = pod.spec;
    const effects = nodeName === undefined ? ["NoSchedule", "NoExecute"] : ["NoExecute"];
    if (nodeName !== undefined && nodeName !== node.name) {
        return `the Pod names ${nodeName}`;
    }
    const taint = node.taints.find(
        (one) => effects.includes(one.effect ?? "") && !tolerations.some((toleration) => tolerates(toleration, one)),
    );
    if (taint !== undefined) {
        return `taint ${taint.key}=${taint.value ?? ""}:${taint.effect} is not tolerated`;
    }
    if (nodeName !== undefined) {
        return undefined;
    }
    const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    if (
        !matches({ matchLabels: nodeSelector }, node.labels) ||
        (terms !== undefined && !terms.some((term) => matches(term, node.labels)))
    ) {
        return "node selector or affinity does not match";
    }
    if (zones !== undefined && !zones.includes(node.zone)) {
        return `no vSwitch of its PodNetworking is in zone ${node.zone}`;
    }
    const shun = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const near = ({ topologyKey, labelSelector = {} }: PodAntiAffinityTerm) =>
        placed.some(
            (other) =>
                other.namespace === pod.namespace &&
                matches(labelSelector, other.labels) &&
                nodes.find(({ name }) => name === other.node)?.labels[topologyKey] === node.labels[topologyKey],
        );
    return shun.some(near) ? "anti-affinity: such a Pod is there already" : undefined;
}

function tolerates({ key, operator = "Equal", value = "", effect }: Toleration, taint: Taint): boolean {
    return (
        (effect === undefined || effect === "" || effect === taint.effect) &&
        (key === undefined || key === "" ? operator === "Exists" : key === taint.key) &&
        (operator === "Exists" || value === (taint.value ?? ""))
    );
}

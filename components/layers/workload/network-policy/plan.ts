import { EniKind, NetworkPolicyEngine, Placement, Route } from "../../../intent/args";
import type { Cidr } from "../../../intent/cidr";
import type { Finding } from "../../../intent/finding";
import type { ExternalServiceIntent, Intent } from "../../../intent/intent";
import { kubernetesResource } from "../../../resources/planned";
import { gatewayLabels, MESH_NAMESPACE } from "../../gateway-identity";
import { gatewayPorts } from "../../gateway-ports";
import { XDS_PORT } from "../../mesh-ports";
import { metadataOf } from "../../metadata";
import type { LayerPlan } from "../../plan";

export type NetworkPolicyIntent = Pick<Intent, "cluster" | "mesh" | "gateway" | "namespaces" | "externalServices">;

/** Where NodeLocal DNSCache listens on every node. Source: ACK, "Use the NodeLocal DNSCache component". */
const NODE_LOCAL_DNS = "169.254.20.10/32";

/** Port of the Kubernetes API of an ACK cluster, which is no Pod: it has addresses in vSwitches of the VPC. */
const KUBERNETES_API_PORT = 6443;

/** ACK advises to stay below; above, rules take long to hold. Source: ACK, "Use network policies in ACK clusters". */
const ADVISED_POLICIES = 100;

const IN_NAMESPACE = "kubernetes.io/metadata.name";

interface Port {
    readonly protocol: "TCP" | "UDP";
    readonly port: number;
}

/** Without ports: every port and protocol. */
interface Rule {
    readonly to: readonly object[];
    readonly ports?: readonly Port[];
}

/**
 * The wall inside the cluster: one NetworkPolicy per fenced namespace, for all its Pods, that denies what it does not
 * list. It lists no host and no port of an external service, so it does not grow with them: those are behind the gateway.
 * But for ranges by the route `Sidecar`: there the workload's own Pod sends the packets.
 *
 * The metadata service, 100.64.0.0/10 and the nodes are in no rule but DNS, and no rule has an IPv6 range.
 */
export function planNetworkPolicies(name: string, intent: NetworkPolicyIntent): LayerPlan {
    const fenced = intent.namespaces.filter(({ networkPolicy }) => networkPolicy);
    const egress = egressRules(intent);
    const resources = fenced.map((namespace) =>
        kubernetesResource(`egress-${namespace.name}`, {
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: metadataOf(name, `asm-egress-${name}`, namespace.name),
            spec: {
                podSelector: {},
                policyTypes: ["Egress"],
                egress: [...egress, ...straightRules(namespace.name, intent.externalServices)],
            },
        }),
    );
    return { resources, findings: fenced.length === 0 ? [] : enforcementFindings(intent, fenced.length) };
}

function egressRules({ cluster, mesh, gateway, externalServices }: NetworkPolicyIntent): Rule[] {
    const listening = gatewayPorts(externalServices).map(({ number }): Port => ({ protocol: "TCP", port: number }));
    return [
        {
            to: [
                {
                    namespaceSelector: { matchLabels: { [IN_NAMESPACE]: "kube-system" } },
                    podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
                },
                ...blocks([NODE_LOCAL_DNS, ...cluster.dnsCidrs]),
            ],
            ports: [
                { protocol: "UDP", port: 53 },
                { protocol: "TCP", port: 53 },
            ],
        },
        { to: blocks(mesh.controlPlaneCidrs), ports: [{ protocol: "TCP", port: XDS_PORT }] },
        { to: blocks(cluster.apiServerCidrs), ports: [{ protocol: "TCP", port: KUBERNETES_API_PORT }] },
        { to: clusterPeers(gateway, cluster) },
        { to: gatewayPeers(gateway), ports: listening },
    ];
}

/** Declared ranges that the Pods of a namespace reach themselves: as ranges, because a NetworkPolicy knows no hosts. */
function straightRules(namespace: string, services: readonly ExternalServiceIntent[]): Rule[] {
    return services
        .filter(({ route, clients }) => route === Route.Sidecar && clients.some((one) => one.namespace === namespace))
        .filter(({ addresses }) => addresses.length > 0)
        .map(({ addresses, ports }) => ({
            to: blocks(addresses),
            ports: ports.map(({ number }): Port => ({ protocol: "TCP", port: number })),
        }));
}

/**
 * The cluster's Pods, but for gateways, and its Services. Pods by label, because Terway's eBPF engine matches a Pod of the
 * cluster by its labels only and never by its address; and by address as well, because it knows Pods on nodes with
 * exclusive ENIs and on virtual nodes by nothing else. Services by address, because an engine may look at a packet before
 * its destination is rewritten to a Pod.
 *
 * By that a Service without selector may lead anywhere on such an engine: nobody but administrators may write
 * EndpointSlices, which is how Kubernetes' own roles have it since 1.22.
 *
 * Source: ACK, "Use network policies in ACK clusters"; Terway, issue 904; Kubernetes, "Network Policies", ipBlock;
 * CVE-2021-25740.
 */
function clusterPeers(gateway: NetworkPolicyIntent["gateway"], cluster: NetworkPolicyIntent["cluster"]): object[] {
    const isNoGateway = Object.keys(gatewayLabels(gateway)).map((key) => ({ key, operator: "DoesNotExist" }));
    return [
        { namespaceSelector: {}, podSelector: { matchExpressions: isNoGateway } },
        ...blocks([...cluster.podCidrs, cluster.serviceCidr]),
    ];
}

/**
 * The gateway, where it listens and nowhere else: not its health, metrics or debug ports. A Pod on the host network has
 * its node's address and no selector finds it; one on an ENI of its own may be found by its labels or by its address,
 * after the engine. Nobody but the gateway has an address of its range.
 *
 * Source: Kubernetes, "Network Policies", hostNetwork Pods.
 */
function gatewayPeers(gateway: NetworkPolicyIntent["gateway"]): object[] {
    const range = blocks(gateway.subnets.map(({ cidrBlock }) => cidrBlock));
    return gateway.placement === Placement.HostNetwork
        ? range
        : [
              {
                  namespaceSelector: { matchLabels: { [IN_NAMESPACE]: MESH_NAMESPACE } },
                  podSelector: { matchLabels: gatewayLabels(gateway) },
              },
              ...range,
          ];
}

function blocks(ranges: readonly (Cidr | string)[]): object[] {
    return ranges.map((range) => ({ ipBlock: { cidr: range.toString() } }));
}

/** A policy that nothing enforces is no wall. */
function enforcementFindings({ cluster, gateway }: NetworkPolicyIntent, policies: number): Finding[] {
    const findings: Finding[] = [];
    if (cluster.networkPolicyEngine === NetworkPolicyEngine.None) {
        findings.push({
            code: "network-policy-not-enforced",
            severity: "warning",
            path: "cluster.networkPolicyEngine",
            got: NetworkPolicyEngine.None,
            expected: "an engine: without one a workload that goes around its sidecar meets no wall in the cluster",
            fix: "switch NetworkPolicy on in Terway, and say so with `networkPolicyEngine: Terway`",
        });
    }
    if (
        cluster.networkPolicyEngine === NetworkPolicyEngine.Terway &&
        gateway.placement === Placement.DedicatedEni &&
        gateway.eni === EniKind.Exclusive &&
        gateway.nodePool === undefined
    ) {
        findings.push({
            code: "network-policy-not-on-exclusive-eni",
            severity: "warning",
            path: "gateway.eni",
            got: gateway.eni,
            expected: "no fenced Pod on a node with exclusive ENIs: there Terway enforces no NetworkPolicy",
            fix: "give the gateway nodes of its own (`gateway.nodePool`), or taint the nodes with exclusive ENIs",
        });
    }
    if (policies >= ADVISED_POLICIES) {
        findings.push({
            code: "network-policies-many",
            severity: "warning",
            path: "namespaces",
            got: `${policies} NetworkPolicies`,
            expected: `fewer than ${ADVISED_POLICIES} in a cluster, as ACK advises: more take long to hold`,
            fix: "fence fewer namespaces, or spread them over clusters",
        });
    }
    return findings;
}

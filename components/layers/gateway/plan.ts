import { EniKind, Placement } from "../../intent/args";
import type { Finding } from "../../intent/finding";
import type { GatewayIntent, Intent } from "../../intent/intent";
import { kubernetesResource } from "../../resources/planned";
import { ref } from "../../resources/reference";
import { GATEWAY_TAINT_EFFECTS, gatewayLabels, gatewayNodeMark, MESH_NAMESPACE } from "../gateway-identity";
import { GATEWAY_PORT, type GatewayPort, gatewayPorts } from "../gateway-ports";
import { metadataOf, podNetworkingName } from "../metadata";
import type { LayerPlan } from "../plan";

export type PlacementIntent = Pick<Intent, "gateway">;

export type GatewayLayerIntent = Pick<Intent, "gateway" | "externalServices">;

/**
 * Where the gateway's Pods get their addresses: Terway's PodNetworking for the gateway's label, in the namespace where
 * only the mesh's administrators make Pods, so that no tenant's Pod gets an address of the gateway's range by copying the
 * label.
 *
 * Refers to the given values `vswitches.<zone>` and `securityGroup.id`.
 *
 * Source: Terway, docs/terway-trunk.md: only a PodNetworking that is Ready is matched, and running Pods never change.
 */
export function planPlacement(name: string, { gateway }: PlacementIntent): LayerPlan {
    const podNetworking = kubernetesResource("pod-networking", {
        apiVersion: "network.alibabacloud.com/v1beta1",
        kind: "PodNetworking",
        metadata: {
            ...metadataOf(name, podNetworkingName(name)),
            annotations: { "pulumi.com/waitFor": "jsonpath={.status.status}=Ready" },
        },
        spec: {
            allocationType: { type: "Elastic" },
            selector: {
                podSelector: { matchLabels: gatewayLabels(gateway) },
                namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": MESH_NAMESPACE } },
            },
            vSwitchOptions: gateway.subnets.map(({ zoneId }) => ref("vswitches", zoneId)),
            securityGroupIDs: [ref("securityGroup")],
            eniOptions: { eniType: gateway.eni === EniKind.Trunk ? "Trunk" : "ENI" },
        },
    });
    return { resources: [podNetworking], findings: gateway.placement === Placement.DedicatedEni ? [] : [ignored()] };
}

/** Terway's webhook passes Pods on the host network by, so a PodNetworking would say what is not so. */
function ignored(): Finding {
    return {
        code: "pod-networking-with-host-network",
        severity: "error",
        path: "gateway.placement",
        got: Placement.HostNetwork,
        expected: "DedicatedEni: Terway gives no addresses to Pods on the host network",
        fix: "make a GatewayNodePool instead of a GatewayPlacement",
    };
}

/**
 * The gateway itself. ASM makes a Deployment and a Service `istio-<name>` of it.
 *
 * Refers to the given value `cluster.id`; `givenNodePool.id` and `givenSecurityGroup.id` where these are given.
 *
 * Source: ASM, "CRD fields for an ASM gateway"; it has to live in istio-system, else it cannot fetch its configuration.
 */
export function planGateway(name: string, { gateway, externalServices }: GatewayLayerIntent): LayerPlan {
    const istioGateway = kubernetesResource("gateway", {
        apiVersion: "istio.alibabacloud.com/v1beta1",
        kind: "IstioGateway",
        metadata: {
            ...metadataOf(name, gateway.name, MESH_NAMESPACE),
            annotations: { "pulumi.com/waitFor": "jsonpath={.status.Status}" },
        },
        spec: {
            gatewayType: "egress",
            clusterIds: [ref("cluster")],
            serviceType: "ClusterIP",
            replicaCount: gateway.replicas,
            // Callers use mutual TLS towards Pods that carry the first label.
            podLabels: { "security.istio.io/tlsMode": "istio", ...gatewayLabels(gateway) },
            // A change of these restarts the Pods: running ones would keep their old addresses and their old group.
            podAnnotations: {
                "asm-egress/range": gateway.subnets.map(({ cidrBlock }) => cidrBlock.toString()).join(","),
                "asm-egress/security-group": gateway.securityGroup ?? ref("givenSecurityGroup"),
            },
            ports: gatewayPorts(externalServices).map(servicePort),
            resources: resourcesOf(gateway),
            ...networkOf(gateway),
            ...schedulingOf(gateway),
            runAsRoot: false,
            autoCreateGatewayYaml: false,
        },
    });
    return { resources: [istioGateway], findings: [] };
}

/** Callers dial the Pods; the Service has every port all the same, for whoever looks what the gateway listens on. */
function servicePort({ number, reads }: GatewayPort): object {
    const protocol = reads === "requests" ? "HTTPS" : "TCP";
    const name = number === GATEWAY_PORT ? "https-egress" : `${protocol.toLowerCase()}-egress-${number}`;
    return { name, port: number, targetPort: number, protocol };
}

function resourcesOf({ resources }: GatewayIntent) {
    return {
        requests: { cpu: resources.cpuRequest, memory: resources.memoryRequest },
        limits: { cpu: resources.cpuLimit, memory: resources.memoryLimit },
    };
}

/**
 * With the host network, names are asked at the cluster's DNS only by this policy; the other one would ask the node's.
 * There are no `kernel` sysctls and no hidden container ports: the first would be the node's, and by the second the
 * scheduler sees that a port of the node is taken.
 *
 * Source: Kubernetes, "DNS for Services and Pods".
 */
function networkOf({ placement }: GatewayIntent) {
    return placement === Placement.HostNetwork ? { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" } : {};
}

/** On nodes of its own where there are any, and nowhere else then. */
function schedulingOf(gateway: GatewayIntent) {
    const nodes = ownNodes(gateway);
    if (nodes === undefined) {
        return { affinity: { podAntiAffinity: spread(gateway) } };
    }
    const { label, taint } = nodes;
    const nodeSelectorTerms = [{ matchExpressions: [{ key: label.key, operator: "In", values: [label.value] }] }];
    return {
        tolerations: GATEWAY_TAINT_EFFECTS.map((effect) => ({ ...taint, operator: "Equal", effect })),
        affinity: {
            nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
            podAntiAffinity: spread(gateway),
        },
    };
}

/** How the gateway's own nodes are found and entered: by one mark where they are made; a given pool has its own taint. */
function ownNodes(gateway: GatewayIntent) {
    if (gateway.givenNodePool !== undefined) {
        return { label: { key: NODE_POOL_LABEL, value: ref("givenNodePool") }, taint: gateway.givenNodePool.taint };
    }
    const mark = gatewayNodeMark(gateway);
    return gateway.nodePool && { label: mark, taint: mark };
}

/** ACK sets it on every node of a pool. Source: ACK, "Schedule applications to specific node pools". */
const NODE_POOL_LABEL = "alibabacloud.com/nodepool-id";

/** Never two Pods on one node, and over the zones where possible; an IstioGateway has no topology spread constraints. */
function spread(gateway: GatewayIntent) {
    const labelSelector = { matchLabels: gatewayLabels(gateway) };
    return {
        requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "kubernetes.io/hostname", labelSelector }],
        preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 100, podAffinityTerm: { topologyKey: "topology.kubernetes.io/zone", labelSelector } },
        ],
    };
}

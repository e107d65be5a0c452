import { EniKind, Placement } from "../../intent/args";
import type { Finding } from "../../intent/finding";
import type { GatewayIntent, Intent, NodePoolIntent } from "../../intent/intent";
import { cloudResource } from "../../resources/planned";
import { type Reference, ref } from "../../resources/reference";
import { GATEWAY_TAINT_EFFECTS, gatewayNodeMark } from "../gateway-identity";
import type { LayerPlan } from "../plan";

export type NodePoolLayerIntent = Pick<Intent, "gateway">;

/**
 * The gateway's own nodes. They have no public address in any of the ways that a pool could give them one (a bandwidth or
 * a charge type of their own, an EIP bound by the scaling group): traffic of an instance with a public address goes around
 * the NAT gateway, and so around SNAT and firewall.
 *
 * Refers to the given values `cluster.id`, `vswitches.<zone>` and `securityGroup.id` (with `HostNetwork`),
 * `nodeVswitches.<index>` (with `DedicatedEni`) and `nodePool.keyName`.
 *
 * Source: ACK, CreateClusterNodePool; "Enable an existing ACK cluster to access the Internet".
 */
export function planNodePool(name: string, { gateway }: NodePoolLayerIntent): LayerPlan {
    const { nodePool } = gateway;
    if (nodePool === undefined) {
        return { resources: [], findings: [missing()] };
    }
    const mark = gatewayNodeMark(gateway);
    const pool = cloudResource(
        "alicloud:cs/nodePool:NodePool",
        "node-pool",
        {
            clusterId: ref("cluster"),
            nodePoolName: `${name}-egress-gateway`,
            ...placeOf(gateway, nodePool),
            // Evenly over the zones; the default fills the first vSwitch before it takes the second.
            multiAzPolicy: "BALANCE",
            instanceTypes: [...nodePool.instanceTypes],
            desiredSize: String(nodePool.nodeCount),
            systemDiskCategory: nodePool.systemDiskCategory,
            systemDiskSize: nodePool.systemDiskSize,
            ...(nodePool.hasKey && { keyName: ref("nodePool", "keyName") }),
            labels: [mark, ...eniLabels(gateway)],
            taints: GATEWAY_TAINT_EFFECTS.map((effect) => ({ ...mark, effect })),
            // Otherwise a changed label or taint reaches new nodes only.
            updateNodes: true,
            management: {
                enable: true,
                autoRepair: true,
                // An upgrade takes node after node away, at a time of its own choice, and cuts what is open there.
                autoUpgrade: false,
                maxUnavailable: 1,
            },
            // Without it the platform refuses to delete a pool that has nodes; these serve nothing but the gateway.
            forceDelete: true,
        },
        // In place, the nodes that are there would stay where they are.
        { replaceOnChanges: ["vswitchIds"] },
    );
    return { resources: [pool], findings: [] };
}

/**
 * With `HostNetwork` the gateway's range and rules are the nodes'. With `DedicatedEni` they are the Pods' alone: the
 * gateway's group closes what a node needs, so the nodes stand where the cluster's other nodes do.
 */
function placeOf(
    gateway: GatewayIntent,
    nodePool: NodePoolIntent,
): { vswitchIds: Reference[]; securityGroupIds?: Reference[] } {
    if (gateway.placement === Placement.HostNetwork) {
        return {
            vswitchIds: gateway.subnets.map(({ zoneId }) => ref("vswitches", zoneId)),
            securityGroupIds: [ref("securityGroup")],
        };
    }
    return {
        vswitchIds: Array.from({ length: nodePool.givenVswitches }, (_, index) => ref("nodeVswitches", String(index))),
    };
}

/** Source: ACK, "Configure a node pool-level container network": only a pool made with the label has exclusive ENIs. */
function eniLabels({ placement, eni }: GatewayIntent): { key: string; value: string }[] {
    return placement === Placement.DedicatedEni && eni === EniKind.Exclusive
        ? [{ key: "k8s.aliyun.com/exclusive-mode-eni-type", value: "eniOnly" }]
        : [];
}

function missing(): Finding {
    return {
        code: "node-pool-missing",
        severity: "error",
        path: "gateway.nodePool",
        got: "nothing",
        expected: "the node pool that is to be made",
        fix: "add `nodePool: { instanceTypes: [ecs.g7.xlarge] }`",
    };
}

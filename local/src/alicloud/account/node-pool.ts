import { type Account, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import type { NodePool, NodePoolRequest, PoolNode } from "./objects";
import { resourceId } from "./resource-id";

/**
 * CreateClusterNodePool of the API CS 2015-12-15. No source says that names are unique: a repeated create makes a second
 * pool.
 */
export function createNodePool(account: Account, request: NodePoolRequest): NodePool {
    requireValidPool(account, request);
    const nodePoolId = resourceId("np");
    const pool: NodePool = {
        ...request,
        ...cloudObject(`${request.clusterId}:${nodePoolId}`),
        nodePoolId,
        scalingGroupId: resourceId("asg"),
        nodes: scaled([], request),
    };
    account.nodePools[pool.id] = pool;
    return pool;
}

/** Labels and taints reach the nodes that are there only with `updateNodes`; new nodes always have the newest. */
export function modifyNodePool(account: Account, id: string, request: NodePoolRequest): void {
    const current = existing(account.nodePools, id, "ErrorNodePoolNotFound");
    requireValidPool(account, request);
    const kept = request.updateNodes === true ? current.nodes.map(() => newNode(request)) : current.nodes;
    account.nodePools[id] = {
        ...request,
        ...ownFields(current),
        nodePoolId: current.nodePoolId,
        scalingGroupId: current.scalingGroupId,
        nodes: scaled(kept, request),
    };
}

export function deleteNodePool(account: Account, id: string): void {
    delete account.nodePools[id];
}

/**
 * The properties by which the pool's nodes get public addresses. Such a node leaves around SNAT and with it around the
 * NAT boundary (https://www.alibabacloud.com/help/en/ack/user-guide/enable-an-existing-ack-cluster-to-access-the-internet).
 * How a bandwidth is paid gives no address by itself.
 */
export function publicWays({ internetMaxBandwidthOut = 0, scalingConfig }: NodePoolRequest): string[] {
    return [
        ...(internetMaxBandwidthOut > 0 ? ["internetMaxBandwidthOut"] : []),
        ...(scalingConfig?.isBondEip === true ? ["scalingConfig.isBondEip"] : []),
    ];
}

/** Nodes beyond the wanted number go, missing ones join; a pool that names no number keeps what it has. */
function scaled(nodes: PoolNode[], request: NodePoolRequest): PoolNode[] {
    const size = request.desiredSize === undefined ? nodes.length : Number(request.desiredSize);
    const joining = Array.from({ length: Math.max(0, size - nodes.length) }, () => newNode(request));
    return [...nodes.slice(0, size), ...joining];
}

function newNode({ labels = [], taints = [] }: NodePoolRequest): PoolNode {
    return { labels, taints };
}

function requireValidPool(account: Account, request: NodePoolRequest): void {
    const cluster = existing(account.clusters, request.clusterId, "ErrorClusterNotFound");
    const { vswitchIds = [], securityGroupIds = [], desiredSize, scalingConfig } = request;
    if (vswitchIds.length === 0) {
        throw new CloudApiError("InvalidParameter.VswitchIds", "A node pool needs a vSwitch at least.");
    }
    for (const vswitchId of vswitchIds) {
        const { vpcId } = existing(account.vswitches, vswitchId, "InvalidVSwitchId.NotFound");
        if (cluster.vpcId !== undefined && vpcId !== cluster.vpcId) {
            throw new CloudApiError(
                "InvalidVSwitchId.NotFound",
                `${vswitchId} is not in the VPC ${cluster.vpcId}.`,
                404,
            );
        }
    }
    for (const securityGroupId of securityGroupIds) {
        existing(account.securityGroups, securityGroupId, "InvalidSecurityGroupId.NotFound");
    }
    if (desiredSize !== undefined && !/^\d{1,4}$/.test(desiredSize)) {
        throw new CloudApiError("InvalidParameter.DesiredSize", `DesiredSize "${desiredSize}" is no number of nodes.`);
    }
    const { minSize = 0, maxSize = 1_000 } = scalingConfig ?? {};
    if (minSize > maxSize) {
        throw new CloudApiError("InvalidParameter.ScalingConfig", `MinSize ${minSize} is above MaxSize ${maxSize}.`);
    }
}

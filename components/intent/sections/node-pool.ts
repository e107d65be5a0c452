import { type Gateway, type GivenNodePool, type NodePool, Placement } from "../args";
import { type Parsed, parsed, refused } from "../finding";
import type { FindingCollector } from "../finding-collector";
import type { GivenNodePoolIntent, NodePoolIntent } from "../intent";
import { labelValue, qualifiedName } from "../kubernetes-name";
import { namesAreUnique } from "../rules/unique-names";

/** What the pool is for. */
interface Use {
    readonly placement: Placement;
    readonly replicas: number;
}

/**
 * Pods that run at one time at most: a rolling update runs a quarter more for a while, rounded up.
 * Source: Kubernetes, Deployment, `maxSurge`.
 */
export function withSurge(replicas: number): number {
    return replicas + Math.ceil(replicas / 4);
}

export function readNodePool(nodePool: NodePool, use: Use, findings: FindingCollector): NodePoolIntent {
    const instanceTypes = findings.takeEach("gateway.nodePool.instanceTypes", nodePool.instanceTypes, instanceType);
    namesAreUnique("instance type of the node pool", instanceTypes, findings);
    const systemDiskCategory = nodePool.systemDiskCategory ?? "cloud_essd";
    findings.take("gateway.nodePool.systemDiskCategory", systemDiskCategory, diskCategory(systemDiskCategory));
    const nodeCount = nodePool.nodeCount ?? withSurge(use.replicas);
    checkCount("gateway.nodePool.nodeCount", nodeCount, use.replicas, findings);
    checkVswitches(nodePool, use.placement, findings);
    return {
        instanceTypes: instanceTypes.map(({ value }) => value),
        nodeCount,
        givenVswitches: nodePool.vswitchIds?.length ?? 0,
        systemDiskCategory,
        systemDiskSize: nodePool.systemDiskSize ?? 120,
        hasKey: nodePool.keyName !== undefined,
    };
}

export function readGivenNodePool(
    { taint, nodeCount, id }: GivenNodePool,
    replicas: number,
    findings: FindingCollector,
): GivenNodePoolIntent {
    const path = "gateway.givenNodePool";
    findings.take(`${path}.taint.key`, taint.key, qualifiedName(taint.key));
    findings.take(`${path}.taint.value`, taint.value, labelValue(taint.value));
    checkCount(`${path}.nodeCount`, nodeCount, replicas, findings);
    if (typeof id === "string") {
        findings.take(`${path}.id`, id, nodePoolId(id));
    }
    return { taint: { key: taint.key, value: taint.value }, nodeCount };
}

/** Made or given, never both; and with HostNetwork one of them, whose nodes can only stand where the range is given. */
export function checkNodePoolChoice(gateway: Gateway, placement: Placement, findings: FindingCollector): void {
    const { nodePool, givenNodePool, subnets, givenSecurityGroupId } = gateway;
    if (nodePool !== undefined && givenNodePool !== undefined) {
        findings.error(
            "node-pool-made-or-given",
            "gateway.givenNodePool",
            "both `nodePool` and `givenNodePool`",
            "at most one of `nodePool` (a pool is made) and `givenNodePool` (a pool that exists)",
            "remove one of them",
        );
    }
    if (placement !== Placement.HostNetwork) {
        return;
    }
    if (nodePool === undefined && givenNodePool === undefined) {
        findings.error(
            "node-pool-missing",
            "gateway.nodePool",
            nodePool,
            "a node pool: with HostNetwork the range is that of the gateway's own nodes",
            "add `nodePool: { instanceTypes: [ecs.g7.xlarge] }`, or `givenNodePool`",
        );
    }
    const made = subnets.some(({ vswitchId }) => vswitchId === undefined) || givenSecurityGroupId === undefined;
    if (givenNodePool !== undefined && made) {
        findings.error(
            "given-node-pool-outside-the-range",
            "gateway.givenNodePool",
            "a pool that exists before the vSwitches or the security group of the gateway do",
            "given vSwitches and a given security group: with HostNetwork the pool's nodes stand in them already",
            "add `vswitchId` to every subnet and `givenSecurityGroupId`, or let the pool be made: `nodePool`",
        );
    }
}

/** Source: ACK, the node label `alibabacloud.com/nodepool-id` holds the pool's own ID. */
function nodePoolId(text: string): Parsed<string> {
    return /^[A-Za-z0-9-]+$/.test(text)
        ? parsed(text)
        : refused(
              "node-pool-id-malformed",
              "the node pool's own ID",
              "write the part after the colon: `np0123456789abcdef0123456789abcdef`",
          );
}

/** Two Pods of the gateway never share a node, so a Pod without a node waits for ever. */
function checkCount(path: string, nodeCount: number, replicas: number, findings: FindingCollector): void {
    if (nodeCount < replicas) {
        findings.error(
            "fewer-nodes-than-replicas",
            path,
            nodeCount,
            `at least ${replicas}: one node for each of ${replicas} replicas`,
            `raise it to ${withSurge(replicas)}`,
        );
    } else if (nodeCount < withSurge(replicas)) {
        findings.error(
            "node-pool-too-small",
            path,
            nodeCount,
            `at least ${withSurge(replicas)}: ${replicas} replicas and the surge of a rolling update`,
            `raise it to ${withSurge(replicas)}; a rolling update would never end`,
        );
    }
}

function checkVswitches({ vswitchIds }: NodePool, placement: Placement, findings: FindingCollector): void {
    const path = "gateway.nodePool.vswitchIds";
    if (placement === Placement.HostNetwork && vswitchIds !== undefined) {
        findings.error(
            "node-vswitches-with-host-network",
            path,
            `${vswitchIds.length} vSwitches`,
            "nothing: with HostNetwork the nodes stand in the gateway's own vSwitches",
            "remove it",
        );
    }
    if (placement === Placement.DedicatedEni && vswitchIds === undefined) {
        findings.error(
            "node-vswitches-missing",
            path,
            vswitchIds,
            "node vSwitches of the cluster: with DedicatedEni only the Pods stand in the gateway's own",
            "add the IDs of node vSwitches in the zones of `gateway.subnets`",
        );
    }
}

/** Source: ECS, "Overview of instance families": `ecs.<family>.<size>`. */
function instanceType(text: string): Parsed<string> {
    return /^ecs\.[a-z0-9-]+\.[a-z0-9-]+$/.test(text)
        ? parsed(text)
        : refused("instance-type-malformed", "an ECS instance type", "write it as `ecs.g7.xlarge`");
}

/** Source: ECS, CreateInstance, `SystemDisk.Category`. */
function diskCategory(text: string): Parsed<string> {
    return /^cloud(_[a-z0-9]+)*$/.test(text)
        ? parsed(text)
        : refused("disk-category-malformed", "a category of cloud disks", "write it as `cloud_essd` or `cloud_auto`");
}

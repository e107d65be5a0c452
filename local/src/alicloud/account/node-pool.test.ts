import { describe, expect, it } from "vitest";
import { addVswitch, answer, smallAccount } from "../testing/small-account";
import { createNodePool, deleteNodePool, modifyNodePool, publicWays } from "./node-pool";
import type { NodePoolRequest } from "./objects";
import { createSecurityGroup, deleteSecurityGroup } from "./security-group";
import { deleteVswitch } from "./vswitch";

const taint = { key: "egress", value: "true", effect: "NoSchedule" };

function world() {
    const account = smallAccount();
    account.clusters["c-1"] = { id: "c-1", vpcId: "vpc-1", given: true, createTime: new Date(0).toISOString() };
    const vswitchId = addVswitch(account, "10.0.1.0/24");
    const request: NodePoolRequest = {
        clusterId: "c-1",
        nodePoolName: "egress",
        vswitchIds: [vswitchId],
        instanceTypes: ["ecs.g7.large"],
        desiredSize: "2",
        labels: [{ key: "role", value: "egress" }],
        taints: [taint],
    };
    const make = (changes: Partial<NodePoolRequest> = {}) => createNodePool(account, { ...request, ...changes });
    const asked = (changes: Partial<NodePoolRequest>) => answer(() => make(changes));
    const nodesOf = (id: string) => account.nodePools[id]?.nodes ?? [];
    return { account, vswitchId, request, make, asked, nodesOf };
}

describe("a node pool", () => {
    // resource_alicloud_cs_kubernetes_node_pool.go: d.SetId(clusterId:nodePoolId).
    it("is named by its cluster and its own id", () => {
        const pool = world().make();
        expect(pool.id).toBe(`c-1:${pool.nodePoolId}`);
    });

    it("is made a second time when its create is repeated", () => {
        const { make } = world();
        expect(make().id).not.toBe(make().id);
    });

    // CreateClusterNodePool: ErrorClusterNotFound; the scaling group takes vSwitches and groups that exist in the VPC.
    it("needs its cluster, vSwitches of the cluster's VPC, and security groups that exist", () => {
        const { account, asked } = world();
        expect(asked({ clusterId: "c-9" })).toBe("ErrorClusterNotFound");
        expect(asked({ vswitchIds: [] })).toBe("InvalidParameter.VswitchIds");
        expect(asked({ vswitchIds: ["vsw-9"] })).toBe("InvalidVSwitchId.NotFound");
        expect(asked({ vswitchIds: [addVswitch(account, "10.0.1.0/24", "vpc-2")] })).toBe("InvalidVSwitchId.NotFound");
        expect(asked({ securityGroupIds: ["sg-9"] })).toBe("InvalidSecurityGroupId.NotFound");
        expect(asked({ securityGroupIds: [createSecurityGroup(account, { vpcId: "vpc-1" }).id] })).toBe("accepted");
    });

    // NodePoolArgs.desiredSize is a string in @pulumi/alicloud 3.108.0; scalingConfig: maxSize is above minSize.
    it("has a number of nodes, written as a string", () => {
        const { asked } = world();
        expect(asked({ desiredSize: "two" })).toBe("InvalidParameter.DesiredSize");
        expect(asked({ desiredSize: "-1" })).toBe("InvalidParameter.DesiredSize");
        expect(asked({ scalingConfig: { minSize: 3, maxSize: 2 } })).toBe("InvalidParameter.ScalingConfig");
        expect(asked({ desiredSize: "0" })).toBe("accepted");
    });

    // NodePoolArgs.updateNodes: "Synchronously update node labels and taints"; without it they reach new nodes only
    // (https://www.alibabacloud.com/help/en/ack/node-pool-management-18).
    it("changes labels and taints of the nodes it has with updateNodes only", () => {
        const { account, request, make, nodesOf } = world();
        const { id } = make();
        const changed = { ...request, taints: [{ ...taint, effect: "NoExecute" }], desiredSize: "3" };
        const effects = () => nodesOf(id).map(({ taints }) => taints[0]?.effect);
        modifyNodePool(account, id, changed);
        expect(effects()).toEqual(["NoSchedule", "NoSchedule", "NoExecute"]);
        modifyNodePool(account, id, { ...changed, updateNodes: true });
        expect(effects()).toEqual(["NoExecute", "NoExecute", "NoExecute"]);
        modifyNodePool(account, id, { ...changed, desiredSize: "1" });
        expect(effects()).toEqual(["NoExecute"]);
    });

    // NodePoolArgs.vswitchIds is mutable; DeleteVSwitch refuses while instances or a scaling group use the vSwitch.
    it("keeps its vSwitches from being deleted until it has left them", () => {
        const { account, vswitchId, request, make } = world();
        const { id } = make();
        expect(answer(() => deleteVswitch(account, vswitchId))).toBe("DependencyViolation");
        const other = addVswitch(account, "10.0.2.0/24");
        modifyNodePool(account, id, { ...request, vswitchIds: [other] });
        expect(answer(() => deleteVswitch(account, vswitchId))).toBe("accepted");
        deleteNodePool(account, id);
        expect(answer(() => deleteVswitch(account, other))).toBe("accepted");
    });

    // DeleteSecurityGroup: DependencyViolation while there are instances in the group.
    it("keeps its security groups from being deleted", () => {
        const { account, make } = world();
        const group = createSecurityGroup(account, { vpcId: "vpc-1" }).id;
        const { id } = make({ securityGroupIds: [group] });
        expect(answer(() => deleteSecurityGroup(account, group))).toBe("DependencyViolation");
        deleteNodePool(account, id);
        expect(answer(() => deleteSecurityGroup(account, group))).toBe("accepted");
    });

    // NodePoolArgs: internetMaxBandwidthOut is "the maximum bandwidth of the public IP address of the node",
    // scalingConfig.isBondEip "whether to bind EIP for an instance"; a charge type alone gives neither.
    it.each([
        [{}, []],
        [{ internetChargeType: "PayByTraffic" }, []],
        [{ internetMaxBandwidthOut: 0, scalingConfig: { isBondEip: false, eipBandwidth: 5 } }, []],
        [{ internetMaxBandwidthOut: 5 }, ["internetMaxBandwidthOut"]],
        [
            { internetMaxBandwidthOut: 5, scalingConfig: { enable: false, isBondEip: true } },
            ["internetMaxBandwidthOut", "scalingConfig.isBondEip"],
        ],
    ])("with %j has the public ways %j", (changes, ways) => {
        expect(publicWays(world().make(changes))).toEqual(ways);
    });
});

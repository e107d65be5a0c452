import fc from "fast-check";
import { expect, it } from "vitest";
import { textContains } from "../../alicloud/account/cidr";
import { createNodePool } from "../../alicloud/account/node-pool";
import { createSecurityGroup } from "../../alicloud/account/security-group";
import { createVswitch } from "../../alicloud/account/vswitch";
import { smallAccount } from "../../alicloud/testing/small-account";
import { nodesOf } from "./nodes";

const workers = { count: 2, range: "10.0.16.0/24", securityGroupIds: ["sg-workers"] };
const taint = { key: "egress", value: "eg", effect: "NoSchedule" };

/** Zones h and i, and a pool of nodes over both. */
function account(desiredSize = "2", { ownGroup = true } = {}) {
    const made = smallAccount();
    made.clusters["c-1"] = { id: "c-1", vpcId: "vpc-1", given: true, createTime: new Date(0).toISOString() };
    const vswitchIds = ["h", "i"].map((zone, index) => {
        const zoneId = `cn-hangzhou-${zone}`;
        return createVswitch(made, { vpcId: "vpc-1", cidrBlock: `10.0.${index + 1}.0/24`, zoneId }).id;
    });
    const group = createSecurityGroup(made, { vpcId: "vpc-1" }).id;
    const pool = createNodePool(made, {
        clusterId: "c-1",
        nodePoolName: "egress",
        vswitchIds,
        instanceTypes: ["ecs.g7.large"],
        desiredSize,
        labels: [{ key: "role", value: "egress" }, { key: "bare" }],
        taints: [taint],
        ...(ownGroup && { securityGroupIds: [group] }),
    });
    return { made, pool, group };
}

it("ordinary nodes go over the account's zones, without taints, in the cluster's group", () => {
    const nodes = nodesOf(account().made, { ...workers, count: 3 }).filter(({ role }) => role === "worker");
    expect(nodes.map(({ zone }) => zone)).toEqual(["cn-hangzhou-h", "cn-hangzhou-i", "cn-hangzhou-h"]);
    expect(nodes.map(({ labels }) => labels["topology.kubernetes.io/zone"])).toEqual(nodes.map(({ zone }) => zone));
    expect(nodes.flatMap(({ taints }) => taints)).toEqual([]);
    expect(new Set(nodes.flatMap(({ securityGroupIds }) => securityGroupIds))).toEqual(new Set(["sg-workers"]));
});

it("nodes of a pool have its labels, taints and group, and addresses of its vSwitches in turn", () => {
    const { made, pool, group } = account();
    const nodes = nodesOf(made, workers).filter(({ role }) => role === "gateway");
    expect(nodes.map(({ zone, address }) => [zone, address])).toEqual([
        ["cn-hangzhou-h", "10.0.1.4"],
        ["cn-hangzhou-i", "10.0.2.4"],
    ]);
    for (const { labels, taints, securityGroupIds } of nodes) {
        expect(labels).toMatchObject({ "alibabacloud.com/nodepool-id": pool.nodePoolId, role: "egress", bare: "" });
        expect(taints).toEqual([taint]);
        expect(securityGroupIds).toEqual([group]);
    }
});

it("every node says where it is, as Istio's endpoints by place go by", () => {
    const { made } = account();
    const regions = () => new Set(nodesOf(made, workers).map(({ labels }) => labels["topology.kubernetes.io/region"]));
    expect(regions()).toEqual(new Set([made.region]));
    delete made.region;
    expect(regions()).toEqual(new Set([undefined]));
});

it("a pool that names no group is in the cluster's", () => {
    const { made } = account("1", { ownGroup: false });
    expect(nodesOf(made, workers).map(({ securityGroupIds }) => securityGroupIds)).toEqual(
        Array.from({ length: 3 }, () => ["sg-workers"]),
    );
});

it("an account without pools has ordinary nodes only, and a pool of no nodes adds none", () => {
    expect(nodesOf(smallAccount(), workers).map(({ role }) => role)).toEqual(["worker", "worker"]);
    expect(nodesOf(account("0").made, workers)).toHaveLength(2);
});

it("whatever the sizes, names and addresses are there once, and ordinary addresses are of the nodes' range", () => {
    const size = fc.integer({ min: 0, max: 12 });
    fc.assert(
        fc.property(size, size, (count, pooled) => {
            const nodes = nodesOf(account(String(pooled)).made, { ...workers, count });
            expect(nodes).toHaveLength(count + pooled);
            expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
            expect(new Set(nodes.map(({ address }) => address)).size).toBe(nodes.length);
            const ordinary = nodes.filter(({ role }) => role === "worker");
            expect(ordinary.every(({ address }) => textContains(workers.range, address))).toBe(true);
        }),
    );
});

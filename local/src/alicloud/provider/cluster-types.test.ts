import { describe, expect, it } from "vitest";
import { listObjects } from "../account-listing";
import { providerAtWork } from "../testing/provider-at-work";

const POOL = "alicloud:cs/nodePool:NodePool";
const SWITCH = "alicloud:vpc/switch:Switch";

const pool = {
    clusterId: "c-given",
    nodePoolName: "egress",
    vswitchIds: ["vsw-1"],
    instanceTypes: ["ecs.g7.large"],
    systemDiskCategory: "cloud_essd",
    systemDiskSize: 120,
    desiredSize: "2",
    labels: [{ key: "role", value: "egress" }],
    taints: [{ key: "egress", value: "true", effect: "NoSchedule" }],
    management: { enable: true, autoRepair: true, autoRepairPolicy: { restartNode: true }, maxUnavailable: 1 },
    updateNodes: true,
    keyName: "ops",
};
// Types, ConflictsWith and ForceNew: resource_alicloud_cs_kubernetes_node_pool.go; shapes: types/input.d.ts of @pulumi/alicloud 3.108.0.
describe("the check", () => {
    it.each([
        [POOL, pool, []],
        [POOL, { ...pool, nodePoolName: undefined }, ["nodePoolName"]],
        [POOL, { ...pool, desiredSize: 2 }, ["desiredSize"]],
        [POOL, { ...pool, nodeCount: 2 }, ["nodeCount"]],
        [POOL, { ...pool, podVswitchIds: ["vsw-1"] }, ["podVswitchIds"]],
        [POOL, { ...pool, taints: ["egress=true:NoSchedule"] }, ["taints[0]"]],
        [POOL, { ...pool, taints: [{ key: "egress", effect: "Evict" }] }, ["taints[0].effect"]],
        [POOL, { ...pool, labels: [{ value: "egress" }] }, ["labels[0].key"]],
        [POOL, { ...pool, internetChargeType: "PayByTraffic", internetMaxBandwidthOut: 5 }, []],
        [
            POOL,
            { ...pool, internetChargeType: "PayByTraffic", scalingConfig: { isBondEip: true } },
            ["internetChargeType"],
        ],
        [POOL, { ...pool, password: "secret" }, ["keyName"]],
    ])("%# of %s names the properties at fault", async (type, inputs, failures) => {
        expect((await providerAtWork().check(type, inputs)).sort()).toEqual(failures);
    });
});

describe("the diff", () => {
    it.each([
        [POOL, pool, { clusterId: "c-2" }, true],
        [POOL, pool, { securityGroupIds: ["sg-1"] }, true],
        [POOL, pool, { vswitchIds: ["vsw-2"] }, false],
        [POOL, pool, { desiredSize: "3" }, false],
        [POOL, pool, { taints: [] }, false],
    ])("%# of %s knows what replaces", async (type, inputs, change, replace) => {
        const { changes } = await providerAtWork().diff(type, inputs, { ...inputs, ...change });
        expect(changes.length).toBeGreaterThan(0);
        expect(changes.every((found) => found.replace === replace)).toBe(true);
    });
});

describe("a node pool", () => {
    it("is made, read as it was asked for, changed and deleted", async () => {
        const { create, read, update, remove, account, stateFile } = providerAtWork();
        const vswitch = await create(SWITCH, { vpcId: "vpc-1", cidrBlock: "10.0.1.0/24", zoneId: "cn-hangzhou-h" });
        const inputs = { ...pool, vswitchIds: [vswitch.id], scalingConfig: { isBondEip: true } };
        const { id, outputs } = await create(POOL, inputs);
        expect(id).toBe(`c-given:${outputs.nodePoolId}`);
        expect(outputs.scalingGroupId).toMatch(/^asg-/);
        expect((await read(POOL, id, inputs))?.inputs).toEqual(inputs);
        expect(listObjects(stateFile)).toContainEqual(expect.objectContaining({ id, type: POOL, name: "egress" }));
        await update(POOL, id, inputs, { ...inputs, desiredSize: "3" });
        expect(account().nodePools[id]?.nodes).toHaveLength(3);
        await expect(remove(SWITCH, vswitch.id)).rejects.toThrow(/DependencyViolation/);
        await remove(POOL, id);
        expect(await read(POOL, id)).toBeUndefined();
        await expect(remove(SWITCH, vswitch.id)).resolves.toBeUndefined();
    });
});

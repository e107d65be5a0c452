import { describe, expect, it } from "vitest";
import { changeAccount } from "../account-file";
import { listObjects } from "../account-listing";
import { providerAtWork } from "../testing/provider-at-work";

/** What stands below a perimeter, where a program makes that too. */
const VPC = "alicloud:vpc/network:Network";
const SWITCH = "alicloud:vpc/switch:Switch";
const CLUSTER = "alicloud:cs/managedKubernetes:ManagedKubernetes";
const NODE_POOL = "alicloud:cs/nodePool:NodePool";
const CREDENTIAL = "alicloud:cs/getClusterCredential:getClusterCredential";

const vpc = { vpcName: "prod", cidrBlock: "10.0.0.0/16" };
const cluster = { name: "prod", clusterSpec: "ack.pro.small", vswitchIds: ["vsw-1"], newNatGateway: false };

// Types and ForceNew: resource_alicloud_vpc_vpc.go, resource_alicloud_cs_managed_kubernetes.go.
describe("the check", () => {
    it.each([
        [VPC, vpc, []],
        [VPC, { vpcName: "prod" }, ["cidrBlock"]],
        [VPC, { ...vpc, enableIpv6: true }, ["enableIpv6"]],
        [CLUSTER, cluster, []],
        [CLUSTER, { ...cluster, vswitchIds: undefined }, ["vswitchIds"]],
        [CLUSTER, { ...cluster, newNatGateway: undefined }, ["newNatGateway"]],
        [CLUSTER, { ...cluster, clusterSpec: "small" }, ["clusterSpec"]],
    ])("%# of %s names the properties at fault", async (type, inputs, failures) => {
        const given = JSON.parse(JSON.stringify(inputs));
        expect((await providerAtWork().check(type, given)).sort()).toEqual(failures);
    });
});

describe("a VPC", () => {
    it("comes with its system route table, and goes with it, but not before what is in it", async () => {
        const { create, read, remove, stateFile, account } = providerAtWork();
        const { id, outputs } = await create(VPC, vpc);
        expect(outputs.routeTableId).toBe(account().vpcs[id]?.systemRouteTableId);
        expect((await read(VPC, id, vpc))?.inputs).toEqual(vpc);
        expect(listObjects(stateFile)).toContainEqual(
            expect.objectContaining({ id: outputs.routeTableId, given: false, ownedBy: id }),
        );
        const vswitch = await create(SWITCH, { vpcId: id, cidrBlock: "10.0.0.0/20", zoneId: "cn-hangzhou-h" });
        await expect(remove(VPC, id)).rejects.toThrow(/DependencyViolation/);
        await remove(SWITCH, vswitch.id);
        await remove(VPC, id);
        expect(await read(VPC, id)).toBeUndefined();
        expect(listObjects(stateFile).filter(({ given }) => !given)).toEqual([]);
    });

    it("is refused with a block that none can have", async () => {
        await expect(providerAtWork().create(VPC, { cidrBlock: "10.0.0.0/29" })).rejects.toThrow(/InvalidCidrBlock/);
    });
});

describe("a managed cluster", () => {
    it("is in the VPC of its vSwitches, holds them, answers with its kubeconfig, and takes its node pools along", async () => {
        const { create, read, remove, invoke, account, stateFile } = providerAtWork();
        changeAccount(stateFile, ({ settings }) => {
            settings.clusterKubeconfig = "the kubeconfig";
        });
        const vswitch = await create(SWITCH, { vpcId: "vpc-1", cidrBlock: "10.0.0.0/20", zoneId: "cn-hangzhou-h" });
        const inputs = { ...cluster, vswitchIds: [vswitch.id] };
        const { id, outputs } = await create(CLUSTER, inputs);
        expect(outputs.vpcId).toBe("vpc-1");
        expect((await read(CLUSTER, id, inputs))?.inputs).toEqual(inputs);
        expect(await invoke(CREDENTIAL, { clusterId: id })).toMatchObject({ kubeConfig: "the kubeconfig" });
        await create(NODE_POOL, { clusterId: id, nodePoolName: "workers", vswitchIds: [vswitch.id] });
        await expect(remove(SWITCH, vswitch.id)).rejects.toThrow(/DependencyViolation/);
        await remove(CLUSTER, id);
        expect(account().nodePools).toEqual({});
        await remove(SWITCH, vswitch.id);
    });

    it("is refused without a vSwitch that there is, and has no credential then", async () => {
        const { create, invoke } = providerAtWork();
        await expect(create(CLUSTER, cluster)).rejects.toThrow(/InvalidVSwitchId/);
        await expect(create(CLUSTER, { ...cluster, vswitchIds: [] })).rejects.toThrow(/InvalidVSwitchId/);
        await expect(invoke(CREDENTIAL, { clusterId: "c-none" })).rejects.toThrow(/ErrorClusterNotFound/);
    });
});

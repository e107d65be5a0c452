import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { controlPoliciesOf, createControlPolicy, switchInternetMode } from "./account/control-policy";
import { createSnatEntry } from "./account/snat-entry";
import { createVswitch } from "./account/vswitch";
import { changeAccount, readAccount } from "./account-file";
import { listObjects } from "./account-listing";
import { seedAccount, seedsFor } from "./seeds";
import { controlPolicyRequest, everything } from "./testing/small-account";

const perimeter = {
    cluster: {
        id: "c1",
        vpcId: "vpc-1",
        nodeCidrs: ["10.0.0.0/20"],
        podCidrs: ["10.0.128.0/17"],
        serviceCidr: "172.16.0.0/16",
    },
    mesh: { id: "m1", kubeconfig: "…", controlPlaneCidrs: ["10.0.32.0/24"] },
    gateway: { subnets: [{ zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.0/28" }] },
    internet: {
        given: { id: "ngw-1", snatTableId: "stb-1", routeTableId: "vtb-1", addresses: ["203.0.113.7", "203.0.113.8"] },
    },
};

function seeded(config: unknown = perimeter): string {
    const folder = mkdtempSync(join(tmpdir(), "seeds-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "account.json");
    seedAccount(file, seedsFor(config, "cn-hangzhou"));
    return file;
}

describe("the seeds of a perimeter", () => {
    it("are the VPC, a vSwitch for each node and Pod range, the cluster, the mesh and the given NAT gateway", () => {
        const seeds = seedsFor(perimeter, "cn-hangzhou");
        expect(seeds.vpcs.map(({ id }) => id)).toEqual(["vpc-1"]);
        expect(seeds.vswitches.map(({ cidrBlock, zoneId }) => [cidrBlock, zoneId])).toEqual([
            ["10.0.0.0/20", "cn-hangzhou-h"],
            ["10.0.128.0/17", "cn-hangzhou-h"],
        ]);
        expect([seeds.clusters, seeds.meshes]).toEqual([[{ id: "c1", vpcId: "vpc-1" }], [{ id: "m1" }]]);
        expect(seeds.natGateways).toEqual([{ ...perimeter.internet.given, vpcId: "vpc-1" }]);
    });

    it("have the system route table that the perimeter names, and one of its own where it names none", () => {
        const tableOf = (internet: unknown) =>
            seedsFor({ ...perimeter, internet }, "cn-hangzhou").vpcs.map((vpc) => vpc.systemRouteTableId);
        expect(tableOf({ systemRouteTableId: "vtb-of-the-vpc" })).toEqual(["vtb-of-the-vpc"]);
        expect(tableOf({})).toEqual([expect.stringMatching(/^vtb-given/)]);
        expect(tableOf({ systemRouteTableId: 7 })).toEqual(tableOf({}));
    });

    it("are the VPC firewall too, where the perimeter names a given one", () => {
        const config = { ...perimeter, firewall: { given: { vpcFirewallId: "cen-1" } } };
        expect(seedsFor(config, "cn-hangzhou").vpcFirewalls).toEqual([{ id: "cen-1", vpcId: "vpc-1" }]);
        expect(readAccount(seeded(config)).vpcFirewalls["cen-1"]).toMatchObject({
            given: true,
            engineMode: { strict: true },
        });
        for (const firewall of [undefined, { given: {} }, { given: { vpcFirewallId: 7 } }, { given: "cen-1" }]) {
            expect(seedsFor({ ...perimeter, firewall }, "cn-hangzhou").vpcFirewalls).toEqual([]);
        }
    });

    it.each([undefined, null, "text", {}, { cluster: null }, { cluster: { vpcId: 1 }, gateway: { subnets: "x" } }])(
        "of %j are empty rather than an error",
        (config) => {
            const { vpcs, vswitches, natGateways } = seedsFor(config, "cn-hangzhou");
            expect([vpcs, vswitches, natGateways]).toEqual([[], [], []]);
        },
    );

    it("have one vSwitch where nodes and Pods share a range, and none for Flannel's Pods", () => {
        const ranges = (changes: object) =>
            seedsFor({ cluster: { ...perimeter.cluster, ...changes } }, "cn-hangzhou").vswitches.map(
                ({ cidrBlock }) => cidrBlock,
            );
        expect(ranges({ podCidrs: ["10.0.0.0/20"] })).toEqual(["10.0.0.0/20"]);
        expect(ranges({ networkPlugin: "Flannel" })).toEqual(["10.0.0.0/20"]);
    });

    it("have a VPC that also holds ranges that are not private", () => {
        const config = { cluster: { ...perimeter.cluster, nodeCidrs: ["11.0.0.0/20"] } };
        expect(seedsFor(config, "cn-hangzhou").vpcs[0]?.cidrBlocks).toContain("11.0.0.0/20");
    });
});

describe("the pieces that a perimeter is given", () => {
    const subnet = { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.0/28", vswitchId: "vsw-g", routeTableAttached: true };
    const config = {
        ...perimeter,
        gateway: {
            placement: "HostNetwork",
            subnets: [subnet],
            givenSecurityGroupId: "sg-1",
            givenNodePool: { id: "np1", taint: { key: "dedicated", value: "egress" }, nodeCount: 3 },
        },
        firewall: { given: { natFirewallId: "proxy-nat1" } },
    };

    it("are there as the platform would have them", () => {
        const account = readAccount(seeded(config));
        expect(account.vswitches["vsw-g"]).toMatchObject({ given: true, vpcId: "vpc-1", cidrBlock: "10.0.64.0/28" });
        expect(account.routeTableAttachments["vtb-1:vsw-g"]).toMatchObject({ given: true, vswitchId: "vsw-g" });
        expect(account.securityGroups["sg-1"]).toMatchObject({ given: true, vpcId: "vpc-1" });
        expect(account.natFirewalls["proxy-nat1"]).toMatchObject({
            given: true,
            natGatewayId: "ngw-1",
            strictMode: 1,
            proxyStatus: "normal",
        });
        expect(Object.values(account.routeEntries).map(({ redirectedTo }) => redirectedTo)).toEqual(["proxy-nat1"]);
        expect(account.nodePools["c1:np1"]).toMatchObject({
            given: true,
            vswitchIds: ["vsw-g"],
            securityGroupIds: ["sg-1"],
            taints: [{ effect: "NoSchedule" }, { effect: "NoExecute" }],
        });
        expect(account.nodePools["c1:np1"]?.nodes).toHaveLength(3);
    });

    it("are public addresses that are bound to nothing, and the vSwitch of a NAT gateway to be made", () => {
        const internet = {
            subnet: { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.32/28", vswitchId: "vsw-n" },
            givenAddresses: [{ allocationId: "eip-1", address: "203.0.113.7" }],
        };
        const account = readAccount(seeded({ ...perimeter, internet }));
        expect(account.eips["eip-1"]).toMatchObject({ given: true, ipAddress: "203.0.113.7" });
        expect(account.eipAssociations).toEqual({});
        expect(account.vswitches["vsw-n"]).toMatchObject({ given: true, cidrBlock: "10.0.64.32/28" });
    });

    it("stay as they are when the account is seeded again", () => {
        const file = seeded(config);
        const before = readFileSync(file, "utf8");
        seedAccount(file, seedsFor(config, "cn-hangzhou"));
        expect(readFileSync(file, "utf8")).toBe(before);
    });

    it.each([
        { gateway: { givenSecurityGroupId: 7, givenNodePool: "np", subnets: [{ vswitchId: 1 }] } },
        { internet: { givenAddresses: [{ allocationId: "eip-1" }, "x"] } },
        { firewall: { given: { natFirewallId: "proxy-nat1" } }, internet: {} },
    ])("are left out where they have another shape: %j", (change) => {
        const { pieces, vswitches } = seedsFor({ ...perimeter, ...change }, "cn-hangzhou");
        expect(pieces).toEqual({ eips: [], securityGroups: [], natFirewalls: [], nodePools: [] });
        expect(vswitches).toHaveLength(2);
    });
});

describe("a seeded account", () => {
    it("marks everything as given and is the same after a second time", () => {
        const file = seeded();
        const before = readFileSync(file, "utf8");
        expect(listObjects(file).every(({ given }) => given)).toBe(true);
        seedAccount(file, seedsFor(perimeter, "cn-hangzhou"));
        expect(readFileSync(file, "utf8")).toBe(before);
    });

    it("keeps what a stack has made and adds what a changed config names", () => {
        const file = seeded();
        const vswitch = changeAccount(file, (account) =>
            createVswitch(account, { vpcId: "vpc-1", cidrBlock: "10.0.64.0/28", zoneId: "cn-hangzhou-h" }),
        );
        const nodeCidrs = ["10.0.0.0/20", "10.0.96.0/20"];
        seedAccount(file, seedsFor({ cluster: { ...perimeter.cluster, nodeCidrs } }, "cn-hangzhou"));
        const { vswitches } = readAccount(file);
        expect(vswitches[vswitch.id]).toEqual(vswitch);
        expect(Object.values(vswitches).map(({ cidrBlock }) => cidrBlock)).toContain("10.0.96.0/20");
    });

    it("takes the settings it is given and keeps the others", () => {
        const file = seeded();
        seedAccount(file, seedsFor(perimeter, "cn-hangzhou"), { ruleLagSeconds: 5 });
        seedAccount(file, seedsFor(perimeter, "cn-hangzhou"), { policyQuota: 7 });
        expect(readAccount(file).settings).toMatchObject({ ruleLagSeconds: 5, policyQuota: 7 });
    });

    it("lets a stack leave through the given NAT gateway", () => {
        const account = readAccount(seeded());
        const vswitch = createVswitch(account, { vpcId: "vpc-1", cidrBlock: "10.0.64.0/28", zoneId: "cn-hangzhou-h" });
        const snatIp = "203.0.113.7,203.0.113.8";
        expect(createSnatEntry(account, { snatTableId: "stb-1", sourceVswitchId: vswitch.id, snatIp })).toMatchObject({
            snatIp,
        });
        expect(Object.keys(account.routeEntries)).toEqual([
            expect.stringMatching(/^vtb-1:.*:0\.0\.0\.0\/0:NatGateway:ngw-1$/),
        ]);
    });

    it("has the internet boundary its owner set up, and leaves alone what a stack changed there", () => {
        const file = seeded();
        const deny = controlPolicyRequest({ ...everything, aclAction: "drop", description: "deny" });
        const policies = [controlPolicyRequest({ description: "ours" }), deny];
        const seeds = { ...seedsFor(perimeter, "cn-hangzhou"), internetBoundary: { strict: true, policies } };
        seedAccount(file, seeds);
        changeAccount(file, (account) => {
            expect(account.internetEngineMode?.strict).toBe(true);
            expect(controlPoliciesOf(account, "out").map(({ description }) => description)).toEqual(["ours", "deny"]);
            switchInternetMode(account, false);
            createControlPolicy(account, controlPolicyRequest({ description: "late" }));
        });
        const before = readFileSync(file, "utf8");
        seedAccount(file, seeds);
        expect(readFileSync(file, "utf8")).toBe(before);
        expect(listObjects(file).find(({ name }) => name === "deny")?.given).toBe(true);
    });

    it("refuses a gateway vSwitch over the cluster's ranges", () => {
        const account = readAccount(seeded());
        const over = { vpcId: "vpc-1", cidrBlock: "10.0.0.0/28", zoneId: "cn-hangzhou-h" };
        expect(() => createVswitch(account, over)).toThrow(/overlapped/);
    });
});

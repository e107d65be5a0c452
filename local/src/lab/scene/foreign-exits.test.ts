import { expect, it } from "vitest";
import { canLeave } from "../../alicloud/account/can-leave";
import { addGateway, addVswitch, smallAccount } from "../../alicloud/testing/small-account";
import { addForeignNatGateway, addForeignSnatEntries } from "./foreign-exits";

const NODES = "10.0.16.0/20";

function world() {
    const account = smallAccount();
    const vpc = account.vpcs["vpc-1"];
    if (vpc !== undefined) {
        vpc.cidrBlocks = ["10.0.0.0/8"];
    }
    const ways = { node: addVswitch(account, "10.0.16.0/24"), other: addVswitch(account, "10.0.200.0/24") };
    addVswitch(account, "10.0.16.0/24", "vpc-2");
    const leaves = (sourceVswitchId: string) =>
        canLeave(account, { sourceVswitchId, destinationIp: "203.0.113.10", port: 443, protocol: "TCP" }, new Date())
            .allowed;
    return { account, ...ways, leaves };
}

it("a node that could not leave does so by somebody's NAT gateway, and a range that is not the cluster's does not", () => {
    const { account, node, other, leaves } = world();
    expect(leaves(node)).toBe(false);
    addForeignNatGateway(account, "vpc-1", [NODES]);
    expect([leaves(node), leaves(other)]).toEqual([true, false]);
});

it("a node that could not leave does so by an entry on the perimeter's NAT gateway, and no second gateway is made", () => {
    const { account, node, other, leaves } = world();
    addGateway(account);
    expect(leaves(node)).toBe(false);
    addForeignSnatEntries(account, "vpc-1", [NODES]);
    expect([leaves(node), leaves(other)]).toEqual([true, false]);
    expect(Object.keys(account.natGateways)).toHaveLength(1);
});

it("without a NAT gateway there is nothing to take others out by", () => {
    const { account } = world();
    expect(() => addForeignSnatEntries(account, "vpc-1", [NODES])).toThrow("vpc-1 has no NAT gateway");
});

it("vSwitches of another VPC are left alone, although they have the same range", () => {
    const { account } = world();
    addForeignNatGateway(account, "vpc-1", [NODES]);
    const sources = Object.values(account.snatEntries).map(
        ({ sourceVswitchId = "" }) => account.vswitches[sourceVswitchId],
    );
    expect(sources.map((vswitch) => vswitch?.vpcId)).toEqual(["vpc-1"]);
});

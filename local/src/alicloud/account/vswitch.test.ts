import { describe, expect, it } from "vitest";
import { addGateway, addVswitch, answer, smallAccount } from "../testing/small-account";
import { attachRouteTable, createRouteTable } from "./route-table";
import { createSnatEntry } from "./snat-entry";
import { deleteVswitch, modifyVswitch } from "./vswitch";

describe("a vSwitch", () => {
    it("lies in a CIDR block of its VPC and has an id of its own", () => {
        const account = smallAccount();
        const id = addVswitch(account, "10.0.1.0/24");
        expect(id).toMatch(/^vsw-/);
        expect(addVswitch(account, "10.0.2.0/24")).not.toBe(id);
    });

    it.each([
        ["outside every block of the VPC", "10.1.0.0/24", "InvalidParameter"],
        ["larger than /16", "10.0.0.0/15", "InvalidCidrBlock.Malformed"],
        ["smaller than /29", "10.0.9.0/30", "InvalidCidrBlock.Malformed"],
        ["with a block that is no CIDR", "10.0.9.0-24", "InvalidCidrBlock.Malformed"],
        ["over an existing one", "10.0.1.128/25", "InvalidCidrBlock.Overlapped"],
        ["around an existing one", "10.0.0.0/16", "InvalidCidrBlock.Overlapped"],
    ])("is refused %s", (_, cidrBlock, code) => {
        const account = smallAccount();
        addVswitch(account, "10.0.1.0/24");
        expect(answer(() => addVswitch(account, cidrBlock))).toBe(code);
    });

    it("may have a block that another VPC uses", () => {
        const account = smallAccount();
        addVswitch(account, "10.0.1.0/24");
        expect(answer(() => addVswitch(account, "10.0.1.0/24", "vpc-2"))).toBe("accepted");
    });

    it("is refused in a VPC that does not exist", () => {
        expect(answer(() => addVswitch(smallAccount(), "10.0.1.0/24", "vpc-9"))).toBe("InvalidVpcId.NotFound");
    });

    it("keeps its identity when it is renamed", () => {
        const account = smallAccount();
        const id = addVswitch(account, "10.0.1.0/24");
        modifyVswitch(account, id, {
            vpcId: "vpc-1",
            cidrBlock: "10.0.1.0/24",
            zoneId: "cn-hangzhou-h",
            vswitchName: "b",
        });
        expect(account.vswitches[id]).toMatchObject({ id, vswitchName: "b" });
    });

    it("can be deleted when nothing depends on it", () => {
        const account = smallAccount();
        const id = addVswitch(account, "10.0.1.0/24");
        deleteVswitch(account, id);
        expect(account.vswitches[id]).toBeUndefined();
    });

    it("cannot be deleted while a NAT gateway is in it", () => {
        const account = smallAccount();
        const { vswitchId } = addGateway(account);
        expect(answer(() => deleteVswitch(account, vswitchId))).toBe("DependencyViolation.NatGateway");
    });

    it("cannot be deleted while an SNAT entry names it", () => {
        const account = smallAccount();
        const { eip, snatTableId } = addGateway(account);
        const sourceVswitchId = addVswitch(account, "10.0.1.0/24");
        createSnatEntry(account, { snatTableId, sourceVswitchId, snatIp: eip.ipAddress });
        expect(answer(() => deleteVswitch(account, sourceVswitchId))).toBe("DependencyViolation.SnatEntry");
    });

    it("cannot be deleted while a custom route table is attached to it", () => {
        const account = smallAccount();
        const id = addVswitch(account, "10.0.1.0/24");
        attachRouteTable(account, createRouteTable(account, { vpcId: "vpc-1" }).id, id);
        expect(answer(() => deleteVswitch(account, id))).toBe("DependencyViolation.RouteTable");
    });
});

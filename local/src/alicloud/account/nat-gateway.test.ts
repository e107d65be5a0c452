import { describe, expect, it } from "vitest";
import { addGateway, addVswitch, answer, firewallRequest, smallAccount } from "../testing/small-account";
import { unassociateEip } from "./eip-association";
import { createNatFirewall, deleteNatFirewall } from "./nat-firewall";
import { createNatGateway, deleteNatGateway, modifyNatGateway } from "./nat-gateway";
import { createRouteEntry, EVERYWHERE, routeFor } from "./route-entry";
import { createRouteTable } from "./route-table";
import { createSnatEntry, deleteSnatEntry } from "./snat-entry";

describe("a NAT gateway", () => {
    it.each([
        ["without a type", { natType: undefined }, "Forbidden.CreateNormalNatGateway"],
        ["of the normal type", { natType: "Normal" }, "Forbidden.CreateNormalNatGateway"],
        ["billed by specification", { internetChargeType: "PayBySpec" }, "InvalidInternetChargeType"],
        ["without a vSwitch", { vswitchId: undefined }, "MissingParameter.VSwitchId"],
        ["in a vSwitch that does not exist", { vswitchId: "vsw-9" }, "InvalidVSwitchId.NotFound"],
        ["in a VPC that does not exist", { vpcId: "vpc-9" }, "InvalidVpcId.NotFound"],
        ["in a vSwitch of another VPC", { vpcId: "vpc-2" }, "InvalidVSwitchId.NotFound"],
    ])("is refused %s", (_, changes, code) => {
        const account = smallAccount();
        const request = { vpcId: "vpc-1", vswitchId: addVswitch(account, "10.0.1.0/24"), natType: "Enhanced" };
        const changed = Object.fromEntries(
            Object.entries({ ...request, ...changes }).filter(([, value]) => value !== undefined),
        ) as typeof request;
        expect(answer(() => createNatGateway(account, changed))).toBe(code);
    });

    it("brings a default route into the system table when it is the first of its VPC, and takes it along", () => {
        const account = smallAccount();
        const { gateway, association } = addGateway(account);
        expect(routeFor(account, "vtb-system", EVERYWHERE)).toMatchObject({ nexthopId: gateway.id });
        unassociateEip(account, association.id);
        deleteNatGateway(account, gateway.id);
        expect(routeFor(account, "vtb-system", EVERYWHERE)).toBeUndefined();
    });

    it("brings no route when it is the second", () => {
        const account = smallAccount();
        const first = addGateway(account);
        addGateway(account, "10.0.253.0/28");
        expect(Object.values(account.routeEntries)).toHaveLength(1);
        expect(routeFor(account, "vtb-system", EVERYWHERE)).toMatchObject({ nexthopId: first.gateway.id });
    });

    it("cannot be deleted before EIPs and SNAT entries are gone", () => {
        const account = smallAccount();
        const { gateway, association, eip, snatTableId } = addGateway(account);
        const sourceVswitchId = addVswitch(account, "10.0.1.0/24");
        const entry = createSnatEntry(account, { snatTableId, sourceVswitchId, snatIp: eip.ipAddress });
        expect(answer(() => deleteNatGateway(account, gateway.id))).toBe("DependencyViolation.SnatEntry");
        deleteSnatEntry(account, entry.id);
        expect(answer(() => deleteNatGateway(account, gateway.id))).toBe("DependencyViolation.EIPS");
        unassociateEip(account, association.id);
        expect(answer(() => deleteNatGateway(account, gateway.id))).toBe("accepted");
    });

    it("takes its SNAT entries along when deletion is forced, but not its EIPs", () => {
        const account = smallAccount();
        const { gateway, eip, snatTableId } = addGateway(account);
        const sourceVswitchId = addVswitch(account, "10.0.1.0/24");
        createSnatEntry(account, { snatTableId, sourceVswitchId, snatIp: eip.ipAddress });
        gateway.force = true;
        expect(answer(() => deleteNatGateway(account, gateway.id))).toBe("DependencyViolation.EIPS");
        delete account.eipAssociations[`${eip.id}:${gateway.id}`];
        deleteNatGateway(account, gateway.id);
        expect(account.snatEntries).toEqual({});
    });

    it("cannot be deleted while a route of somebody's own leads to it", () => {
        const account = smallAccount();
        const { gateway, association } = addGateway(account);
        unassociateEip(account, association.id);
        createRouteEntry(account, {
            routeTableId: createRouteTable(account, { vpcId: "vpc-1" }).id,
            destinationCidrblock: EVERYWHERE,
            nexthopType: "NatGateway",
            nexthopId: gateway.id,
        });
        expect(answer(() => deleteNatGateway(account, gateway.id))).toBe("DependencyViolation.RouterEntry");
    });

    it("cannot be deleted while a NAT firewall protects it", () => {
        const account = smallAccount();
        const { gateway, association } = addGateway(account);
        unassociateEip(account, association.id);
        const firewall = createNatFirewall(account, firewallRequest(gateway.id));
        expect(answer(() => deleteNatGateway(account, gateway.id))).toBe("DependencyViolation.NatFirewall");
        deleteNatFirewall(account, firewall.id);
        expect(answer(() => deleteNatGateway(account, gateway.id))).toBe("accepted");
    });

    it("cannot be deleted while deletion protection is on", () => {
        const account = smallAccount();
        const { gateway, vswitchId, association } = addGateway(account);
        unassociateEip(account, association.id);
        const request = { vpcId: "vpc-1", vswitchId, natType: "Enhanced" };
        modifyNatGateway(account, gateway.id, { ...request, deletionProtection: true });
        expect(answer(() => deleteNatGateway(account, gateway.id))).toBe("InvalidOperation.DeletionProtection");
        modifyNatGateway(account, gateway.id, { ...request, deletionProtection: false });
        expect(answer(() => deleteNatGateway(account, gateway.id))).toBe("accepted");
    });

    it("stays in its vSwitch whatever a later change asks for", () => {
        const account = smallAccount();
        const { gateway, vswitchId } = addGateway(account);
        modifyNatGateway(account, gateway.id, { vpcId: "vpc-1", vswitchId: "vsw-9", natType: "Enhanced" });
        expect(account.natGateways[gateway.id]).toMatchObject({ vswitchId, snatTableIds: gateway.snatTableIds });
    });
});

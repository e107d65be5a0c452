import { describe, expect, it } from "vitest";
import { addFirewall, addGateway, addVswitch, answer, firewallRequest, smallAccount } from "../testing/small-account";
import { createNatFirewall, deleteNatFirewall, switchNatFirewall } from "./nat-firewall";
import { createRouteEntry, deleteRouteEntry, EVERYWHERE, routeFor } from "./route-entry";
import { createRouteTable } from "./route-table";
import { deleteVswitch } from "./vswitch";

describe("a NAT firewall", () => {
    it("takes over the listed routes while it is open and gives them back", () => {
        const account = smallAccount();
        const { firewall } = addFirewall(account);
        const route = routeFor(account, "vtb-system", EVERYWHERE);
        expect(route?.redirectedTo).toBe(firewall.id);
        switchNatFirewall(account, firewall.id, "close");
        expect(route).not.toHaveProperty("redirectedTo");
        expect(account.natFirewalls[firewall.id]?.proxyStatus).toBe("closed");
        switchNatFirewall(account, firewall.id, "open");
        expect(route?.redirectedTo).toBe(firewall.id);
        deleteNatFirewall(account, firewall.id);
        expect(route).not.toHaveProperty("redirectedTo");
    });

    // https://www.alibabacloud.com/help/en/cloud-firewall/developer-reference/api-cloudfw-2017-12-07-createsecurityproxy:
    // NatRouteEntryList is a list, each entry with the route table it is of.
    it("stands in every route it lists, and in no route it does not list", () => {
        const account = smallAccount();
        const { gateway } = addGateway(account);
        const { id: routeTableId } = createRouteTable(account, { vpcId: "vpc-1" });
        const { id: otherTableId } = createRouteTable(account, { vpcId: "vpc-1" });
        const route = { destinationCidr: EVERYWHERE, nexthopType: "NatGateway", nexthopId: gateway.id };
        for (const table of [routeTableId, otherTableId]) {
            const { destinationCidr: destinationCidrblock, ...nexthop } = route;
            createRouteEntry(account, { routeTableId: table, destinationCidrblock, ...nexthop });
        }
        const natRouteEntryLists = [routeTableId, "vtb-system"].map((table) => ({ ...route, routeTableId: table }));
        const firewall = createNatFirewall(account, firewallRequest(gateway.id, { natRouteEntryLists }));
        const redirected = (table: string) => routeFor(account, table, EVERYWHERE)?.redirectedTo;
        expect([routeTableId, "vtb-system", otherTableId].map(redirected)).toEqual([
            firewall.id,
            firewall.id,
            undefined,
        ]);
        deleteNatFirewall(account, firewall.id);
        expect([routeTableId, "vtb-system"].map(redirected)).toEqual([undefined, undefined]);
    });

    it("leaves the routes alone when it is made closed", () => {
        const account = smallAccount();
        const { gateway } = addGateway(account);
        createNatFirewall(account, firewallRequest(gateway.id, { firewallSwitch: "close" }));
        expect(routeFor(account, "vtb-system", EVERYWHERE)).not.toHaveProperty("redirectedTo");
    });

    it("keeps a route it has taken over from being deleted", () => {
        const account = smallAccount();
        const { firewall } = addFirewall(account);
        const id = routeFor(account, "vtb-system", EVERYWHERE)?.id ?? "";
        expect(answer(() => deleteRouteEntry(account, id))).toBe("IncorrectRouteEntryStatus");
        switchNatFirewall(account, firewall.id, "close");
        expect(answer(() => deleteRouteEntry(account, id))).toBe("accepted");
    });

    it("is the only one of its NAT gateway", () => {
        const account = smallAccount();
        const { gateway, firewall } = addFirewall(account);
        const second = firewallRequest(gateway.id, { proxyName: "second", vswitchCidr: "10.0.252.0/28" });
        expect(answer(() => createNatFirewall(account, second))).toBe("ErrorNatFirewallExist");
        deleteNatFirewall(account, firewall.id);
        expect(answer(() => createNatFirewall(account, second))).toBe("accepted");
    });

    it.each([
        ["abcd", "accepted"],
        ["1_a_", "accepted"],
        ["a".repeat(50), "accepted"],
        ["abc", "ErrorParametersProxyName"],
        ["a".repeat(51), "ErrorParametersProxyName"],
        ["_abcd", "ErrorParametersProxyName"],
        ["egress-prod", "ErrorParametersProxyName"],
    ])("named %s is answered: %s", (proxyName, code) => {
        const account = smallAccount();
        const { gateway } = addGateway(account);
        expect(answer(() => createNatFirewall(account, firewallRequest(gateway.id, { proxyName })))).toBe(code);
    });

    it("makes a vSwitch of its own in automatic mode and takes it along", () => {
        const account = smallAccount();
        const { firewall } = addFirewall(account);
        expect(account.vswitches[firewall.firewallVswitchId]).toMatchObject({
            cidrBlock: "10.0.254.0/28",
            ownedByFirewall: firewall.id,
        });
        deleteNatFirewall(account, firewall.id);
        expect(account.vswitches[firewall.firewallVswitchId]).toBeUndefined();
    });

    it("sits in an existing vSwitch in manual mode, which then cannot be deleted", () => {
        const account = smallAccount();
        const { gateway } = addGateway(account);
        const vswitchId = addVswitch(account, "10.0.250.0/28");
        const { vswitchCidr: _, ...manual } = firewallRequest(gateway.id, { vswitchAuto: "false", vswitchId });
        const firewall = createNatFirewall(account, manual);
        expect(answer(() => deleteVswitch(account, vswitchId))).toBe("DependencyViolation");
        deleteNatFirewall(account, firewall.id);
        expect(answer(() => deleteVswitch(account, vswitchId))).toBe("accepted");
    });

    it.each([
        ["over an existing vSwitch", { vswitchCidr: "10.0.255.0/28" }, "InvalidCidrBlock.Overlapped"],
        ["outside the VPC", { vswitchCidr: "192.168.0.0/28" }, "InvalidParameter"],
        ["smaller than /28", { vswitchCidr: "10.0.254.0/29" }, "ErrorParametersVswitchCidr"],
        ["in manual mode without a vSwitch", { vswitchAuto: "false" }, "ErrorParametersVswitchId"],
        ["for a NAT gateway that does not exist", { natGatewayId: "ngw-9" }, "ErrorNatGatewayNotExist"],
        ["for another VPC than the gateway's", { vpcId: "vpc-2" }, "ErrorParametersVpcId"],
        ["for another region than the account's", { regionNo: "cn-beijing" }, "ErrorParametersRegionNo"],
        ["without a route", { natRouteEntryLists: [] }, "ErrorParametersNatRouteEntryList"],
    ])("is refused %s", (_, changes, code) => {
        const account = smallAccount();
        const { gateway } = addGateway(account);
        expect(answer(() => createNatFirewall(account, firewallRequest(gateway.id, changes)))).toBe(code);
    });

    it("is refused in automatic mode without a block", () => {
        const account = smallAccount();
        const { gateway } = addGateway(account);
        const { vswitchCidr: _, ...request } = firewallRequest(gateway.id);
        expect(answer(() => createNatFirewall(account, request))).toBe("ErrorParametersVswitchCidr");
    });

    it.each([
        ["to another destination", { destinationCidr: "1.1.1.0/24" }],
        ["in a table that has none", { routeTableId: "vtb-system-2" }],
        ["through something else", { nexthopId: "ngw-9" }],
    ])("is refused when it lists a route %s", (_, changes) => {
        const account = smallAccount();
        const { gateway } = addGateway(account);
        const request = firewallRequest(gateway.id);
        const natRouteEntryLists = request.natRouteEntryLists.map((route) => ({ ...route, ...changes }));
        expect(answer(() => createNatFirewall(account, { ...request, natRouteEntryLists }))).toBe(
            "ErrorParametersNatRouteEntryList",
        );
    });
});

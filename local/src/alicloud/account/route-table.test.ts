import { describe, expect, it } from "vitest";
import { addGateway, addVswitch, answer, smallAccount } from "../testing/small-account";
import { createRouteEntry, deleteRouteEntry } from "./route-entry";
import { attachRouteTable, createRouteTable, deleteRouteTable, detachRouteTable, routeTableOf } from "./route-table";

function tableAndVswitch() {
    const account = smallAccount();
    const vswitchId = addVswitch(account, "10.0.1.0/24");
    return { account, vswitchId, table: createRouteTable(account, { vpcId: "vpc-1" }) };
}

describe("a custom route table", () => {
    it("decides for a vSwitch from the attachment on, the system table before and after", () => {
        const { account, vswitchId, table } = tableAndVswitch();
        expect(routeTableOf(account, vswitchId)).toBe("vtb-system");
        const attachment = attachRouteTable(account, table.id, vswitchId);
        expect(attachment.id).toBe(`${table.id}:${vswitchId}`);
        expect(routeTableOf(account, vswitchId)).toBe(table.id);
        detachRouteTable(account, attachment.id);
        expect(routeTableOf(account, vswitchId)).toBe("vtb-system");
    });

    it("is refused for a vSwitch that has one already", () => {
        const { account, vswitchId, table } = tableAndVswitch();
        attachRouteTable(account, table.id, vswitchId);
        const other = createRouteTable(account, { vpcId: "vpc-1" }).id;
        expect(answer(() => attachRouteTable(account, other, vswitchId))).toBe("OperationDenied.VSwitchAssociated");
    });

    it("is refused for a vSwitch of another VPC", () => {
        const { account, table } = tableAndVswitch();
        const foreign = addVswitch(account, "10.0.1.0/24", "vpc-2");
        expect(answer(() => attachRouteTable(account, table.id, foreign))).toBe("InvalidVSwitchId.NotFound");
    });

    it("cannot be deleted while it is attached", () => {
        const { account, vswitchId, table } = tableAndVswitch();
        const attachment = attachRouteTable(account, table.id, vswitchId);
        expect(answer(() => deleteRouteTable(account, table.id))).toBe("DependencyViolation.VSwitch");
        detachRouteTable(account, attachment.id);
        expect(answer(() => deleteRouteTable(account, table.id))).toBe("accepted");
    });

    it("cannot be deleted while it holds a route", () => {
        const { account, table } = tableAndVswitch();
        const { gateway } = addGateway(account);
        const route = createRouteEntry(account, {
            routeTableId: table.id,
            destinationCidrblock: "0.0.0.0/0",
            nexthopType: "NatGateway",
            nexthopId: gateway.id,
        });
        expect(answer(() => deleteRouteTable(account, table.id))).toBe("DependencyViolation.RouteEntry");
        deleteRouteEntry(account, route.id);
        expect(answer(() => deleteRouteTable(account, table.id))).toBe("accepted");
    });
});

describe("the system route table", () => {
    it("is neither attached nor deleted", () => {
        const { account, vswitchId } = tableAndVswitch();
        expect(answer(() => attachRouteTable(account, "vtb-system", vswitchId))).toBe(
            "OperationDenied.SystemRouteTable",
        );
        expect(answer(() => deleteRouteTable(account, "vtb-system"))).toBe("OperationDenied.SystemRouteTable");
    });
});

describe("a route entry", () => {
    function tableAndGateway() {
        const account = smallAccount();
        const { gateway } = addGateway(account);
        const { id: routeTableId } = createRouteTable(account, { vpcId: "vpc-1" });
        const request = {
            routeTableId,
            destinationCidrblock: "0.0.0.0/0",
            nexthopType: "NatGateway",
            nexthopId: gateway.id,
        };
        return { account, gateway, request };
    }

    it("has the composite id of the real provider", () => {
        const { account, gateway, request } = tableAndGateway();
        const entry = createRouteEntry(account, request);
        expect(entry.id).toBe(`${request.routeTableId}:vrt-1:0.0.0.0/0:NatGateway:${gateway.id}`);
    });

    it("is refused for a destination the table has already", () => {
        const { account, request } = tableAndGateway();
        createRouteEntry(account, request);
        expect(answer(() => createRouteEntry(account, request))).toBe("RouterEntryConflict.Duplicated");
    });

    it.each([
        ["to a NAT gateway that does not exist", { nexthopId: "ngw-9" }, "InvalidNextHopId.NotFound"],
        ["in a table that does not exist", { routeTableId: "vtb-9" }, "InvalidRouteTableId.NotFound"],
        ["in a table of another VPC", { routeTableId: "vtb-system-2" }, "InvalidNextHopId.NotFound"],
        ["without a destination", { destinationCidrblock: "" }, "InvalidDestinationCidrBlock.Malformed"],
        ["to something that is not modelled", { nexthopType: "Instance" }, "InvalidNextHopType"],
    ])("is refused %s", (_, changes, code) => {
        const { account, request } = tableAndGateway();
        expect(answer(() => createRouteEntry(account, { ...request, ...changes }))).toBe(code);
    });
});

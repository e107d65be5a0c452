import type { Account } from "../../alicloud/account/account";
import { textContains } from "../../alicloud/account/cidr";
import { allocateEip } from "../../alicloud/account/eip";
import { associateEip } from "../../alicloud/account/eip-association";
import { addressesOf, createNatGateway } from "../../alicloud/account/nat-gateway";
import { createRouteEntry, EVERYWHERE, routeFor } from "../../alicloud/account/route-entry";
import { createSnatEntry } from "../../alicloud/account/snat-entry";
import { createVswitch } from "../../alicloud/account/vswitch";

/** A range that no scenario has a use for. */
const FOREIGN_VSWITCH = "10.255.255.0/28";

/** The NAT gateway that a cluster has before anybody fences it: everything of the VPC leaves by it. */
export function addForeignNatGateway(account: Account, vpcId: string, sources: readonly string[]): void {
    const zoneId = Object.values(account.vswitches)[0]?.zoneId ?? "";
    const vswitchId = createVswitch(account, { vpcId, cidrBlock: FOREIGN_VSWITCH, zoneId }).id;
    const gateway = createNatGateway(account, { vpcId, vswitchId, natType: "Enhanced" });
    const eip = allocateEip(account, {});
    associateEip(account, { allocationId: eip.id, instanceId: gateway.id });
    const snatTableId = gateway.snatTableIds[0] ?? "";
    for (const source of vswitchesOf(account, vpcId, sources)) {
        createSnatEntry(account, { snatTableId, sourceVswitchId: source, snatIp: eip.ipAddress });
    }
}

/** Somebody takes nodes and Pods out by the NAT gateway of the perimeter, once that is there. */
export function addForeignSnatEntries(account: Account, vpcId: string, sources: readonly string[]): void {
    const gateway = Object.values(account.natGateways).find((one) => one.vpcId === vpcId);
    const snatTableId = gateway?.snatTableIds[0];
    const tableId = account.vpcs[vpcId]?.systemRouteTableId;
    if (gateway === undefined || snatTableId === undefined || tableId === undefined) {
        throw new Error(`${vpcId} has no NAT gateway to take others out by`);
    }
    for (const source of vswitchesOf(account, vpcId, sources)) {
        const snatIp = addressesOf(account, gateway.id).join(",");
        createSnatEntry(account, { snatTableId, sourceVswitchId: source, snatIp });
    }
    if (routeFor(account, tableId, EVERYWHERE) === undefined) {
        createRouteEntry(account, {
            routeTableId: tableId,
            destinationCidrblock: EVERYWHERE,
            nexthopType: "NatGateway",
            nexthopId: gateway.id,
        });
    }
}

function vswitchesOf(account: Account, vpcId: string, ranges: readonly string[]): string[] {
    return Object.values(account.vswitches)
        .filter((vswitch) => vswitch.vpcId === vpcId)
        .filter(({ cidrBlock }) => ranges.some((range) => textContains(range, cidrBlock)))
        .map(({ id }) => id);
}

import type { Account } from "../account/account";
import { allocateEip } from "../account/eip";
import { associateEip } from "../account/eip-association";
import { createNatGateway } from "../account/nat-gateway";
import type { CloudObject } from "../account/objects";
import { createRouteEntry } from "../account/route-entry";
import { createRouteTable } from "../account/route-table";
import { createSnatEntry } from "../account/snat-entry";
import { createVswitch } from "../account/vswitch";

/** What others have in the VPC beside a perimeter: made as they would make it, then marked as given. */

export function addForeignGateway(account: Account, vpcId: string, cidrBlock: string) {
    const vswitch = kept(account.vswitches, createVswitch(account, { vpcId, cidrBlock, zoneId: "cn-hangzhou-h" }));
    const gateway = kept(
        account.natGateways,
        createNatGateway(account, { vpcId, vswitchId: vswitch.id, natType: "Enhanced" }),
    );
    const eip = kept(account.eips, allocateEip(account, {}));
    kept(account.eipAssociations, associateEip(account, { allocationId: eip.id, instanceId: gateway.id }));
    for (const route of Object.values(account.routeEntries).filter(({ nexthopId }) => nexthopId === gateway.id)) {
        kept(account.routeEntries, route);
    }
    return { id: gateway.id, snatTableId: gateway.snatTableIds[0] ?? "", address: eip.ipAddress };
}

type ForeignGateway = ReturnType<typeof addForeignGateway>;

export function addForeignSnatEntry(
    account: Account,
    { snatTableId, address }: Pick<ForeignGateway, "snatTableId" | "address">,
    source: { sourceCidr: string } | { sourceVswitchId: string },
): string {
    return kept(account.snatEntries, createSnatEntry(account, { snatTableId, snatIp: address, ...source })).id;
}

/** A custom route table that leads to a NAT gateway; nothing is attached to it. */
export function addForeignRouteTable(account: Account, vpcId: string, natGatewayId: string): string {
    const table = kept(account.routeTables, createRouteTable(account, { vpcId }));
    const route = { destinationCidrblock: "0.0.0.0/0", nexthopType: "NatGateway", nexthopId: natGatewayId };
    kept(account.routeEntries, createRouteEntry(account, { routeTableId: table.id, ...route }));
    return table.id;
}

interface Addresses {
    readonly privateIp: string;
    readonly publicIp?: string;
}

/** A node, or any other ECS instance; a Terway Pod with an ENI of its own is an interface without one. */
export function addInstance(
    account: Account,
    vpcId: string,
    id: string,
    addresses: Addresses & { eip?: string },
): void {
    account.instances[id] = { ...given(id), vpcId, vswitchId: "", ...addresses };
}

export function addNetworkInterface(account: Account, vpcId: string, id: string, addresses: Addresses): void {
    account.networkInterfaces[id] = { ...given(id), vpcId, vswitchId: "", type: "Secondary", ...addresses };
}

function given(id: string): CloudObject {
    return { id, given: true, createTime: new Date(0).toISOString() };
}

function kept<T extends CloudObject>(collection: Record<string, T>, object: T): T {
    const marked = { ...object, given: true };
    collection[object.id] = marked;
    return marked;
}

import { type Account, all, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import { parseCidr } from "./cidr";
import type { RouteEntry, RouteEntryRequest } from "./objects";

export const EVERYWHERE = "0.0.0.0/0";

/** Only routes to NAT gateways are modelled: nothing else leads out of a perimeter. */
export function createRouteEntry(account: Account, request: RouteEntryRequest): RouteEntry {
    const table = existing(account.routeTables, request.routeTableId, "InvalidRouteTableId.NotFound");
    const { destinationCidrblock = "", nexthopType = "", nexthopId = "" } = request;
    if (parseCidr(destinationCidrblock) === undefined) {
        throw new CloudApiError(
            "InvalidDestinationCidrBlock.Malformed",
            `The specified destination CIDR block "${destinationCidrblock}" is not valid.`,
        );
    }
    if (nexthopType !== "NatGateway") {
        throw new CloudApiError(
            "InvalidNextHopType",
            `The next hop type "${nexthopType}" is not modelled by the simulated Alibaba Cloud; use NatGateway.`,
        );
    }
    const gateway = existing(account.natGateways, nexthopId, "InvalidNextHopId.NotFound");
    if (gateway.vpcId !== table.vpcId) {
        throw new CloudApiError("InvalidNextHopId.NotFound", `${nexthopId} is not in the VPC ${table.vpcId}.`, 404);
    }
    const taken = routeFor(account, table.id, destinationCidrblock);
    if (taken !== undefined) {
        throw new CloudApiError(
            "RouterEntryConflict.Duplicated",
            `A route entry already exists, which CIDR is '${destinationCidrblock}' (next hop ${taken.nexthopId}).`,
        );
    }
    const routerId = account.vpcs[table.vpcId]?.routerId ?? "";
    const entry: RouteEntry = {
        ...request,
        // Format of resource_alicloud_route_entry.go: route_table_id:router_id:destination:nexthop_type:nexthop_id.
        ...cloudObject([table.id, routerId, destinationCidrblock, nexthopType, nexthopId].join(":")),
        destinationCidrblock,
        nexthopType,
        nexthopId,
        routerId,
        addedByGateway: false,
    };
    account.routeEntries[entry.id] = entry;
    return entry;
}

export function modifyRouteEntry(account: Account, id: string, request: RouteEntryRequest): void {
    const current = existing(account.routeEntries, id, "InvalidRouteEntry.NotFound");
    const { destinationCidrblock, nexthopType, nexthopId, routerId, addedByGateway, redirectedTo } = current;
    account.routeEntries[id] = {
        ...request,
        ...ownFields(current),
        destinationCidrblock,
        nexthopType,
        nexthopId,
        routerId,
        addedByGateway,
        ...(redirectedTo === undefined ? {} : { redirectedTo }),
    };
}

export function deleteRouteEntry(account: Account, id: string): void {
    const entry = account.routeEntries[id];
    if (entry?.redirectedTo !== undefined) {
        throw new CloudApiError(
            "IncorrectRouteEntryStatus",
            `The route to ${entry.destinationCidrblock} is in use by the NAT firewall ${entry.redirectedTo}.`,
        );
    }
    delete account.routeEntries[id];
}

export function routeFor(account: Account, routeTableId: string, destination: string): RouteEntry | undefined {
    return all(account.routeEntries).find(
        (entry) => entry.routeTableId === routeTableId && entry.destinationCidrblock === destination,
    );
}

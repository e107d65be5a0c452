import { type Account, all, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import type { RouteTable, RouteTableAttachment, RouteTableRequest } from "./objects";
import { resourceId } from "./resource-id";

export function createRouteTable(account: Account, request: RouteTableRequest): RouteTable {
    existing(account.vpcs, request.vpcId, "InvalidVpcId.NotFound");
    const table: RouteTable = { ...request, ...cloudObject(resourceId("vtb")), routeTableType: "Custom" };
    account.routeTables[table.id] = table;
    return table;
}

export function modifyRouteTable(account: Account, id: string, request: RouteTableRequest): void {
    const current = existing(account.routeTables, id, "InvalidRouteTableId.NotFound");
    account.routeTables[id] = { ...request, ...ownFields(current), routeTableType: current.routeTableType };
}

export function deleteRouteTable(account: Account, id: string): void {
    const table = account.routeTables[id];
    if (table?.routeTableType === "System") {
        throw new CloudApiError("OperationDenied.SystemRouteTable", `The system route table ${id} cannot be deleted.`);
    }
    const attachment = all(account.routeTableAttachments).find((candidate) => candidate.routeTableId === id);
    if (attachment !== undefined) {
        throw new CloudApiError(
            "DependencyViolation.VSwitch",
            `The specified route table ${id} is associated with ${attachment.vswitchId}.`,
        );
    }
    const entry = all(account.routeEntries).find((candidate) => candidate.routeTableId === id);
    if (entry !== undefined) {
        throw new CloudApiError(
            "DependencyViolation.RouteEntry",
            `The specified route table ${id} still holds a route to ${entry.destinationCidrblock}.`,
        );
    }
    delete account.routeTables[id];
}

/** The table that decides for a vSwitch: its custom one, else the system table of its VPC. */
export function routeTableOf(account: Account, vswitchId: string): string | undefined {
    const attachment = all(account.routeTableAttachments).find((candidate) => candidate.vswitchId === vswitchId);
    const vpcId = account.vswitches[vswitchId]?.vpcId;
    return attachment?.routeTableId ?? (vpcId === undefined ? undefined : account.vpcs[vpcId]?.systemRouteTableId);
}

/**
 * Only custom tables are attached; a vSwitch has one table at a time
 * (https://www.alibabacloud.com/help/en/vpc/vpc-route-table).
 */
export function attachRouteTable(account: Account, routeTableId: string, vswitchId: string): RouteTableAttachment {
    const table = existing(account.routeTables, routeTableId, "InvalidRouteTableId.NotFound");
    const vswitch = existing(account.vswitches, vswitchId, "InvalidVSwitchId.NotFound");
    if (table.routeTableType === "System") {
        throw new CloudApiError(
            "OperationDenied.SystemRouteTable",
            `${routeTableId} is the system route table of ${table.vpcId}; only a custom route table can be associated.`,
        );
    }
    if (table.vpcId !== vswitch.vpcId) {
        throw new CloudApiError(
            "InvalidVSwitchId.NotFound",
            `${vswitchId} is in ${vswitch.vpcId}, the route table ${routeTableId} in ${table.vpcId}.`,
        );
    }
    const other = all(account.routeTableAttachments).find((candidate) => candidate.vswitchId === vswitchId);
    if (other !== undefined) {
        throw new CloudApiError(
            "OperationDenied.VSwitchAssociated",
            `${vswitchId} is already associated with the route table ${other.routeTableId}.`,
        );
    }
    const attachment = { ...cloudObject(`${routeTableId}:${vswitchId}`), routeTableId, vswitchId };
    account.routeTableAttachments[attachment.id] = attachment;
    return attachment;
}

export function detachRouteTable(account: Account, id: string): void {
    delete account.routeTableAttachments[id];
}

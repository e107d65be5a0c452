import type { Properties } from "../../plugin-host/provider";
import { type Account, all } from "../account/account";
import { existing } from "../account/api-error";
import { addressesOf } from "../account/nat-gateway";
import type { RouteTable } from "../account/objects";
import { routeTableOf } from "../account/route-table";
import { type FunctionType, functionType } from "./function-type";
import { required, string } from "./property-schema";

interface OfVpc {
    vpcId: string;
}

const natGateways = functionType<OfVpc>({
    token: "alicloud:vpc/getNatGateways:getNatGateways",
    terraformType: "alicloud_nat_gateways",
    actions: { invoke: "DescribeNatGateways" },
    schema: { vpcId: required(string) },
    answer: (account, { vpcId }) => {
        const found = all(account.natGateways).filter((gateway) => gateway.vpcId === vpcId);
        return {
            ...listing(found, (gateway) => gateway.natGatewayName ?? ""),
            vpcId,
            totalCount: found.length,
            gateways: found.map((gateway) => ({
                id: gateway.id,
                natGatewayId: gateway.id,
                natGatewayName: gateway.natGatewayName ?? "",
                name: gateway.natGatewayName ?? "",
                description: gateway.description ?? "",
                natType: gateway.natType ?? "Enhanced",
                networkType: gateway.networkType ?? "internet",
                snatTableIds: gateway.snatTableIds,
                forwardTableIds: gateway.forwardTableIds,
                ipLists: addressesOf(account, gateway.id),
                status: "Available",
                vpcId,
                vswitchId: gateway.vswitchId ?? "",
            })),
        };
    },
});

const snatEntries = functionType<{ snatTableId: string }>({
    token: "alicloud:vpc/getSnatEntries:getSnatEntries",
    terraformType: "alicloud_snat_entries",
    actions: { invoke: "DescribeSnatTableEntries" },
    schema: { snatTableId: required(string) },
    answer: (account, { snatTableId }) => {
        const found = all(account.snatEntries).filter((entry) => entry.snatTableId === snatTableId);
        return {
            ...listing(found, (entry) => entry.snatEntryName ?? ""),
            snatTableId,
            entries: found.map((entry) => ({
                id: entry.id,
                snatEntryId: entry.id,
                snatEntryName: entry.snatEntryName ?? "",
                snatIp: entry.snatIp,
                // The API names the vSwitch's block beside the vSwitch.
                sourceCidr: entry.sourceCidr ?? account.vswitches[entry.sourceVswitchId ?? ""]?.cidrBlock ?? "",
                sourceVswitchId: entry.sourceVswitchId ?? "",
                status: "Available",
            })),
        };
    },
});

const routeTables = functionType<OfVpc>({
    token: "alicloud:vpc/getRouteTables:getRouteTables",
    terraformType: "alicloud_route_tables",
    actions: { invoke: "DescribeRouteTableList" },
    schema: { vpcId: required(string) },
    answer: (account, { vpcId }) => {
        const found = all(account.routeTables).filter((table) => table.vpcId === vpcId);
        return {
            ...listing(found, (table) => table.routeTableName ?? ""),
            vpcId,
            totalCount: found.length,
            tables: found.map((table) => ({
                id: table.id,
                routeTableId: table.id,
                routeTableName: table.routeTableName ?? "",
                name: table.routeTableName ?? "",
                description: table.description ?? "",
                routeTableType: table.routeTableType,
                routerId: account.vpcs[vpcId]?.routerId ?? "",
                routerType: "VRouter",
                status: "Available",
                vpcId,
                vswitchIds: vswitchesOf(account, table),
            })),
        };
    },
});

const routeEntries = functionType<{ routeTableId: string }>({
    token: "alicloud:vpc/getRouteEntries:getRouteEntries",
    terraformType: "alicloud_route_entries",
    actions: { invoke: "DescribeRouteTables" },
    schema: { routeTableId: required(string) },
    answer: (account, { routeTableId }) => {
        existing(account.routeTables, routeTableId, "InvalidRouteTableId.NotFound");
        const gone = account.settings.redirectedRouteReadsAsGone;
        const found = all(account.routeEntries).filter(
            (entry) => entry.routeTableId === routeTableId && !(gone && entry.redirectedTo !== undefined),
        );
        return {
            id: "route-entries",
            routeTableId,
            entries: found.map((entry) => ({
                cidrBlock: entry.destinationCidrblock,
                instanceId: entry.nexthopId,
                nextHopType: entry.nexthopType,
                routeTableId,
                status: "Available",
                type: "Custom",
            })),
        };
    },
});

const switches = functionType<OfVpc>({
    token: "alicloud:vpc/getSwitches:getSwitches",
    terraformType: "alicloud_vswitches",
    actions: { invoke: "DescribeVSwitches" },
    schema: { vpcId: required(string) },
    answer: (account, { vpcId }) => {
        const found = all(account.vswitches).filter((vswitch) => vswitch.vpcId === vpcId);
        return {
            ...listing(found, (vswitch) => vswitch.vswitchName ?? ""),
            vpcId,
            totalCount: found.length,
            vswitches: found.map((vswitch) => ({
                id: vswitch.id,
                vswitchId: vswitch.id,
                vswitchName: vswitch.vswitchName ?? "",
                name: vswitch.vswitchName ?? "",
                description: vswitch.description ?? "",
                cidrBlock: vswitch.cidrBlock,
                zoneId: vswitch.zoneId,
                routeTableId: routeTableOf(account, vswitch.id) ?? "",
                status: "Available",
                vpcId,
            })),
        };
    },
});

function vswitchesOf(account: Account, table: RouteTable): string[] {
    return all(account.vswitches)
        .filter(({ id, vpcId }) => vpcId === table.vpcId && routeTableOf(account, id) === table.id)
        .map(({ id }) => id);
}

/** What every listing has; the id is a hash of no meaning. */
export function listing<T extends { readonly id: string }>(found: T[], nameOf: (object: T) => string): Properties {
    return { id: String(found.length), ids: found.map(({ id }) => id), names: found.map(nameOf) };
}

export const vpcFunctions: FunctionType[] = [natGateways, snatEntries, routeTables, routeEntries, switches];

import type { RouteEntryRequest, RouteTableRequest, VpcRequest, VswitchRequest } from "../account/objects";
import { createRouteEntry, deleteRouteEntry, modifyRouteEntry } from "../account/route-entry";
import {
    attachRouteTable,
    createRouteTable,
    deleteRouteTable,
    detachRouteTable,
    modifyRouteTable,
} from "../account/route-table";
import { createVpc, deleteVpc, modifyVpc } from "../account/vpc";
import { createVswitch, deleteVswitch, modifyVswitch } from "../account/vswitch";
import { boolean, computed, forceNew, number, oneOf, required, string, tags } from "./property-schema";
import { liveValues, type ResourceType, resourceType } from "./resource-type";

const vpcOutputs = [
    ...["vpcName", "name", "cidrBlock", "description", "routerId", "routeTableId", "routerTableId", "status"],
    ...["createTime", "isDefault", "secondaryCidrBlocks", "tags"],
];

/** Schema: resource_alicloud_vpc_vpc.go. Not modelled: IPv6, further blocks, resource groups, settings of the system table. */
const network = resourceType<VpcRequest>({
    token: "alicloud:vpc/network:Network",
    terraformType: "alicloud_vpc",
    actions: { create: "CreateVpc", read: "DescribeVpcAttribute", update: "ModifyVpcAttribute", delete: "DeleteVpc" },
    schema: {
        vpcName: string,
        // Optional for a default VPC and for IPAM, which are not modelled.
        cidrBlock: required(forceNew(string)),
        description: string,
        tags,
    },
    outputs: vpcOutputs,
    create: (account, inputs) => createVpc(account, inputs).id,
    read: (account, id) => {
        const found = account.vpcs[id];
        return liveValues(found, vpcOutputs, {
            name: found?.vpcName,
            // Two names of the table that came with the VPC; the first is deprecated.
            routerTableId: found?.systemRouteTableId,
            routeTableId: found?.systemRouteTableId,
            secondaryCidrBlocks: [],
            isDefault: false,
            status: "Available",
        });
    },
    update: modifyVpc,
    delete: deleteVpc,
});

const vswitchOutputs = [
    ...["vpcId", "cidrBlock", "zoneId", "availabilityZone", "vswitchName", "name", "description", "tags"],
    ...["status", "createTime", "enableIpv6", "isDefault", "ipv6CidrBlock"],
];

const vswitch = resourceType<VswitchRequest>({
    token: "alicloud:vpc/switch:Switch",
    terraformType: "alicloud_vswitch",
    actions: {
        create: "CreateVSwitch",
        read: "DescribeVSwitchAttributes",
        update: "ModifyVSwitchAttribute",
        delete: "DeleteVSwitch",
    },
    schema: {
        vpcId: forceNew(string),
        cidrBlock: forceNew(string),
        zoneId: forceNew(string),
        availabilityZone: computed(forceNew(string)),
        vswitchName: string,
        name: computed(string),
        description: string,
        enableIpv6: computed(boolean),
        ipv6CidrBlockMask: number,
        vpcIpv6CidrBlock: string,
        isDefault: computed(forceNew(boolean)),
        tags,
    },
    outputs: vswitchOutputs,
    // All three are needed for any vSwitch but the default one, which is not modelled.
    check: (inputs) =>
        ["vpcId", "cidrBlock", "zoneId"]
            .filter((name) => inputs[name] === undefined)
            .map((property) => ({
                property,
                reason: "is required unless isDefault is set, which is not modelled here",
            })),
    create: (account, inputs) => createVswitch(account, inputs).id,
    read: (account, id) => {
        const found = account.vswitches[id];
        return liveValues(found, vswitchOutputs, {
            status: "Available",
            availabilityZone: found?.zoneId,
            name: found?.vswitchName,
            enableIpv6: false,
            isDefault: false,
            ipv6CidrBlock: "",
        });
    },
    update: modifyVswitch,
    delete: deleteVswitch,
});

const routeTableOutputs = [
    ...["vpcId", "routeTableName", "name", "description", "associateType", "routePropagationEnable", "tags"],
    ...["status", "createTime", "resourceGroupId"],
];

const routeTable = resourceType<RouteTableRequest>({
    token: "alicloud:vpc/routeTable:RouteTable",
    terraformType: "alicloud_route_table",
    actions: {
        create: "CreateRouteTable",
        read: "DescribeRouteTableList",
        update: "ModifyRouteTableAttributes",
        delete: "DeleteRouteTable",
    },
    schema: {
        vpcId: required(forceNew(string)),
        routeTableName: string,
        name: computed(string),
        description: string,
        associateType: computed(forceNew(oneOf("VSwitch", "Gateway"))),
        routePropagationEnable: computed(boolean),
        tags,
    },
    outputs: routeTableOutputs,
    create: (account, inputs) => createRouteTable(account, inputs).id,
    read: (account, id) => {
        const found = account.routeTables[id];
        return liveValues(found, routeTableOutputs, {
            status: "Available",
            name: found?.routeTableName,
            associateType: found?.associateType ?? "VSwitch",
            routePropagationEnable: found?.routePropagationEnable ?? true,
            resourceGroupId: "",
        });
    },
    update: modifyRouteTable,
    delete: deleteRouteTable,
});

const attachmentOutputs = ["routeTableId", "vswitchId", "status"];

const routeTableAttachment = resourceType<{ routeTableId: string; vswitchId: string }>({
    token: "alicloud:vpc/routeTableAttachment:RouteTableAttachment",
    terraformType: "alicloud_route_table_attachment",
    actions: {
        create: "AssociateRouteTable",
        read: "DescribeRouteTableList",
        update: "AssociateRouteTable",
        delete: "UnassociateRouteTable",
    },
    schema: { routeTableId: required(forceNew(string)), vswitchId: required(forceNew(string)) },
    outputs: attachmentOutputs,
    create: (account, { routeTableId, vswitchId }) => attachRouteTable(account, routeTableId, vswitchId).id,
    read: (account, id) => liveValues(account.routeTableAttachments[id], attachmentOutputs, { status: "Available" }),
    update: () => undefined,
    delete: detachRouteTable,
});

const routeEntryOutputs = [
    ...["routeTableId", "destinationCidrblock", "nexthopType", "nexthopId", "name", "description", "routerId"],
];

const routeEntry = resourceType<RouteEntryRequest>({
    token: "alicloud:vpc/routeEntry:RouteEntry",
    terraformType: "alicloud_route_entry",
    actions: {
        create: "CreateRouteEntry",
        read: "DescribeRouteEntryList",
        update: "ModifyRouteEntry",
        delete: "DeleteRouteEntry",
    },
    schema: {
        routeTableId: required(forceNew(string)),
        destinationCidrblock: forceNew(string),
        nexthopType: forceNew(string),
        nexthopId: forceNew(string),
        name: string,
        description: string,
    },
    outputs: routeEntryOutputs,
    create: (account, inputs) => createRouteEntry(account, inputs).id,
    read: (account, id) => {
        const found = account.routeEntries[id];
        const hidden = account.settings.redirectedRouteReadsAsGone && found?.redirectedTo !== undefined;
        return hidden ? undefined : liveValues(found, routeEntryOutputs);
    },
    update: modifyRouteEntry,
    delete: deleteRouteEntry,
});

export const vpcTypes: ResourceType[] = [network, vswitch, routeTable, routeTableAttachment, routeEntry];

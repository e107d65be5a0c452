import type { GatewayIntent, Intent } from "../../intent/intent";
import { cloudResource, type PlannedResource } from "../../resources/planned";
import { ref } from "../../resources/reference";
import type { LayerPlan } from "../plan";
import { planSecurityGroup } from "./security-group";

export type NetworkIntent = Pick<Intent, "cluster" | "mesh" | "gateway" | "internet" | "externalServices">;

/**
 * The gateway's own range and its way to a NAT gateway, without the last step: nothing leaves before the SNAT entries
 * of `planExit` exist.
 *
 * Refers to the given values `cluster.vpcId` and, with a given NAT gateway, `natGateway.id`, `.snatTableId` and
 * `.routeTableId`.
 */
export function planNetwork(name: string, intent: NetworkIntent): LayerPlan {
    return {
        resources: [
            ...planVswitches(name, intent.gateway),
            ...planSecurityGroup(name, intent),
            ...planNatGateway(name, intent),
            ...planRoutes(name, intent),
        ],
        findings: [],
    };
}

export function vswitchRole(zoneId: string): string {
    return `vswitch-${zoneId}`;
}

/** Roles of the public addresses to be made; none with a given NAT gateway. */
export function addressRoles({ internet }: Pick<Intent, "internet">): string[] {
    return Array.from({ length: internet.made?.publicAddresses ?? 0 }, (_, index) => `public-address-${index + 1}`);
}

function planVswitches(name: string, gateway: GatewayIntent): PlannedResource[] {
    return gateway.subnets.map(({ zoneId, cidrBlock }) =>
        cloudResource("alicloud:vpc/switch:Switch", vswitchRole(zoneId), {
            vpcId: ref("cluster", "vpcId"),
            zoneId,
            cidrBlock: cidrBlock.toString(),
            vswitchName: `${name}-egress-gateway-${zoneId}`,
            description: `Egress gateway of the perimeter ${name}: for nothing else`,
        }),
    );
}

function planNatGateway(name: string, intent: NetworkIntent): PlannedResource[] {
    const { made } = intent.internet;
    if (made === undefined) {
        return [];
    }
    const vswitch = cloudResource("alicloud:vpc/switch:Switch", "nat-vswitch", {
        vpcId: ref("cluster", "vpcId"),
        zoneId: made.subnet.zoneId,
        cidrBlock: made.subnet.cidrBlock.toString(),
        vswitchName: `${name}-egress-nat`,
        description: `NAT gateway of the perimeter ${name}`,
    });
    const natGateway = cloudResource(
        "alicloud:vpc/natGateway:NatGateway",
        "nat-gateway",
        {
            vpcId: ref("cluster", "vpcId"),
            vswitchId: ref("nat-vswitch"),
            natGatewayName: `${name}-egress`,
            description: `Way out of the perimeter ${name}`,
            natType: "Enhanced",
            networkType: "internet",
            paymentType: "PayAsYouGo",
            internetChargeType: "PayByLcu",
            eipBindMode: "MULTI_BINDED",
            deletionProtection: made.protectAddresses,
        },
        { protect: made.protectAddresses },
    );
    const addresses = addressRoles(intent).flatMap((role) => [
        cloudResource(
            "alicloud:ecs/eipAddress:EipAddress",
            role,
            {
                addressName: `${name}-egress-${role}`,
                description: `Perimeter ${name}: partners may have this address in their allowlists`,
                bandwidth: String(made.bandwidthMbps),
                internetChargeType: "PayByTraffic",
                paymentType: "PayAsYouGo",
                deletionProtection: made.protectAddresses,
            },
            { protect: made.protectAddresses },
        ),
        cloudResource("alicloud:ecs/eipAssociation:EipAssociation", bindingRole(role), {
            allocationId: ref(role),
            instanceId: ref("nat-gateway"),
            instanceType: "Nat",
        }),
    ]);
    return [vswitch, natGateway, ...addresses];
}

/** With a made NAT gateway, a route table for the gateway's vSwitches alone, so that no other vSwitch can use it. */
function planRoutes(name: string, { gateway, internet }: NetworkIntent): PlannedResource[] {
    const table = internet.made === undefined ? ref("natGateway", "routeTableId") : ref("route-table");
    const attachments = gateway.subnets.map(({ zoneId }) =>
        cloudResource("alicloud:vpc/routeTableAttachment:RouteTableAttachment", `route-attachment-${zoneId}`, {
            routeTableId: table,
            vswitchId: ref(vswitchRole(zoneId)),
        }),
    );
    if (internet.made === undefined) {
        return attachments;
    }
    return [
        cloudResource("alicloud:vpc/routeTable:RouteTable", "route-table", {
            vpcId: ref("cluster", "vpcId"),
            routeTableName: `${name}-egress-gateway`,
            description: `Routes of the egress gateway of the perimeter ${name}`,
            associateType: "VSwitch",
        }),
        cloudResource(
            "alicloud:vpc/routeEntry:RouteEntry",
            "default-route",
            {
                routeTableId: ref("route-table"),
                destinationCidrblock: "0.0.0.0/0",
                nexthopType: "NatGateway",
                nexthopId: ref("nat-gateway"),
            },
            // The NAT firewall repoints this route at itself while it is open, and back when it goes.
            { ignoreChanges: ["nexthopId", "nexthopType"] },
        ),
        ...attachments,
    ];
}

/**
 * The last step out: one SNAT entry per gateway vSwitch, all addresses in each, because a vSwitch may appear in one SNAT
 * entry only. Made after the firewall and a wait, and removed first.
 *
 * Refers to the given values `vswitches.<zone>` and `natGateway.snatTableId` and `.publicAddresses`.
 *
 * Source: NAT Gateway, CreateSnatEntry.
 */
export function planExit(name: string, intent: Pick<Intent, "gateway" | "firewall">): LayerPlan {
    const resources = intent.gateway.subnets.map(({ zoneId }) =>
        cloudResource(
            "alicloud:vpc/snatEntry:SnatEntry",
            `snat-${zoneId}`,
            {
                snatTableId: ref("natGateway", "snatTableId"),
                sourceVswitchId: ref("vswitches", zoneId),
                snatIp: ref("natGateway", "publicAddresses"),
                snatEntryName: `${name}-egress-${zoneId}`,
            },
            // A vSwitch has one entry at a time.
            { settleSeconds: intent.firewall.settleSeconds, deleteBeforeReplace: true },
        ),
    );
    return { resources, findings: [] };
}

export function bindingRole(addressRole: string): string {
    return `${addressRole}-binding`;
}

import type { Intent } from "../../../intent/intent";
import { cloudResource, type PlannedResource } from "../../../resources/planned";
import { ref } from "../../../resources/reference";
import { natGatewayName } from "../../nat-gateway-name";
import type { LayerPlan } from "../../plan";

export type NatGatewayIntent = Pick<Intent, "internet">;

type MadeNatGateway = NonNullable<Intent["internet"]["made"]>;

/**
 * A NAT gateway with its addresses and a route table that leads to it; nothing where it is given. It is there before the
 * firewall, which stands in its route, and nothing leaves through it: no vSwitch has the route table yet, and none has an
 * SNAT entry.
 *
 * Refers to the given value `cluster.vpcId`.
 */
export function planNatGateway(name: string, intent: NatGatewayIntent): LayerPlan {
    const { made } = intent.internet;
    return { resources: made === undefined ? [] : planMade(name, intent, made), findings: [] };
}

/** Roles of the public addresses to be made; none with a given NAT gateway. */
export function addressRoles({ internet }: Pick<Intent, "internet">): string[] {
    return Array.from({ length: internet.made?.publicAddresses ?? 0 }, (_, index) => `public-address-${index + 1}`);
}

export function bindingRole(addressRole: string): string {
    return `${addressRole}-binding`;
}

function planMade(name: string, intent: NatGatewayIntent, made: MadeNatGateway): PlannedResource[] {
    const vswitch = cloudResource("alicloud:vpc/switch:Switch", "vswitch", {
        vpcId: ref("cluster", "vpcId"),
        zoneId: made.subnet.zoneId,
        cidrBlock: made.subnet.cidrBlock.toString(),
        vswitchName: `${name}-egress-nat`,
        description: `NAT gateway of the perimeter ${name}`,
    });
    const natGateway = cloudResource(
        "alicloud:vpc/natGateway:NatGateway",
        "gateway",
        {
            vpcId: ref("cluster", "vpcId"),
            vswitchId: ref("vswitch"),
            natGatewayName: natGatewayName(name),
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
            instanceId: ref("gateway"),
            instanceType: "Nat",
        }),
    ]);
    return [vswitch, natGateway, ...addresses, ...planRouteTable(name)];
}

/** For the gateway's vSwitches alone, so that no other vSwitch can use the NAT gateway. */
function planRouteTable(name: string): PlannedResource[] {
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
                nexthopId: ref("gateway"),
            },
            // The NAT firewall repoints this route at itself while it is open, and back when it goes.
            { ignoreChanges: ["nexthopId", "nexthopType"] },
        ),
    ];
}

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
 * Refers to the given value `cluster.vpcId`; `givenVswitch.id` and `givenAddresses.<address>` (allocation IDs) where these
 * are given.
 */
export function planNatGateway(name: string, intent: NatGatewayIntent): LayerPlan {
    const { made } = intent.internet;
    return { resources: made === undefined ? [] : planMade(name, intent, made), findings: [] };
}

/** A public address that is bound to a NAT gateway to be made. */
export interface BoundAddress {
    /** Role where it is made; `public-address-<address>` where it is given, and nothing is made by that name. */
    readonly role: string;
    /** The address itself, where it is given. */
    readonly given?: string;
}

/** The public addresses of a NAT gateway to be made; none with a given one. */
export function boundAddresses({ internet }: NatGatewayIntent): BoundAddress[] {
    const { publicAddresses, givenAddresses } = internet.made ?? { publicAddresses: 0, givenAddresses: [] };
    return [
        ...Array.from({ length: publicAddresses }, (_, index) => ({ role: `public-address-${index + 1}` })),
        ...givenAddresses.map(({ address }) => ({ role: `public-address-${address}`, given: address })),
    ];
}

export function bindingRole({ role }: BoundAddress): string {
    return `${role}-binding`;
}

function planMade(name: string, intent: NatGatewayIntent, made: MadeNatGateway): PlannedResource[] {
    const vswitches = made.subnet.given
        ? []
        : [
              cloudResource("alicloud:vpc/switch:Switch", "vswitch", {
                  vpcId: ref("cluster", "vpcId"),
                  zoneId: made.subnet.zoneId,
                  cidrBlock: made.subnet.cidrBlock.toString(),
                  vswitchName: `${name}-egress-nat`,
                  description: `NAT gateway of the perimeter ${name}`,
              }),
          ];
    const natGateway = cloudResource(
        "alicloud:vpc/natGateway:NatGateway",
        "gateway",
        {
            vpcId: ref("cluster", "vpcId"),
            vswitchId: made.subnet.given ? ref("givenVswitch") : ref("vswitch"),
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
    const addresses = boundAddresses(intent).flatMap((address) => [
        ...(address.given === undefined ? [planAddress(name, address.role, made)] : []),
        cloudResource("alicloud:ecs/eipAssociation:EipAssociation", bindingRole(address), {
            allocationId: address.given === undefined ? ref(address.role) : ref("givenAddresses", address.given),
            instanceId: ref("gateway"),
            instanceType: "Nat",
        }),
    ]);
    return [...vswitches, natGateway, ...addresses, ...planRouteTable(name)];
}

function planAddress(name: string, role: string, made: MadeNatGateway): PlannedResource {
    return cloudResource(
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
    );
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

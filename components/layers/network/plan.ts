import type { GatewayIntent, Intent } from "../../intent/intent";
import { cloudResource, type PlannedResource } from "../../resources/planned";
import { ref } from "../../resources/reference";
import type { LayerPlan } from "../plan";
import { planSecurityGroup } from "./security-group";

export type NetworkIntent = Pick<
    Intent,
    "cluster" | "mesh" | "gateway" | "externalServices" | "authorizers" | "telemetry"
>;

/**
 * The gateway's own range: vSwitches, security group, and the route to the NAT gateway. It is made after the firewall denies
 * it everything, and so is removed before: where an SNAT entry is left that no state knows of, the platform refuses to
 * remove its vSwitch, and the denies stay.
 *
 * Refers to the given values `cluster.vpcId` and `natGateway.routeTableId`, and `vswitches.<zone>` where a vSwitch is given.
 */
export function planNetwork(name: string, intent: NetworkIntent): LayerPlan {
    return {
        resources: [
            ...planVswitches(name, intent.gateway),
            ...planSecurityGroup(name, intent),
            ...planAttachments(intent),
        ],
        findings: [],
    };
}

export function vswitchRole(zoneId: string): string {
    return `vswitch-${zoneId}`;
}

function planVswitches(name: string, gateway: GatewayIntent): PlannedResource[] {
    const toBeMade = gateway.subnets.filter(({ given }) => !given);
    return toBeMade.map(({ zoneId, cidrBlock }) =>
        cloudResource("alicloud:vpc/switch:Switch", vswitchRole(zoneId), {
            vpcId: ref("cluster", "vpcId"),
            zoneId,
            cidrBlock: cidrBlock.toString(),
            vswitchName: `${name}-egress-gateway-${zoneId}`,
            description: `Egress gateway of the perimeter ${name}: for nothing else`,
        }),
    );
}

/** The gateway's vSwitches, and no others, get the route to the NAT gateway; a given one may have it already. */
function planAttachments({ gateway }: NetworkIntent): PlannedResource[] {
    const toBeAttached = gateway.subnets.filter(({ attached }) => !attached);
    return toBeAttached.map(({ zoneId, given }) =>
        cloudResource("alicloud:vpc/routeTableAttachment:RouteTableAttachment", `route-attachment-${zoneId}`, {
            routeTableId: ref("natGateway", "routeTableId"),
            vswitchId: given ? ref("vswitches", zoneId) : ref(vswitchRole(zoneId)),
        }),
    );
}

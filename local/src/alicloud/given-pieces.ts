import { section, sections, text } from "./config-values";
import type { SeedNatFirewall, SeedNodePool, SeedPieces, SeedVswitch } from "./seed-data";

type Config = Record<string, unknown>;

/** The vSwitches that a perimeter names by id, for its gateway and for a NAT gateway to be made. */
export function givenVswitches(perimeter: Config, vpcId: string): SeedVswitch[] {
    const internet = section(perimeter.internet);
    const routeTableId = text(section(internet.given).routeTableId);
    const subnets = [section(internet.subnet), ...sections(section(perimeter.gateway).subnets)];
    return subnets.flatMap(({ vswitchId, cidrBlock, zoneId, routeTableAttached }): SeedVswitch[] => {
        const [id, block, zone] = [text(vswitchId), text(cidrBlock), text(zoneId)];
        if (id === undefined || block === undefined || zone === undefined) {
            return [];
        }
        const attached = routeTableAttached === true && routeTableId !== undefined ? { routeTableId } : {};
        return [{ id, vpcId, cidrBlock: block, zoneId: zone, ...attached }];
    });
}

/** What else a perimeter names as given. */
export function givenPieces(perimeter: Config, vpcId: string | undefined): SeedPieces {
    const internet = section(perimeter.internet);
    const securityGroupId = text(section(perimeter.gateway).givenSecurityGroupId);
    return {
        eips: sections(internet.givenAddresses).flatMap(({ allocationId, address }) => {
            const [id, ipAddress] = [text(allocationId), text(address)];
            return id === undefined || ipAddress === undefined ? [] : [{ id, ipAddress }];
        }),
        securityGroups: securityGroupId === undefined || vpcId === undefined ? [] : [{ id: securityGroupId, vpcId }],
        natFirewalls: givenNatFirewall(perimeter, vpcId),
        nodePools: givenNodePool(perimeter),
    };
}

function givenNatFirewall(perimeter: Config, vpcId: string | undefined): SeedNatFirewall[] {
    const natGateway = section(section(perimeter.internet).given);
    const id = text(section(section(perimeter.firewall).given).natFirewallId);
    const natGatewayId = text(natGateway.id);
    const routeTableId = text(natGateway.routeTableId);
    return id === undefined || vpcId === undefined || natGatewayId === undefined || routeTableId === undefined
        ? []
        : [{ id, vpcId, natGatewayId, routeTableId }];
}

/** On the host network its nodes stand in the gateway's vSwitches and security group. */
function givenNodePool(perimeter: Config): SeedNodePool[] {
    const gateway = section(perimeter.gateway);
    const { id, taint, nodeCount } = section(gateway.givenNodePool);
    const clusterId = text(section(perimeter.cluster).id);
    const nodePoolId = text(id);
    if (clusterId === undefined || nodePoolId === undefined) {
        return [];
    }
    const onNodes = gateway.placement === "HostNetwork";
    const securityGroupId = text(gateway.givenSecurityGroupId);
    return [
        {
            clusterId,
            nodePoolId,
            vswitchIds: onNodes ? sections(gateway.subnets).flatMap(({ vswitchId }) => text(vswitchId) ?? []) : [],
            securityGroupIds: onNodes && securityGroupId !== undefined ? [securityGroupId] : [],
            taint: { key: text(section(taint).key) ?? "", value: text(section(taint).value) ?? "" },
            nodeCount: typeof nodeCount === "number" ? nodeCount : 0,
        },
    ];
}

import { PRIVATE_RANGES, textContains, textOverlap } from "./account/cidr";
import { section, text, texts } from "./config-values";
import { givenPieces, givenVswitches } from "./given-pieces";
import { type SeedNatGateway, type Seeds, type SeedVswitch, seedId } from "./seed-data";

/**
 * What a perimeter (the stack config's shape) takes as given: its VPC, the vSwitches behind the node and Pod ranges,
 * the cluster, the mesh, and every piece that it names as given. Whatever the config lacks or has in another shape is left
 * out: it is the perimeter's validator that reports it.
 */
export function seedsFor(perimeterConfig: unknown, region: string): Seeds {
    const perimeter = section(perimeterConfig);
    const cluster = section(perimeter.cluster);
    const clusterId = text(cluster.id);
    const meshId = text(section(perimeter.mesh).id);
    const vpcId = text(cluster.vpcId);
    const vpcFirewallId = text(section(section(perimeter.firewall).given).vpcFirewallId);
    const internet = section(perimeter.internet);
    const nodeRanges = texts(cluster.nodeCidrs);
    // With an overlay network (Flannel) Pod ranges are not part of the VPC.
    const podRanges = cluster.networkPlugin === "Flannel" ? [] : texts(cluster.podCidrs);
    return {
        region,
        vpcs: vpcId === undefined ? [] : [seedVpc(vpcId, [...nodeRanges, ...podRanges], internet)],
        vswitches:
            vpcId === undefined
                ? []
                : [
                      ...seedVswitches(vpcId, [...nodeRanges, ...podRanges], zoneOf(perimeter, region)),
                      ...givenVswitches(perimeter, vpcId),
                  ],
        clusters: clusterId === undefined ? [] : [{ id: clusterId, ...(vpcId === undefined ? {} : { vpcId }) }],
        meshes: meshId === undefined ? [] : [{ id: meshId }],
        natGateways: vpcId === undefined ? [] : seedNatGateways(vpcId, section(internet.given)),
        vpcFirewalls:
            vpcFirewallId === undefined ? [] : [{ id: vpcFirewallId, ...(vpcId === undefined ? {} : { vpcId }) }],
        pieces: givenPieces(perimeter, vpcId),
    };
}

/**
 * With every private range there is: which of them the user's VPC has, a perimeter does not say. Its system route table is
 * the one that the perimeter names, if it names one.
 */
function seedVpc(id: string, ranges: string[], internet: Record<string, unknown>): Seeds["vpcs"][number] {
    const outside = ranges.filter((range) => !PRIVATE_RANGES.some((outer) => textContains(outer, range)));
    const systemRouteTableId = text(internet.systemRouteTableId) ?? seedId("vtb", id);
    return { id, cidrBlocks: [...PRIVATE_RANGES, ...new Set(outside)], systemRouteTableId };
}

/** One vSwitch a range; of ranges that overlap (nodes and Pods in one vSwitch) the first stands for all. */
function seedVswitches(vpcId: string, ranges: string[], zoneId: string): SeedVswitch[] {
    return ranges
        .filter((range, index) => !ranges.slice(0, index).some((earlier) => textOverlap(earlier, range)))
        .map((cidrBlock) => ({ id: seedId("vsw", vpcId, cidrBlock), vpcId, cidrBlock, zoneId }));
}

function seedNatGateways(vpcId: string, given: Record<string, unknown>): SeedNatGateway[] {
    const id = text(given.id);
    const snatTableId = text(given.snatTableId);
    const routeTableId = text(given.routeTableId);
    return id === undefined || snatTableId === undefined || routeTableId === undefined
        ? []
        : [{ id, vpcId, snatTableId, routeTableId, addresses: texts(given.addresses) }];
}

function zoneOf(perimeter: Record<string, unknown>, region: string): string {
    const subnets = section(perimeter.gateway).subnets;
    const first = Array.isArray(subnets) ? section(subnets[0]).zoneId : undefined;
    return text(first) ?? `${region}-a`;
}

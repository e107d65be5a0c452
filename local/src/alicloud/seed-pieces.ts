import type { Account } from "./account/account";
import { switchNatFirewall } from "./account/nat-firewall";
import type { CloudObject } from "./account/objects";
import { EVERYWHERE } from "./account/route-entry";
import type { SeedNatFirewall, SeedNodePool, SeedPieces } from "./seed-data";

/** Adds the pieces that a perimeter is given, where they are missing; after the vSwitches and NAT gateways they stand on. */
export function seedPieces(account: Account, pieces: SeedPieces, given: (id: string) => CloudObject): void {
    for (const eip of pieces.eips) {
        account.eips[eip.id] ??= { ...given(eip.id), ...eip };
    }
    for (const group of pieces.securityGroups) {
        account.securityGroups[group.id] ??= { ...given(group.id), ...group, securityGroupType: "enterprise" };
    }
    for (const firewall of pieces.natFirewalls) {
        seedNatFirewall(account, firewall, given);
    }
    for (const pool of pieces.nodePools) {
        seedNodePool(account, pool, given);
    }
}

function seedNatFirewall(
    account: Account,
    { id, vpcId, natGatewayId, routeTableId }: SeedNatFirewall,
    given: (id: string) => CloudObject,
): void {
    if (account.natFirewalls[id] !== undefined) {
        return;
    }
    account.natFirewalls[id] = {
        ...given(id),
        vpcId,
        natGatewayId,
        natRouteEntryLists: [
            { destinationCidr: EVERYWHERE, nexthopId: natGatewayId, nexthopType: "NatGateway", routeTableId },
        ],
        proxyName: "given",
        regionNo: account.region ?? "",
        strictMode: 1,
        proxyStatus: "normal",
        firewallVswitchId: "",
        effectiveAt: given(id).createTime,
    };
    switchNatFirewall(account, id, "normal");
}

function seedNodePool(account: Account, pool: SeedNodePool, given: (id: string) => CloudObject): void {
    const id = `${pool.clusterId}:${pool.nodePoolId}`;
    const taints = ["NoSchedule", "NoExecute"].map((effect) => ({ ...pool.taint, effect }));
    account.nodePools[id] ??= {
        ...given(id),
        clusterId: pool.clusterId,
        nodePoolId: pool.nodePoolId,
        nodePoolName: pool.nodePoolId,
        scalingGroupId: `asg-${pool.nodePoolId}`,
        vswitchIds: [...pool.vswitchIds],
        securityGroupIds: [...pool.securityGroupIds],
        desiredSize: String(pool.nodeCount),
        taints,
        nodes: Array.from({ length: pool.nodeCount }, () => ({ labels: [], taints })),
    };
}

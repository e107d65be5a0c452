import { type Account, all } from "./account";
import { parseCidr, textContains } from "./cidr";
import { firewallOf } from "./nat-firewall";
import { policiesOf } from "./nat-firewall-policy";
import type { NatFirewallPolicy, PolicyRule, RouteEntry, Vswitch } from "./objects";
import { type Flow, isEffective, matches, type Passage } from "./policy-match";
import { routeTableOf } from "./route-table";

export interface Leave {
    readonly allowed: boolean;
    readonly reason: string;
}

/**
 * Whether the simulated cloud lets a flow out at that time: route, SNAT, then the NAT firewall's first match, where no
 * match means allow. Policies, books and the firewall count from their `effectiveAt` on.
 */
export function canLeave(account: Account, flow: Flow, atTime: Date): Leave {
    const vswitch = sourceOf(account, flow);
    if (vswitch === undefined) {
        return { allowed: false, reason: "the source is in no vSwitch" };
    }
    const route = longestRoute(account, routeTableOf(account, vswitch.id), flow.destinationIp);
    if (route === undefined) {
        return { allowed: false, reason: `no route from ${vswitch.id}` };
    }
    const source = flow.sourceIp ?? vswitch.cidrBlock;
    const snatTableIds = account.natGateways[route.nexthopId]?.snatTableIds ?? [];
    const entry = all(account.snatEntries).find(
        ({ snatTableId, sourceVswitchId, sourceCidr }) =>
            snatTableIds.includes(snatTableId) &&
            (sourceVswitchId === vswitch.id || (sourceCidr !== undefined && textContains(sourceCidr, source))),
    );
    if (entry === undefined) {
        return { allowed: false, reason: `no SNAT entry for ${vswitch.id} on ${route.nexthopId}` };
    }
    const firewall = firewallOf(account, route.nexthopId);
    const filters = firewall !== undefined && route.redirectedTo === firewall.id && isEffective(firewall, atTime);
    return filters
        ? decide(account, { flow, source, firewall, atTime })
        : { allowed: true, reason: "no NAT firewall in force" };
}

function decide(account: Account, passage: Passage): Leave {
    for (const policy of policiesOf(account, passage.firewall.natGatewayId)) {
        const rule = ruleAt(policy, passage.atTime);
        if (rule !== undefined && rule.release !== "false" && matches(account, rule, passage)) {
            return {
                allowed: rule.aclAction !== "drop",
                reason: `policy ${policy.order} "${policy.description}": ${rule.aclAction}`,
            };
        }
    }
    return { allowed: true, reason: "no policy matches" };
}

function sourceOf(account: Account, { sourceVswitchId, sourceIp }: Flow): Vswitch | undefined {
    return sourceVswitchId === undefined
        ? all(account.vswitches).find(({ cidrBlock }) => sourceIp !== undefined && textContains(cidrBlock, sourceIp))
        : account.vswitches[sourceVswitchId];
}

function longestRoute(
    account: Account,
    routeTableId: string | undefined,
    destinationIp: string,
): RouteEntry | undefined {
    return all(account.routeEntries)
        .filter(
            (entry) => entry.routeTableId === routeTableId && textContains(entry.destinationCidrblock, destinationIp),
        )
        .sort((one, other) => prefix(other) - prefix(one))[0];
}

function prefix(entry: RouteEntry): number {
    return parseCidr(entry.destinationCidrblock)?.prefix ?? 0;
}

function ruleAt(policy: NatFirewallPolicy, atTime: Date): PolicyRule | undefined {
    return isEffective(policy, atTime) ? policy : policy.superseded;
}

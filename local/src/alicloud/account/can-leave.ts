import { type Account, all } from "./account";
import { PRIVATE_RANGES, parseCidr, textContains } from "./cidr";
import { controlPoliciesOf, isInternetStrict } from "./control-policy";
import { isStrict } from "./engine-mode";
import { firewallOf } from "./nat-firewall";
import { policiesOf } from "./nat-firewall-policy";
import type { PlacedPolicy, PolicyRule, RouteEntry, SnatEntry, Vswitch } from "./objects";
import { type Flow, isEffective, matches, type Passage } from "./policy-match";
import { routeTableOf } from "./route-table";
import { decodeRule, ruleOf } from "./rule-encoding";
import { snatAddresses } from "./snat-entry";
import { vpcPoliciesOf } from "./vpc-firewall-policy";

export interface Leave {
    readonly allowed: boolean;
    /** Names the policy that decided, at each boundary the flow met. */
    readonly reason: string;
}

/**
 * Whether the simulated cloud lets a flow out at that time: route, SNAT, the NAT firewall, then the internet boundary;
 * to a private destination behind a VPC firewall, the VPC boundary instead. At each, the first match decides and no
 * match means allow. Policies, books and modes count from their `effectiveAt` on.
 */
export function canLeave(account: Account, flow: Flow, atTime: Date): Leave {
    const vswitch = sourceOf(account, flow);
    if (vswitch === undefined) {
        return refusal("the source is in no vSwitch");
    }
    const source = flow.sourceIp ?? vswitch.cidrBlock;
    const between = vpcBoundary(account, vswitch, { flow, source, atTime });
    if (between !== undefined) {
        return between;
    }
    const route = longestRoute(account, routeTableOf(account, vswitch.id), flow.destinationIp);
    if (route === undefined) {
        return refusal(`no route from ${vswitch.id}`);
    }
    const entry = snatEntryFor(account, route, vswitch, source);
    if (entry === undefined) {
        return refusal(`no SNAT entry for ${vswitch.id} on ${route.nexthopId}`);
    }
    return together([
        natBoundary(account, route, { flow, source, atTime }),
        ...internetBoundary(account, entry, flow, atTime),
    ]);
}

/** A passage before it is known how strict the boundary is. */
type Meeting = Omit<Passage, "strict">;

function natBoundary(account: Account, route: RouteEntry, passage: Meeting): Leave {
    const firewall = firewallOf(account, route.nexthopId);
    if (firewall === undefined || route.redirectedTo !== firewall.id || !isEffective(firewall, passage.atTime)) {
        return { allowed: true, reason: "no NAT firewall in force" };
    }
    const strict = firewall.strictMode === 1;
    return decide(account, "NAT boundary", policiesOf(account, firewall.natGatewayId), ruleOf, { ...passage, strict });
}

/**
 * Behind SNAT the source is a public address, and which one of the entry a connection gets is not foreseeable: each has
 * to be let out. Every address counts as protected by the internet firewall.
 */
function internetBoundary(account: Account, entry: SnatEntry, flow: Flow, atTime: Date): Leave[] {
    const policies = controlPoliciesOf(account, "out");
    const strict = isInternetStrict(account, atTime);
    return policies.length === 0
        ? []
        : snatAddresses(entry).map((source) =>
              decide(account, `internet boundary for ${source}`, policies, decodeRule, {
                  flow,
                  source,
                  strict,
                  atTime,
              }),
          );
}

/**
 * Traffic to another VPC or to on-premises networks meets no SNAT and no public address. Routes between VPCs are not
 * modelled: a private destination that is in no vSwitch of the own VPC counts as reachable.
 */
function vpcBoundary(account: Account, vswitch: Vswitch, passage: Meeting): Leave | undefined {
    const { destinationIp } = passage.flow;
    const firewalls = all(account.vpcFirewalls).filter(({ vpcId }) => vpcId === undefined || vpcId === vswitch.vpcId);
    if (firewalls.length === 0 || !PRIVATE_RANGES.some((range) => textContains(range, destinationIp))) {
        return undefined;
    }
    const stays = all(account.vswitches).some(
        ({ vpcId, cidrBlock }) => vpcId === vswitch.vpcId && textContains(cidrBlock, destinationIp),
    );
    if (stays) {
        return { allowed: true, reason: `${destinationIp} is in ${vswitch.vpcId} itself` };
    }
    return together(
        firewalls.map(({ id, engineMode }) =>
            decide(account, `VPC boundary ${id}`, vpcPoliciesOf(account, id), decodeRule, {
                ...passage,
                strict: isStrict(engineMode, passage.atTime),
            }),
        ),
    );
}

function decide<T extends PlacedPolicy>(
    account: Account,
    boundary: string,
    policies: T[],
    toRule: (policy: T) => PolicyRule,
    passage: Passage,
): Leave {
    for (const policy of policies) {
        const rule = isEffective(policy, passage.atTime) ? toRule(policy) : policy.superseded;
        if (rule !== undefined && rule.release !== "false" && matches(account, rule, passage)) {
            return {
                allowed: rule.aclAction !== "drop",
                reason: `${boundary}: policy ${policy.order} "${policy.description}": ${rule.aclAction}`,
            };
        }
    }
    return { allowed: true, reason: `${boundary}: no policy matches` };
}

/** The first refusal decides. */
function together(leaves: Leave[]): Leave {
    const refused = leaves.find(({ allowed }) => !allowed);
    return refused ?? { allowed: true, reason: leaves.map(({ reason }) => reason).join("; ") };
}

function refusal(reason: string): Leave {
    return { allowed: false, reason };
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

function snatEntryFor(account: Account, route: RouteEntry, vswitch: Vswitch, source: string): SnatEntry | undefined {
    const snatTableIds = account.natGateways[route.nexthopId]?.snatTableIds ?? [];
    return all(account.snatEntries).find(
        ({ snatTableId, sourceVswitchId, sourceCidr }) =>
            snatTableIds.includes(snatTableId) &&
            (sourceVswitchId === vswitch.id || (sourceCidr !== undefined && textContains(sourceCidr, source))),
    );
}

import type { Account } from "../../alicloud/account/account";
import type { EncodedRule, EngineMode, PlacedPolicy, PolicyRule, Vswitch } from "../../alicloud/account/objects";
import type { Chain, Egress, PortRange, Rule, Source, Way } from "./egress";
import { bySpecificity, covers, isBlock } from "./ipv4";

/**
 * The simulated cloud's state as one router enforces it: route table, NAT gateway and SNAT entry, then the policies of each
 * boundary on the way. It reads the stored objects and shares no code with the account's own `canLeave`: a test holds the two
 * writings of the platform's rules against each other.
 */
export function egressOf(account: Account, atTime: Date): Egress {
    const view: View = { account, time: atTime.getTime() };
    return Object.values(account.vswitches)
        .flatMap((vswitch) => cut(view, vswitch).map((from): Source => ({ from, ways: waysFrom(view, vswitch, from) })))
        .sort((one, other) => bySpecificity(one.from, other.from));
}

interface View {
    readonly account: Account;
    readonly time: number;
}

type AnyPolicy = PlacedPolicy & (PolicyRule | EncodedRule);

/** What traffic between VPCs goes to: https://www.alibabacloud.com/help/en/cloud-firewall/cloudfirewall/user-guide/vpc-firewalls */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** A vSwitch and every part of it that some rule or SNAT entry tells apart. */
function cut(view: View, vswitch: Vswitch): string[] {
    const { natFirewallPolicies, controlPolicies, vpcFirewallPolicies, snatEntries } = view.account;
    const policies: AnyPolicy[] = [natFirewallPolicies, controlPolicies, vpcFirewallPolicies].flatMap((collection) =>
        Object.values<AnyPolicy>(collection),
    );
    const told = [
        ...policies.flatMap((policy) => {
            const rule = ruleNow(view, policy);
            return rule === undefined ? [] : entriesOf(view, rule.sourceType, rule.source);
        }),
        ...Object.values(snatEntries).flatMap(({ sourceCidr }) => sourceCidr ?? []),
    ];
    return [...new Set([vswitch.cidrBlock, ...told.filter((block) => covers(vswitch.cidrBlock, block))])];
}

/** Inside the VPC first, then other networks behind a VPC firewall, then the route table with its longest prefix first. */
function waysFrom(view: View, vswitch: Vswitch, from: string): Way[] {
    const { vswitches, vpcFirewalls, routeEntries } = view.account;
    const local = Object.values(vswitches)
        .filter(({ vpcId }) => vpcId === vswitch.vpcId)
        .map(({ cidrBlock }): Way => ({ to: cidrBlock, chains: [], publicAddresses: [] }));
    const firewalls = Object.values(vpcFirewalls).filter(({ vpcId = vswitch.vpcId }) => vpcId === vswitch.vpcId);
    const between = firewalls.map(({ id, engineMode }) => {
        const policies = Object.values(view.account.vpcFirewallPolicies).filter(
            (policy) => policy.vpcFirewallId === id,
        );
        return chainOf(view, `VPC boundary ${id}`, policies, from, isStrict(view, engineMode));
    });
    const beyond =
        firewalls.length === 0 ? [] : PRIVATE.map((to): Way => ({ to, chains: between, publicAddresses: [] }));
    const tableId = routeTableOf(view, vswitch);
    const routes = Object.values(routeEntries)
        .filter(({ routeTableId }) => routeTableId === tableId)
        .sort((one, other) => bySpecificity(one.destinationCidrblock, other.destinationCidrblock))
        .map(({ destinationCidrblock: to, nexthopId, redirectedTo }) =>
            outward(view, vswitch, from, { to, nexthopId, redirectedTo }),
        );
    return [...local, ...beyond, ...routes];
}

function routeTableOf({ account }: View, vswitch: Vswitch): string | undefined {
    const attached = Object.values(account.routeTableAttachments).find(({ vswitchId }) => vswitchId === vswitch.id);
    return attached?.routeTableId ?? account.vpcs[vswitch.vpcId]?.systemRouteTableId;
}

interface Hop {
    readonly to: string;
    readonly nexthopId: string;
    readonly redirectedTo: string | undefined;
}

/** The NAT boundary sees the private source, the internet boundary each public address the connection may get. */
function outward(view: View, vswitch: Vswitch, from: string, { to, nexthopId, redirectedTo }: Hop): Way {
    const { natGateways, snatEntries, natFirewalls, natFirewallPolicies, controlPolicies, internetEngineMode } =
        view.account;
    const tables = natGateways[nexthopId]?.snatTableIds ?? [];
    const entry = Object.values(snatEntries).find(
        ({ snatTableId, sourceVswitchId, sourceCidr }) =>
            tables.includes(snatTableId) &&
            (sourceVswitchId === vswitch.id || (sourceCidr !== undefined && covers(sourceCidr, from))),
    );
    if (entry === undefined) {
        return { to, closed: `no SNAT entry for ${vswitch.id} on ${nexthopId}`, chains: [], publicAddresses: [] };
    }
    const publicAddresses = entry.snatIp.split(",").map((address) => address.trim());
    const firewall = redirectedTo === undefined ? undefined : natFirewalls[redirectedTo];
    const nat = Object.values(natFirewallPolicies).filter(({ natGatewayId }) => natGatewayId === nexthopId);
    const outwardPolicies = Object.values(controlPolicies).filter(({ direction }) => direction === "out");
    const strictOutside = internetEngineMode !== undefined && isStrict(view, internetEngineMode);
    return {
        to,
        chains: [
            ...(firewall?.natGatewayId === nexthopId && holds(view, firewall)
                ? [chainOf(view, "NAT boundary", nat, from, firewall.strictMode === 1)]
                : []),
            ...publicAddresses.map((address) =>
                chainOf(view, `internet boundary for ${address}`, outwardPolicies, address, strictOutside),
            ),
        ],
        publicAddresses,
    };
}

function chainOf(view: View, boundary: string, policies: readonly AnyPolicy[], source: string, strict: boolean): Chain {
    return [...policies]
        .sort((one, other) => one.order - other.order)
        .flatMap((policy) => {
            const rule = ruleNow(view, policy);
            const about =
                rule !== undefined &&
                entriesOf(view, rule.sourceType, rule.source).some((block) => covers(block, source));
            return rule === undefined || rule.release === "false" || !about
                ? []
                : [translate(view, `${boundary}: policy ${policy.order} "${policy.description}"`, rule, strict)];
        });
}

/** `log` lets pass what it logs. */
function translate(view: View, policy: string, rule: PolicyRule | EncodedRule, strict: boolean): Rule {
    const entries = entriesOf(view, rule.destinationType, rule.destination);
    const domains = entries
        .filter((entry) => !isBlock(entry) && !entry.includes(":"))
        .map((entry) => entry.toLowerCase());
    const mode = rule.domainResolveType ?? "FQDN";
    const byName = mode !== 1 && mode !== "DNS";
    const byAddress = mode !== 0 && mode !== "FQDN";
    const resolved = domains.flatMap((domain) => view.account.settings.resolvedDomains[domain] ?? []);
    const ports = portsOf(view, rule);
    return {
        policy,
        accept: rule.aclAction !== "drop",
        ...(rule.proto === "ANY" ? {} : { protocol: rule.proto as "TCP" | "UDP" | "ICMP" }),
        ...(ports === undefined ? {} : { ports }),
        blocks: [...entries.filter(isBlock), ...(byAddress ? resolved.filter(isBlock) : [])],
        names: byName ? domains : [],
        takesUnread: !strict,
    };
}

/** Undefined: all. */
function portsOf(view: View, rule: PolicyRule | EncodedRule): PortRange[] | undefined {
    const texts =
        rule.destPortType === "group" ? entriesOf(view, "group", rule.destPortGroup ?? "") : [rule.destPort ?? "0/0"];
    const ranges = texts.map((text) => {
        const [from = "", to = from] = text.split("/");
        return { from: Number(from), to: Number(to) };
    });
    // 0/0 is how Cloud Firewall writes every port.
    return ranges.some(({ to }) => to === 0) ? undefined : ranges;
}

/** The rule that decides at that time: an edit leaves the old one in force for a while, and a new one has none before. */
function ruleNow(view: View, policy: AnyPolicy): PolicyRule | EncodedRule | undefined {
    return holds(view, policy) ? policy : policy.superseded;
}

function entriesOf(view: View, type: string, value: string): readonly string[] {
    if (type !== "group") {
        return [value];
    }
    const book = Object.values(view.account.addressBooks).find(({ groupName }) => groupName === value);
    return (book === undefined || holds(view, book) ? book?.addressLists : book.supersededAddressLists) ?? [];
}

function isStrict(view: View, mode: EngineMode): boolean {
    return holds(view, mode) ? mode.strict : mode.supersededStrict;
}

function holds({ time }: View, { effectiveAt }: { readonly effectiveAt: string }): boolean {
    return Date.parse(effectiveAt) <= time;
}

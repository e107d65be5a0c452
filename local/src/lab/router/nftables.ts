import { groupChains, groupJumps, snatLines, sourceLines, wayChains } from "./cloud-chains";
import { DropCounters, type DropRule } from "./drop-counters";
import type { Egress } from "./egress";
import type { PodRules } from "./network-policies";
import { addressMatch, chain } from "./nft-text";
import { policyChains, policyJumps } from "./policy-chains";
import type { InterfaceRules } from "./security-groups";
import { DELIVERED, FORWARDED, inspectedWays, numberedWays } from "./ways";

/** Everything that the router holds packets against. */
export interface Enforced {
    readonly egress: Egress;
    readonly interfaces: readonly InterfaceRules[];
    readonly pods: readonly PodRules[];
    /** Blocks inside the cloud that are in no vSwitch, whose services every machine reaches and which reach every machine. */
    readonly inner: readonly string[];
}

/** Where the ruleset stands. */
export interface RouterPlace {
    /** Name of the interfaces towards the machines; may end in `*`. */
    readonly inside: string;
    /** Two and up, another one for each ruleset: what an older one let pass is judged again. */
    readonly generation: number;
}

export interface Ruleset {
    /** For `nft -f`, which takes all of it or nothing. */
    readonly text: string;
    /** Its drops, by the name of their counter. */
    readonly drops: ReadonlyMap<string, DropRule>;
}

export const TABLE = "asm_egress_lab";
/** Conntrack mark of the proxy's own connections. */
const OWN = 1;

/**
 * The ruleset of the router: NetworkPolicies and security groups as a packet meets them, then the way of the source to the
 * destination, then the policies on it, judged once per connection. What is accepted or dropped by address is so here; a connection that meets a rule with names is handed
 * to the proxy, which applies the whole of the way's policies to it with Host or SNI in hand.
 */
export function nftablesOf(enforced: Enforced, { inside, generation }: RouterPlace): Ruleset {
    const { egress, interfaces, pods, inner } = enforced;
    const drops = new DropCounters();
    const uninvited = drops.drop("network", "from outside, and nobody inside had asked for it");
    const noVswitch = drops.drop("network", "a source in no vSwitch");
    const chains = [
        ...policyChains(pods, drops),
        ...groupChains(interfaces, drops),
        ...wayChains(egress, generation, drops),
        ...chain("deliver", [`meta mark set ${DELIVERED}`, `ct mark set ${generation} accept`]),
        ...chain("judge", [
            `ct direction original fib daddr type local ${drops.drop("network", "the router itself")}`,
            ...policyJumps(pods, "out"),
            ...groupJumps(interfaces, "out"),
            ...groupJumps(interfaces, "in"),
            ...policyJumps(pods, "in"),
            ...(inner.length === 0 ? [] : [`${addressMatch("daddr", inner)} goto deliver`]),
            ...sourceLines(egress),
            ...(inner.length === 0 ? [] : [`${addressMatch("saddr", inner)} goto deliver`]),
            noVswitch,
        ]),
        ...chain("arrive", [
            "type filter hook prerouting priority mangle; policy accept;",
            `ct mark ${OWN} accept`,
            "ct state invalid drop",
            `ct state established,related ct mark ${generation} accept`,
            `iifname != "${inside}" ct direction original ${uninvited}`,
            "goto judge",
        ]),
        ...chain("hand_over", [
            "type nat hook prerouting priority dstnat; policy accept;",
            ...inspectedWays(egress).map(
                ({ inspect, port }) => `meta l4proto tcp meta mark ${inspect} redirect to :${port}`,
            ),
        ]),
        ...chain("forward", [
            "type filter hook forward priority filter; policy drop;",
            // What is in no vSwitch has no way out of the VPC, save to such services as it is one of.
            ...(inner.length === 0
                ? []
                : [
                      `meta mark ${DELIVERED} iifname "${inside}" oifname != "${inside}" ${addressMatch("daddr", inner, "!= ")} ${noVswitch}`,
                  ]),
            `ct state established,related ct mark ${generation} accept`,
            `meta mark ${FORWARDED} accept`,
        ]),
        // The proxy's half of a connection that is to be judged again waits for that, too.
        ...chain("proxy", [
            "type filter hook output priority mangle; policy accept;",
            `ct state new ct mark set ${OWN} accept`,
            "ct direction original accept",
            `ct mark { ${OWN}, ${generation} } accept`,
            "ct state established goto judge",
        ]),
        ...chain("translate", [
            "type nat hook postrouting priority srcnat; policy accept;",
            ...numberedWays(egress).flatMap(snatLines),
        ]),
    ];
    const lines = [
        // Flushed, not deleted: the counters stay as they are.
        `table ip ${TABLE}`,
        `flush table ip ${TABLE}`,
        `table ip ${TABLE} {`,
        ...[...drops.rules().keys()].map((name) => `  counter ${name} { }`),
        ...chains,
        "}",
    ];
    return { text: `${lines.join("\n")}\n`, drops: drops.rules() };
}

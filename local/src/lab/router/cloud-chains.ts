import type { DropCounters } from "./drop-counters";
import type { Chain, Egress } from "./egress";
import { canonical } from "./ipv4";
import { addressMatch, chain, matches, portMatches, type Side, type Transport } from "./nft-text";
import type { GroupRule, InterfaceRules } from "./security-groups";
import { type NumberedWay, numberedWays } from "./ways";

/** One chain per interface and direction: `return` goes on to the next wall. */
export function groupChains(interfaces: readonly InterfaceRules[], drops: DropCounters): string[] {
    return interfaces.flatMap(({ address, egress, ingress, acceptsUnmatchedEgress }, index) => {
        const lines = (direction: "egress" | "ingress", rules: readonly GroupRule[], acceptUnmatched: boolean) =>
            groupLines({ of: `security group of ${address}, ${direction}`, rules, acceptUnmatched, direction }, drops);
        return [
            ...chain(`group_out_${index}`, lines("egress", egress, acceptsUnmatchedEgress)),
            ...chain(`group_in_${index}`, lines("ingress", ingress, false)),
        ];
    });
}

/** Jumps to the chains of those who open connections, or of those who are sent them. */
export function groupJumps(interfaces: readonly InterfaceRules[], direction: "out" | "in"): string[] {
    const side: Side = direction === "out" ? "saddr" : "daddr";
    return interfaces.map(({ address }, index) => `${addressMatch(side, [address])} jump group_${direction}_${index}`);
}

interface GroupRules {
    readonly of: string;
    readonly direction: "egress" | "ingress";
    readonly rules: readonly GroupRule[];
    readonly acceptUnmatched: boolean;
}

function groupLines({ of, direction, rules, acceptUnmatched }: GroupRules, drops: DropCounters): string[] {
    const side: Side = direction === "egress" ? "daddr" : "saddr";
    return [
        ...rules.flatMap((rule) => {
            const verdict = rule.accept ? "return" : drops.drop("network", `${of}: drop of ${inWords(rule)}`);
            return matches(transportOf(rule), rule.peers, side).map((match) => `${match} ${verdict}`);
        }),
        ...(acceptUnmatched ? [] : [drops.drop("network", `${of}: no rule accepts it`)]),
    ];
}

function inWords({ protocol, ports, peers }: GroupRule): string {
    const range = ports === undefined ? "" : ` ${ports.from}-${ports.to}`;
    return `${protocol ?? "any protocol"}${range}, ${peers.join(" ")}`;
}

function transportOf({ protocol, ports }: GroupRule): Transport {
    return { ...(protocol === undefined ? {} : { protocol }), ...(ports === undefined ? {} : { ports: [ports] }) };
}

/** One chain per source, which finds the way; one per way; one per boundary on it. */
export function wayChains(egress: Egress, generation: number, drops: DropCounters): string[] {
    const ways = numberedWays(egress);
    const open = ways.filter(({ way }) => way.closed === undefined);
    return [
        ...open.flatMap((entry) => wayChain(entry, generation, drops)),
        ...egress.flatMap(({ from, ways: own }, index) =>
            chain(`source_${index}`, [
                ...ways
                    .filter(({ way }) => own.includes(way))
                    .map(({ way, number }) => {
                        const closed = way.closed === undefined ? undefined : drops.drop("network", way.closed);
                        return `ct original ip daddr ${canonical(way.to)} ${closed ?? `goto way_${number}`}`;
                    }),
                drops.drop("network", `no route from ${from}`),
            ]),
        ),
    ];
}

/** A rule with names marks the connection for the proxy; a drop of a later boundary still counts before that. */
function wayChain({ way, from, number, pass, inspect }: NumberedWay, generation: number, drops: DropCounters) {
    const { chains, publicAddresses, to } = way;
    const before = (what: string) => drops.drop("firewall", `${from} to ${to}: ${what}`);
    return [
        ...chains.flatMap((rules, index) => chain(`way_${number}_${index}`, boundaryLines(rules, inspect, drops))),
        ...chain(`way_${number}`, [
            `meta mark set ${pass}`,
            ...chains.map((_, index) => `jump way_${number}_${index}`),
            // What was let out before keeps its address and its way past the proxy for as long as it lives.
            ...(chains.length === 0
                ? []
                : [`meta mark ${inspect} ct state established ct status ! dnat ${before("opened past the proxy")}`]),
            ...(publicAddresses.length === 0
                ? []
                : [
                      `ct state established ct status snat ct reply ip daddr != { ${publicAddresses.join(", ")} } ${before("opened from an address that it has no more")}`,
                  ]),
            `ct mark set ${generation} accept`,
        ]),
    ];
}

function boundaryLines(rules: Chain, inspect: number, drops: DropCounters): string[] {
    return rules.flatMap((rule) => {
        const verdict = rule.accept ? "return" : drops.drop("firewall", rule.policy);
        return [
            ...matches(rule, rule.blocks, "daddr").map((match) => `${match} ${verdict}`),
            // Only TCP has names; what waits for the proxy goes on to the next boundary meanwhile.
            ...(rule.names.length === 0 || (rule.protocol ?? "TCP") !== "TCP"
                ? []
                : portMatches({ ...rule, protocol: "TCP" }).map((ports) => `${ports} meta mark set ${inspect} return`)),
        ];
    });
}

/** Which address of the entry a connection gets is the service's choice; here chance chooses, so that each is tried. */
export function snatLines({ way: { publicAddresses }, pass }: NumberedWay): string[] {
    if (publicAddresses.length === 0) {
        return [];
    }
    const map = publicAddresses.map((address, index) => `${index} : ${address}`).join(", ");
    return [`meta mark ${pass} snat to numgen random mod ${publicAddresses.length} map { ${map} }`];
}

/** Sources with their chains, the most specific first. */
export function sourceLines(egress: Egress): string[] {
    return egress.map(({ from }, index) => `${addressMatch("saddr", [from])} goto source_${index}`);
}

import type { Chain, Egress, PortRange, Protocol, Rule, Way } from "./egress";
import { canonical, covers } from "./ipv4";
import type { GroupRule, InterfaceRules } from "./security-groups";

/** Where the ruleset stands: everything that comes in by this interface is judged. */
export interface RouterPlace {
    /** Name of the interface towards the workloads. */
    readonly inside: string;
}

/** First port of the proxy: a way whose chains know names has a listener of its own, at this port plus its number. */
const PROXY_PORT = 20_000;
/** Marks of judged connections: way number on top of one of these. */
const PASS = 0x10000;
const INSPECT = 0x20000;

/** A way that the proxy has a part in. */
interface InspectedWay {
    readonly way: Way;
    /** Where the proxy listens for its connections. */
    readonly port: number;
    /** Socket mark by which the proxy's own connections get the way's public addresses. */
    readonly mark: number;
}

/** Every way in one row, so that the packet filter and the proxy number them alike. */
export function inspectedWays(egress: Egress): InspectedWay[] {
    return everyWay(egress).flatMap((way, number) =>
        way.chains.some((chain) => chain.some(({ names }) => names.length > 0))
            ? [{ way, port: PROXY_PORT + number, mark: PASS + number }]
            : [],
    );
}

function everyWay(egress: Egress): Way[] {
    return egress.flatMap(({ ways }) => ways);
}

/**
 * The ruleset of the router: security groups, then the way of the source to the destination, then the policies on it, judged
 * once per connection. What is accepted or dropped by address is so here; a connection that meets a rule with names is handed
 * to the proxy, which applies the whole of the way's policies to it with Host or SNI in hand.
 */
export function nftablesOf(egress: Egress, interfaces: readonly InterfaceRules[], { inside }: RouterPlace): string {
    const numbers = new Map(everyWay(egress).map((way, number) => [way, number]));
    const numberOf = (way: Way) => numbers.get(way) ?? 0;
    const open = everyWay(egress).filter(({ closed }) => closed === undefined);
    const lines = [
        "table ip asm_egress_lab",
        "delete table ip asm_egress_lab",
        "table ip asm_egress_lab {",
        ...interfaces.flatMap((rules, index) => [
            ...chain(`group_out_${index}`, groupLines(rules.egress, "daddr", rules.acceptsUnmatchedEgress)),
            ...chain(`group_in_${index}`, groupLines(rules.ingress, "saddr", false)),
        ]),
        ...open.flatMap((way) => wayChains(way, numberOf(way))),
        ...egress.flatMap(({ ways }, index) =>
            chain(`source_${index}`, [
                ...ways.map(
                    (way) =>
                        `ip daddr ${canonical(way.to)} ${way.closed === undefined ? `goto way_${numberOf(way)}` : "drop"}`,
                ),
                "drop",
            ]),
        ),
        ...chain("judge", [
            "type filter hook prerouting priority mangle; policy accept;",
            `iifname != "${inside}" accept`,
            "ct state established,related accept",
            "ct state invalid drop",
            ...interfaces.map(({ address }, index) => `ip saddr ${canonical(address)} jump group_out_${index}`),
            ...interfaces.map(({ address }, index) => `ip daddr ${canonical(address)} jump group_in_${index}`),
            ...egress.map(({ from }, index) => `ip saddr ${canonical(from)} goto source_${index}`),
            "drop",
        ]),
        ...chain("hand_over", [
            "type nat hook prerouting priority dstnat; policy accept;",
            ...inspectedWays(egress).map(
                ({ way, port }) => `meta l4proto tcp meta mark ${INSPECT + numberOf(way)} redirect to :${port}`,
            ),
        ]),
        ...chain("forward", [
            "type filter hook forward priority filter; policy drop;",
            "ct state established,related accept",
            `meta mark ${PASS}-${PASS + Math.max(0, numbers.size - 1)} accept`,
        ]),
        ...chain("translate", [
            "type nat hook postrouting priority srcnat; policy accept;",
            ...open.flatMap((way) => snatLines(way, numberOf(way))),
        ]),
        "}",
    ];
    return `${lines.join("\n")}\n`;
}

/** A rule with names marks the connection for the proxy; a drop of a later boundary still counts before that. */
function wayChains(way: Way, number: number): string[] {
    return [
        ...way.chains.flatMap((rules, index) => chain(`way_${number}_${index}`, boundaryLines(rules, number))),
        ...chain(`way_${number}`, [
            `meta mark set ${PASS + number}`,
            ...way.chains.map((_, index) => `jump way_${number}_${index}`),
            "accept",
        ]),
    ];
}

function boundaryLines(rules: Chain, number: number): string[] {
    return rules.flatMap((rule) => {
        const verdict = rule.accept ? "return" : "drop";
        return [
            ...matches(rule, rule.blocks, "daddr").map((match) => `${match} ${verdict}`),
            // Only TCP has names; what waits for the proxy goes on to the next boundary meanwhile.
            ...(rule.names.length === 0 || (rule.protocol ?? "TCP") !== "TCP"
                ? []
                : portMatches({ ...rule, protocol: "TCP" }).map(
                      (ports) => `${ports} meta mark set ${INSPECT + number} return`,
                  )),
        ];
    });
}

function groupLines(rules: readonly GroupRule[], side: "daddr" | "saddr", acceptUnmatched: boolean): string[] {
    return [
        ...rules.flatMap((rule) =>
            matches(transportOf(rule), rule.peers, side).map((match) => `${match} ${rule.accept ? "return" : "drop"}`),
        ),
        ...(acceptUnmatched ? [] : ["drop"]),
    ];
}

function transportOf({ protocol, ports }: GroupRule): Transport {
    return { ...(protocol === undefined ? {} : { protocol }), ...(ports === undefined ? {} : { ports: [ports] }) };
}

type Transport = Pick<Rule, "protocol"> & { readonly ports?: readonly PortRange[] };

/** Where ports are named, a rule about any protocol is one about TCP and UDP with them, and ICMP, which has none. */
function matches(rule: Transport, blocks: readonly string[], side: "daddr" | "saddr"): string[] {
    if (blocks.length === 0) {
        return [];
    }
    // A set with one block inside another is refused as a conflict.
    const outermost = [...new Set(blocks.map(canonical))].filter(
        (block, _, all) => !all.some((other) => other !== block && covers(other, block)),
    );
    const addresses = `ip ${side} { ${outermost.join(", ")} }`;
    const protocols: (Protocol | undefined)[] =
        rule.protocol === undefined && rule.ports !== undefined ? ["TCP", "UDP", "ICMP"] : [rule.protocol];
    return protocols.flatMap((protocol) =>
        portMatches(protocol === undefined ? {} : { ...rule, protocol }).map((ports) => `${addresses} ${ports}`.trim()),
    );
}

/** One match per range: ranges of one rule may overlap, and a set may not. */
function portMatches({ protocol, ports }: Transport): string[] {
    if (protocol === undefined) {
        return [""];
    }
    const ranges = protocol === "ICMP" || ports === undefined ? [] : ports;
    const transport = protocol.toLowerCase();
    return ranges.length === 0
        ? [`meta l4proto ${transport}`]
        : ranges.map(({ from, to }) => `${transport} dport ${from}-${to}`);
}

/** Which address of the entry a connection gets is the service's choice; here chance chooses, so that each is tried. */
function snatLines({ publicAddresses }: Way, number: number): string[] {
    if (publicAddresses.length === 0) {
        return [];
    }
    const map = publicAddresses.map((address, index) => `${index} : ${address}`).join(", ");
    return [`meta mark ${PASS + number} snat to numgen random mod ${publicAddresses.length} map { ${map} }`];
}

function chain(name: string, lines: readonly string[]): string[] {
    return [`  chain ${name} {`, ...lines.map((line) => `    ${line}`), "  }"];
}

import type { PortRange, Protocol } from "./egress";
import { canonical, covers } from "./ipv4";

/**
 * Matches look at the packet that opened the connection (`ct original`), whichever packet of it comes by: a connection that was
 * judged by older rules is judged again by the next packet it has, in either direction.
 */
export interface Transport {
    /** Absent: any. */
    readonly protocol?: Protocol;
    /** Absent: all. */
    readonly ports?: readonly PortRange[];
}

export type Side = "daddr" | "saddr";

export function chain(name: string, lines: readonly string[]): string[] {
    return [`  chain ${name} {`, ...lines.map((line) => `    ${line}`), "  }"];
}

export function addressMatch(side: Side, blocks: readonly string[], operator = ""): string {
    // A set with one block inside another is refused as a conflict.
    const outermost = [...new Set(blocks.map(canonical))].filter(
        (block, _, all) => !all.some((other) => other !== block && covers(other, block)),
    );
    return `ct original ip ${side} ${operator}{ ${outermost.join(", ")} }`;
}

/** Where ports are named, a rule about any protocol is one about TCP and UDP with them, and ICMP, which has none. */
export function matches(rule: Transport, blocks: readonly string[], side: Side): string[] {
    if (blocks.length === 0) {
        return [];
    }
    const protocols: (Protocol | undefined)[] =
        rule.protocol === undefined && rule.ports !== undefined ? ["TCP", "UDP", "ICMP"] : [rule.protocol];
    return protocols.flatMap((protocol) =>
        portMatches(protocol === undefined ? {} : { ...rule, protocol }).map((ports) =>
            `${addressMatch(side, blocks)} ${ports}`.trim(),
        ),
    );
}

/** One match per range: ranges of one rule may overlap, and a set may not. */
export function portMatches({ protocol, ports }: Transport): string[] {
    if (protocol === undefined) {
        return [""];
    }
    const ranges = protocol === "ICMP" || ports === undefined ? [] : ports;
    const transport = `meta l4proto ${protocol.toLowerCase()}`;
    return ranges.length === 0
        ? [transport]
        : ranges.map(({ from, to }) => `${transport} ct original proto-dst ${from}-${to}`);
}

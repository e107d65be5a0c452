import { covers } from "./ipv4";

export type Protocol = "TCP" | "UDP" | "ICMP";

export interface PortRange {
    readonly from: number;
    readonly to: number;
}

/** One Cloud Firewall policy as far as one source is concerned. */
export interface Rule {
    /** Of the boundary and the policy, for logs and comments. */
    readonly policy: string;
    readonly accept: boolean;
    /** Absent: any. */
    readonly protocol?: Protocol;
    /** Absent: all. */
    readonly ports?: readonly PortRange[];
    /** Destinations the rule knows by address; what domains resolve to in DNS mode is among them. */
    readonly blocks: readonly string[];
    /** Destinations it knows by Host or SNI: a name, or `*.` and a name. */
    readonly names: readonly string[];
    /** In loose mode a rule with names also takes what names no host. */
    readonly takesUnread: boolean;
}

/** The rules of one boundary for one source, first looked at first. No match means accept. */
export type Chain = readonly Rule[];

/** What becomes of traffic to a block of destinations. */
export interface Way {
    readonly to: string;
    /** No route, no SNAT entry, …: nothing passes. */
    readonly closed?: string;
    /** Every one of them has to accept. */
    readonly chains: readonly Chain[];
    /** Addresses it leaves from; none inside the cloud's own networks. */
    readonly publicAddresses: readonly string[];
}

export interface Source {
    readonly from: string;
    /** The first that holds the destination counts; a destination in none of them goes nowhere. */
    readonly ways: readonly Way[];
}

/** What each source may do; the first that holds an address counts, and an address in none of them may do nothing. */
export type Egress = readonly Source[];

export interface Flow {
    readonly source: string;
    readonly destination: string;
    readonly protocol: Protocol;
    readonly port: number;
    /** Host or SNI; absent: none that can be read. */
    readonly host?: string;
}

/** What the router's packet filter and proxy together do with a flow. */
export function passes(egress: Egress, flow: Flow): boolean {
    const source = egress.find(({ from }) => covers(from, flow.source));
    const way = source?.ways.find(({ to }) => covers(to, flow.destination));
    return way !== undefined && way.closed === undefined && way.chains.every((chain) => accepts(chain, flow));
}

function accepts(chain: Chain, flow: Flow): boolean {
    return chain.find((rule) => takes(rule, flow))?.accept ?? true;
}

function takes(rule: Rule, flow: Flow): boolean {
    const { protocol = flow.protocol, ports } = rule;
    const fits =
        flow.protocol === "ICMP" || (ports?.some(({ from, to }) => from <= flow.port && flow.port <= to) ?? true);
    return (
        protocol === flow.protocol &&
        fits &&
        (rule.blocks.some((block) => covers(block, flow.destination)) || isNamed(rule, flow.host))
    );
}

function isNamed({ names, takesUnread }: Rule, host: string | undefined): boolean {
    if (host === undefined) {
        return names.length > 0 && takesUnread;
    }
    const name = host.toLowerCase();
    return names.some((wanted) => (wanted.startsWith("*.") ? name.endsWith(wanted.slice(1)) : name === wanted));
}

import { DomainMatching, type TransportProtocol } from "../../intent/args";
import type { Intent } from "../../intent/intent";
import { shardedBy } from "../shards";
import { departures } from "./departures";
import { namedTogether } from "./description";

export type FirewallLayerIntent = Pick<
    Intent,
    "cluster" | "gateway" | "internet" | "firewall" | "externalServices" | "infrastructure"
>;

/** Source: Cloud Firewall, "Manage address books": entries of one book of domains or of ranges. */
const ENTRIES_AT_MOST = 2000;

/** Entries of one address book. */
export interface Destinations {
    readonly kind: "domain" | "ip";
    readonly entries: readonly string[];
}

/** What passes, whatever it is about: who, on which port, and how it is told. */
export interface Passing {
    /** Who: the gateway's range, the cluster's nodes, or all of the cluster. */
    readonly from: "gateway" | "nodes" | "cluster";
    readonly port: number;
    readonly protocol: TransportProtocol;
    /** How a domain is recognised; says nothing about ranges. */
    readonly matching: DomainMatching;
    /** Whether the name in the request is that of plain HTTP (Host) and not that of TLS (SNI). */
    readonly plaintext: boolean;
}

/** One accept rule: few and stable, because hosts are entries of its address book and not rules of their own. */
export interface Accept extends Passing {
    /** Key of its address book and of its roles. */
    readonly key: string;
    readonly to: Destinations;
    readonly description: string;
}

/**
 * What may pass, for every boundary: what external services need, one rule a port and manner (and a book of it); then what
 * the nodes may reach, one rule a grant, kind and port.
 */
export function acceptRules(intent: FirewallLayerIntent): Accept[] {
    const ofServices = departures(intent).flatMap(({ key, entries, ...passing }) => {
        const { kind } = passing;
        const names = [...entries.keys()];
        return accepts(key, passing, { kind, entries: names }, (book) =>
            names.filter((entry) => book.has(entry)).flatMap((entry) => entries.get(entry) ?? []),
        );
    });
    const ofNodes = intent.infrastructure.flatMap(({ name, hosts, addresses, ports, protocol, domainMatching }) =>
        ports.flatMap((port) => {
            const passing = { from: "nodes", port, protocol, matching: domainMatching, plaintext: false } as const;
            return [
                { kind: "domain" as const, entries: hosts.map(String) },
                { kind: "ip" as const, entries: addresses.map(String) },
            ].flatMap((to) =>
                accepts(`infrastructure-${name}-${to.kind}-${port}`, passing, to, () => [`infrastructure ${name}`]),
            );
        }),
    );
    return [...ofServices, ...ofNodes];
}

/** One rule a book: a rule names exactly one book a side. */
function accepts(
    key: string,
    { from, port, protocol, matching, plaintext }: Passing,
    { kind, entries }: Destinations,
    namesOf: (book: ReadonlySet<string>) => string[],
): Accept[] {
    const books = shardedBy(entries, ENTRIES_AT_MOST);
    return books.map((book, index) => ({
        ...{ from, port, protocol, matching, plaintext },
        key: books.length === 1 ? key : `${key}-${index}`,
        to: { kind, entries: book },
        description: namedTogether(namesOf(new Set(book))),
    }));
}

/**
 * By the name in the request only TLS passes, or only plain HTTP where that is declared; the platform calls TLS on 443
 * HTTPS and on other ports SSL. By address anything: ranges, and domains that the platform resolves.
 * Source: Cloud Firewall, "Domain name resolution policy".
 */
export function applicationOf(accept: Accept): "ANY" | "HTTP" | "HTTPS" | "SSL" {
    if (isByAddress(accept)) {
        return "ANY";
    }
    if (accept.plaintext) {
        return "HTTP";
    }
    return accept.port === 443 ? "HTTPS" : "SSL";
}

/** Whether the packets' addresses decide and not the name in the request. */
function isByAddress(accept: Accept): boolean {
    return accept.to.kind === "ip" || isResolved(accept);
}

/** Whether the platform resolves the domains of a rule and lets their addresses pass. */
export function isResolved({ to, matching }: Accept): boolean {
    return to.kind === "domain" && matching === DomainMatching.Dns;
}

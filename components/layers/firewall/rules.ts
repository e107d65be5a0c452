import { DomainMatching, TransportProtocol } from "../../intent/args";
import type { Intent } from "../../intent/intent";
import { namedTogether } from "./description";
import { ENTRIES_AT_MOST, shardedBy } from "./shards";

export type FirewallLayerIntent = Pick<
    Intent,
    "cluster" | "gateway" | "internet" | "firewall" | "externalServices" | "infrastructure"
>;

/** Entries of one address book. */
export interface Destinations {
    readonly kind: "domain" | "ip";
    readonly entries: readonly string[];
}

/** What passes, whatever it is about: who, on which port, and how it is told. */
interface Passing {
    /** Who: the gateway's range, or the cluster's nodes. */
    readonly from: "gateway" | "nodes";
    readonly port: number;
    readonly protocol: TransportProtocol;
    /** How a domain is recognised; says nothing about ranges. */
    readonly matching: DomainMatching;
}

/** One accept rule: few and stable, because hosts are entries of its address book and not rules of their own. */
export interface Accept extends Passing {
    /** Key of its address book and of its roles. */
    readonly key: string;
    readonly to: Destinations;
    readonly description: string;
}

/**
 * What may pass, for every boundary: what the gateway may reach, one rule a port (and a book of it); then what the nodes
 * may reach, one rule a grant, kind and port.
 */
export function acceptRules({ externalServices, infrastructure }: FirewallLayerIntent): Accept[] {
    const ports = [...new Set(externalServices.map(({ port }) => port.number))].sort((a, b) => a - b);
    const ofGateway = ports.flatMap((port) => {
        const services = externalServices.filter((service) => service.port.number === port);
        const hosts = services.flatMap((service) => service.hosts.map(({ name }) => name));
        const passing = {
            from: "gateway",
            port,
            protocol: TransportProtocol.Tcp,
            matching: DomainMatching.Fqdn,
        } as const;
        return accepts(`hosts-${port}`, passing, { kind: "domain", entries: hosts }, (book) =>
            services.filter((service) => service.hosts.some(({ name }) => book.has(name))).map(({ name }) => name),
        );
    });
    const ofNodes = infrastructure.flatMap(({ name, hosts, addresses, ports, protocol, domainMatching }) =>
        ports.flatMap((port) => {
            const passing = { from: "nodes", port, protocol, matching: domainMatching } as const;
            return [
                { kind: "domain" as const, entries: hosts.map(String) },
                { kind: "ip" as const, entries: addresses.map(String) },
            ].flatMap((to) =>
                accepts(`infrastructure-${name}-${to.kind}-${port}`, passing, to, () => [`infrastructure ${name}`]),
            );
        }),
    );
    return [...ofGateway, ...ofNodes];
}

/** One rule a book: a rule names exactly one book a side. */
function accepts(
    key: string,
    passing: Passing,
    { kind, entries }: Destinations,
    namesOf: (book: ReadonlySet<string>) => string[],
): Accept[] {
    const books = shardedBy(entries, ENTRIES_AT_MOST);
    return books.map((book, index) => ({
        ...passing,
        key: books.length === 1 ? key : `${key}-${index}`,
        to: { kind, entries: book },
        description: namedTogether(namesOf(new Set(book))),
    }));
}

/**
 * By the name in the request only TLS passes; the platform calls TLS on 443 HTTPS and on other ports SSL. By address
 * anything: ranges, and domains that the platform resolves.
 * Source: Cloud Firewall, "Domain name resolution policy".
 */
export function applicationOf(accept: Accept): "ANY" | "HTTPS" | "SSL" {
    if (isByAddress(accept)) {
        return "ANY";
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

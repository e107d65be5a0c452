import type { Intent } from "../../intent/intent";
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

/** One accept rule: few and stable, because hosts are entries of its address book and not rules of their own. */
export interface Accept {
    /** Key of its address book and of its roles. */
    readonly key: string;
    /** Who: the gateway's range, or the cluster's nodes. */
    readonly from: "gateway" | "nodes";
    readonly to: Destinations;
    readonly port: number;
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
        return accepts("gateway", `hosts-${port}`, { kind: "domain", entries: hosts }, port, `port ${port}`);
    });
    const ofNodes = infrastructure.flatMap((grant) =>
        grant.ports.flatMap((port) =>
            [
                { kind: "domain" as const, entries: grant.hosts.map(String) },
                { kind: "ip" as const, entries: grant.addresses.map(String) },
            ].flatMap((to) =>
                accepts("nodes", `infrastructure-${grant.name}-${to.kind}-${port}`, to, port, `grant ${grant.name}`),
            ),
        ),
    );
    return [...ofGateway, ...ofNodes];
}

/** One rule a book: a rule names exactly one book a side. */
function accepts(
    from: Accept["from"],
    key: string,
    { kind, entries }: Destinations,
    port: number,
    description: string,
): Accept[] {
    const books = shardedBy(entries, ENTRIES_AT_MOST);
    return books.map((book, index) => ({
        key: books.length === 1 ? key : `${key}-${index}`,
        from,
        to: { kind, entries: book },
        port,
        description,
    }));
}

/**
 * By domain only TLS passes; the platform calls TLS on 443 HTTPS and on other ports SSL. By address anything.
 * Source: Cloud Firewall, "Domain name resolution policy".
 */
export function applicationOf({ to, port }: Accept): "ANY" | "HTTPS" | "SSL" {
    if (to.kind === "ip") {
        return "ANY";
    }
    return port === 443 ? "HTTPS" : "SSL";
}

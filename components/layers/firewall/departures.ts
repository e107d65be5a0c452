import { DomainMatching, Route, TransportProtocol } from "../../intent/args";
import type { ExternalServiceIntent, Intent } from "../../intent/intent";
import { originates, type Wire, wiresOf } from "../../intent/wire";
import type { Destinations, Passing } from "./rules";

/** What leaves in one manner on one port, for all external services together. */
interface Departure extends Passing {
    readonly key: string;
    readonly kind: Destinations["kind"];
    /** Domains or ranges, each with the external services that it is for. */
    readonly entries: ReadonlyMap<string, readonly string[]>;
}

/** How the firewall can recognise what leaves, in the order of the rules. */
enum Recognised {
    /** By the SNI of TLS, whoever has made it. */
    BySni = "hosts",
    /** By the Host of plain HTTP. */
    ByHostHeader = "http-hosts",
    /** Bytes that name nothing: by the addresses that the host resolves to. */
    ByResolution = "tcp-hosts",
    /** Bytes to an address that is written down. */
    ByAddress = "tcp-addresses",
}

const ORDER = Object.values(Recognised);

/**
 * What external services send past the boundaries: from the gateway, or, by the route `Sidecar`, from anywhere in the
 * cluster. The latter needs a rule only where the cluster is denied.
 */
export function departures({ externalServices, firewall }: Pick<Intent, "externalServices" | "firewall">): Departure[] {
    const found = new Map<string, { order: number; departure: Departure; entries: Map<string, string[]> }>();
    for (const service of externalServices) {
        const from = service.route === Route.Gateway ? "gateway" : "cluster";
        for (const wire of from === "cluster" && !firewall.fenceCluster ? [] : wiresOf(service)) {
            const how = recognised(service, wire);
            const key = `${from === "cluster" ? "sidecar-" : ""}${how}-${wire.outsidePort}`;
            const known = found.get(key) ?? started(key, from, how, wire.outsidePort);
            found.set(key, known);
            for (const entry of entriesOf(service, wire, how)) {
                known.entries.set(entry, [...(known.entries.get(entry) ?? []), service.name]);
            }
        }
    }
    return [...found.values()]
        .sort((a, b) => a.order - b.order || a.departure.port - b.departure.port)
        .map(({ departure }) => departure);
}

function started(key: string, from: "gateway" | "cluster", how: Recognised, port: number) {
    const entries = new Map<string, string[]>();
    const departure: Departure = {
        key,
        from,
        port,
        protocol: TransportProtocol.Tcp,
        kind: how === Recognised.ByAddress ? "ip" : "domain",
        matching: how === Recognised.ByResolution ? DomainMatching.Dns : DomainMatching.Fqdn,
        plaintext: how === Recognised.ByHostHeader,
        entries,
    };
    return { order: (from === "cluster" ? ORDER.length : 0) + ORDER.indexOf(how), departure, entries };
}

/** A sidecar passes bytes on to the address that the workload has dialled; the gateway dials the host, if there is one. */
function recognised({ hosts, route, tls }: ExternalServiceIntent, { manner }: Wire): Recognised {
    if (manner === "tcp") {
        return hosts.length > 0 && route === Route.Gateway ? Recognised.ByResolution : Recognised.ByAddress;
    }
    return manner === "http" && !originates(tls.mode) ? Recognised.ByHostHeader : Recognised.BySni;
}

/** The SNI is the host, or what the proxy is told to send instead; what an application sends is always the host. */
function entriesOf({ hosts, addresses, tls }: ExternalServiceIntent, { manner }: Wire, how: Recognised): string[] {
    if (how === Recognised.ByAddress) {
        return addresses.map(String);
    }
    return manner === "http" && tls.sni !== undefined ? [tls.sni] : hosts.map(({ name }) => name);
}

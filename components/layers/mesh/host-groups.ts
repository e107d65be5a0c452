import { Route } from "../../intent/args";
import type { Cidr } from "../../intent/cidr";
import type { ClientIdentity } from "../../intent/client";
import type { ExternalServiceIntent, TlsIntent } from "../../intent/intent";
import type { TrafficIntent } from "../../intent/traffic";
import { originates, type Wire, wiresOf } from "../../intent/wire";
import { destinationNames } from "../destination-names";
import { type Leg, legsByService } from "../gateway-ports";

/** Hosts that share their ServiceEntries: same ports, same TLS, same callers' namespaces. */
export interface HostGroup {
    /** Key of the ServiceEntries: the external service, or the host where several name it. */
    readonly key: string;
    readonly hosts: readonly string[];
    /** Where workloads dial; where `isAddress`, what is dialled outside too. */
    readonly addresses: readonly Cidr[];
    /** True where there is no host, and the one name stands for an address. */
    readonly isAddress: boolean;
    readonly route: Route;
    readonly wires: readonly Wire[];
    readonly tls: TlsIntent;
    readonly traffic: TrafficIntent;
    /** Certificates that are shown for single clients, each once; none where all callers share one, or show none. */
    readonly credentials: readonly GroupCredential[];
    /** Namespaces that may see the hosts. */
    readonly namespaces: readonly string[];
}

/** A certificate, and for whom it is shown. */
interface GroupCredential {
    readonly credential: string;
    /** In the order of their principals; they overlap with nobody else's. */
    readonly clients: readonly ClientIdentity[];
}

/** Role of an object that belongs to a host, or to a group by its key; a wildcard without the letter that shells expand. */
export function roleOf(prefix: string, hostOrKey: string): string {
    return `${prefix}-${hostOrKey.replace("*", "_")}`;
}

/** Whether the hosts are wildcards; they all are, or none is. */
export function isWildcard({ hosts }: Pick<HostGroup, "hosts">): boolean {
    return hosts.some((host) => host.startsWith("*."));
}

/** A leg, and the port number by which the gateway knows the outside end of it. */
export interface GatewayLeg extends Leg {
    readonly knownAs: number;
}

/** A group whose traffic goes through the gateway. */
export interface GatewayGroup extends HostGroup {
    readonly legs: readonly GatewayLeg[];
}

/**
 * Every host in exactly one group, because two ServiceEntries with one host in one namespace shadow each other. A host
 * of one external service stays in that service's group, so that adding a host adds no ServiceEntry; a host that several
 * external services name has a group of its own, visible to the callers of them all.
 */
export function hostGroups(services: readonly ExternalServiceIntent[]): HostGroup[] {
    return grouped(services).map(({ group }) => group);
}

/** The groups that go through the gateway, with the ports that they have there. */
export function gatewayGroups(services: readonly ExternalServiceIntent[]): GatewayGroup[] {
    const legs = legsByService(services);
    return grouped(services)
        .filter(({ group }) => group.route === Route.Gateway)
        .map(({ group, service }) => ({ ...group, legs: known(group.tls, legs.get(service.name) ?? []) }));
}

/** Each group with a service that names its hosts; whatever a group is made of is the same in all that do. */
function grouped(
    services: readonly ExternalServiceIntent[],
): { readonly group: HostGroup; readonly service: ExternalServiceIntent }[] {
    const namedBy = new Map<string, ExternalServiceIntent[]>();
    for (const service of services) {
        for (const name of destinationNames(service)) {
            namedBy.set(name, [...(namedBy.get(name) ?? []), service]);
        }
    }
    const shared = [...namedBy].filter(([, users]) => users.length > 1);
    const own = services.map((service) => ({
        service,
        hosts: destinationNames(service).filter((host) => namedBy.get(host)?.length === 1),
    }));
    return [
        ...own
            .filter(({ hosts }) => hosts.length > 0)
            .map(({ service, hosts }) => ({ service, group: groupOf(service.name, hosts, service, [service]) })),
        // A dot cannot be in the name of an external service, so the keys never meet.
        ...shared
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([host, users]) => {
                const service = users[0] as ExternalServiceIntent;
                return { service, group: groupOf(host, [host], service, users) };
            }),
    ];
}

function groupOf(
    key: string,
    hosts: string[],
    service: ExternalServiceIntent,
    users: readonly ExternalServiceIntent[],
): HostGroup {
    const namespaces = users.flatMap(({ clients }) => clients.map(({ namespace }) => namespace));
    const { addresses, route, tls, traffic } = service;
    return {
        key,
        hosts,
        addresses,
        isAddress: service.hosts.length === 0,
        route,
        wires: wiresOf(service),
        tls,
        traffic,
        credentials: credentialsOf(users),
        namespaces: [...new Set(namespaces)].sort(),
    };
}

/** Those of every service that names the host: its callers are the clients of them all. */
function credentialsOf(users: readonly ExternalServiceIntent[]): GroupCredential[] {
    const clients = new Map<string, Map<string, ClientIdentity>>();
    for (const { client, credential } of users.flatMap(({ credentials }) => credentials)) {
        clients.set(credential, (clients.get(credential) ?? new Map()).set(client.principal(""), client));
    }
    const byKey = <T>([a]: [string, T], [b]: [string, T]) => (a < b ? -1 : 1);
    return [...clients].sort(byKey).map(([credential, shown]) => ({
        credential,
        clients: [...shown].sort(byKey).map(([, client]) => client),
    }));
}

/**
 * The gateway knows a port outside by its number, but for one that is called in two ways: a ServiceEntry has each number
 * once, so the requests that the gateway makes TLS for have a number of their own, which leads to the same port.
 */
function known({ mode }: TlsIntent, legs: readonly Leg[]): GatewayLeg[] {
    const declared = new Set(legs.map(({ outsidePort }) => outsidePort));
    let free = FIRST_PRIVATE_PORT;
    return legs.map((leg) => {
        const twoWays = legs.some((other) => other !== leg && other.outsidePort === leg.outsidePort);
        if (leg.manner !== "http" || !originates(mode) || !twoWays) {
            return { ...leg, knownAs: leg.outsidePort };
        }
        while (declared.has(free)) {
            free += 1;
        }
        return { ...leg, knownAs: free++ };
    });
}

const FIRST_PRIVATE_PORT = 8000;

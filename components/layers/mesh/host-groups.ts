import type { ExternalServiceIntent } from "../../intent/intent";
import type { PortSpec } from "../../intent/port-spec";

/** Hosts that share their ServiceEntries: same port, same callers' namespaces. */
export interface HostGroup {
    /** Key of the ServiceEntries: the external service, or the host where several name it. */
    readonly key: string;
    readonly hosts: readonly string[];
    readonly port: PortSpec;
    /** Namespaces that may see the hosts. */
    readonly namespaces: readonly string[];
}

/**
 * Every host in exactly one group, because two ServiceEntries with one host in one namespace shadow each other. A host
 * of one external service stays in that service's group, so that adding a host adds no ServiceEntry; a host that several
 * external services name has a group of its own, visible to the callers of them all.
 */
export function hostGroups(services: readonly ExternalServiceIntent[]): HostGroup[] {
    const namedBy = new Map<string, ExternalServiceIntent[]>();
    for (const service of services) {
        for (const { name } of service.hosts) {
            namedBy.set(name, [...(namedBy.get(name) ?? []), service]);
        }
    }
    const shared = [...namedBy].filter(([, users]) => users.length > 1);
    const own = services.map((service) => ({
        service,
        hosts: service.hosts.map(({ name }) => name).filter((host) => namedBy.get(host)?.length === 1),
    }));
    return [
        ...own
            .filter(({ hosts }) => hosts.length > 0)
            .map(({ service, hosts }) => group(service.name, hosts, service.port, [service])),
        // A dot cannot be in the name of an external service, so the keys never meet.
        ...shared
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([host, users]) => group(host, [host], (users[0] as ExternalServiceIntent).port, users)),
    ];
}

function group(key: string, hosts: string[], port: PortSpec, services: readonly ExternalServiceIntent[]): HostGroup {
    const namespaces = services.flatMap(({ clients }) => clients.map(({ namespace }) => namespace));
    return { key, hosts, port, namespaces: [...new Set(namespaces)].sort() };
}

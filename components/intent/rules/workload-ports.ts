import type { Cidr } from "../cidr";
import type { FindingCollector } from "../finding-collector";
import type { ExternalServiceReading } from "../sections/external-services";
import { type Manner, originates, wiresOf } from "../wire";

/** A port that the sidecars of a namespace listen on for one service. */
interface Listener {
    readonly path: string;
    readonly port: number;
    readonly manner: Manner;
    /** Hosts that share its objects; two services that name one host share the listener too. */
    readonly hosts: ReadonlySet<string>;
    /** None: every address. */
    readonly addresses: readonly Cidr[];
}

/**
 * Workload ports mean one thing in a namespace. A sidecar tells requests apart by host, TLS by SNI and bytes by address;
 * where two services differ in none of these, one would get the other's traffic.
 */
export function workloadPortsAreClear(services: readonly ExternalServiceReading[], findings: FindingCollector): void {
    for (const service of services) {
        appTlsHasItsPort(service, findings);
    }
    const reported = new Set<string>();
    for (const listeners of listenersByNamespaceAndPort(services).values()) {
        listeners.forEach((later, index) => {
            const clash = listeners.slice(0, index).find((earlier) => clashes(earlier, later));
            if (clash !== undefined && !reported.has(`${later.path} ${later.port}`)) {
                reported.add(`${later.path} ${later.port}`);
                report(clash, later, findings);
            }
        });
    }
}

/** Applications that speak TLS themselves dial the port's own number. */
function appTlsHasItsPort(service: ExternalServiceReading, findings: FindingCollector): void {
    if (!service.tls.acceptAppTls || !originates(service.tls.mode)) {
        return;
    }
    for (const { path, value } of service.ports) {
        if (service.ports.some((other) => other.value.workloadPort === value.number)) {
            findings.error(
                "app-tls-port-taken",
                `${path}.workloadPort`,
                value.workloadPort,
                `another port than ${value.number}, which applications dial that still speak TLS`,
                "write another `workloadPort`, for example 80",
            );
        }
    }
}

function listenersByNamespaceAndPort(services: readonly ExternalServiceReading[]): Map<string, Listener[]> {
    const found = new Map<string, Listener[]>();
    for (const { path, hosts, addresses, ports, tls, clients } of services) {
        const names = new Set(hosts.map(({ value }) => value.name));
        const wires = wiresOf({ ports: ports.map(({ value }) => value), tls });
        for (const { manner, workloadPort } of wires) {
            const own = manner === "tcp" ? addresses.map(({ value }) => value) : [];
            const listener = { path, port: workloadPort, manner, hosts: names, addresses: own };
            for (const namespace of new Set(clients.map(({ value }) => value.namespace))) {
                const key = `${namespace} ${workloadPort}`;
                const listeners = found.get(key) ?? [];
                listeners.push(listener);
                found.set(key, listeners);
            }
        }
    }
    return found;
}

function clashes(a: Listener, b: Listener): boolean {
    const bytes = a.manner === "tcp" || b.manner === "tcp";
    // The usual case first: thousands of services may have one port.
    if (!bytes && a.manner === b.manner) {
        return false;
    }
    if (a.path === b.path || [...a.hosts].some((host) => b.hosts.has(host))) {
        return false;
    }
    if (bytes) {
        const everywhere = (listener: Listener) => listener.addresses.length === 0;
        return everywhere(a) && everywhere(b)
            ? true
            : a.addresses.some((range) => b.addresses.some((other) => range.overlaps(other)));
    }
    return true;
}

function report(earlier: Listener, later: Listener, findings: FindingCollector): void {
    const [at, port] = [`${later.path}.ports`, later.port];
    if (earlier.manner === "tcp" && later.manner === "tcp") {
        findings.error(
            "tcp-port-shared",
            at,
            port,
            `addresses that tell it from ${earlier.path}: a sidecar knows bytes by port and address only`,
            "write `addresses` at both, or another `workloadPort`",
        );
    } else {
        findings.error(
            "workload-port-spoken-two-ways",
            at,
            port,
            `${earlier.manner} on the port ${port}, as at ${earlier.path}: a sidecar reads a port in one way`,
            "write another `workloadPort` at one of them",
        );
    }
}

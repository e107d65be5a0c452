import { PortProtocol, Route } from "../args";
import { Cidr } from "../cidr";
import type { FindingCollector } from "../finding-collector";
import type { FencedNamespaceIntent } from "../intent";
import type { ExternalServiceReading } from "../sections/external-services";
import { NEVER_OUTSIDE } from "./internal-ranges";

/**
 * What a service leads to is said well enough for what its ports show: names where a proxy can read them, and exactly
 * one destination where it sees bytes only.
 */
export function destinationsAreClear(services: readonly ExternalServiceReading[], findings: FindingCollector): void {
    for (const service of services) {
        const { hosts, addresses } = service.written;
        if (hosts === undefined && addresses === undefined) {
            findings.error(
                "service-without-destination",
                service.path,
                service.written.name,
                "`hosts`, or `addresses` for ports of protocol Tcp",
                "name what may be called",
            );
        } else if (speaksTcp(service)) {
            oneTcpDestination(service, findings);
        } else {
            namesForWhatIsRead(service, findings);
        }
        for (const { path, value } of service.addresses.filter(({ value }) => value.prefix < 8)) {
            findings.error("address-too-wide", path, value.toString(), "a range of /8 or smaller", "name the ranges");
        }
        if (service.route === Route.Sidecar) {
            leavesTheGatewayOut(service, findings);
        }
    }
}

function speaksTcp({ ports }: ExternalServiceReading): boolean {
    return ports.some(({ value }) => value.protocol === PortProtocol.Tcp);
}

/** Requests and TLS are about names: an address beside them would be believed to restrict something. */
function namesForWhatIsRead({ path, written, route }: ExternalServiceReading, findings: FindingCollector): void {
    if (written.addresses !== undefined && (route === Route.Gateway || written.hosts === undefined)) {
        findings.error(
            "addresses-without-tcp",
            `${path}.addresses`,
            written.addresses,
            "ports of protocol Tcp beside it: requests and TLS are told apart by host",
            "write `hosts`, or `protocol: Tcp` at every port",
        );
    }
}

function oneTcpDestination(service: ExternalServiceReading, findings: FindingCollector): void {
    const { path, written, ports, route, hosts } = service;
    const mixed = ports.filter(({ value }) => value.protocol !== PortProtocol.Tcp);
    if (written.hosts !== undefined && written.hosts.length > 1) {
        findings.error(
            "tcp-with-several-hosts",
            `${path}.hosts`,
            written.hosts,
            "one host: bytes do not say which host they are for",
            "write an external service for each host, with `addresses` where they are called on one port",
        );
    }
    for (const { path: at, value } of written.addresses === undefined ? [] : mixed) {
        findings.error(
            "addresses-without-tcp",
            `${at}.protocol`,
            value.protocol,
            "Tcp, as at every port of a service with `addresses`",
            "write an external service of its own for the other ports",
        );
    }
    if (written.tls !== undefined && mixed.length === 0) {
        findings.error(
            "tls-on-tcp",
            `${path}.tls`,
            written.tls,
            "nothing: what the workload sends on a Tcp port passes as it is",
            "leave `tls` out; for TLS that the workload makes use the mode Passthrough and leave `protocol` out",
        );
    }
    if (route === Route.Gateway) {
        if (hosts.length === 0) {
            oneAddress(service, findings);
        }
        return;
    }
    for (const { path: at, value } of ports.filter(({ value }) => value.workloadPort !== value.number)) {
        findings.error(
            "sidecar-tcp-port-changed",
            `${at}.workloadPort`,
            value.workloadPort,
            `${value.number}: a sidecar passes bytes on to the address and port that were dialled`,
            "leave `workloadPort` out",
        );
    }
    if (written.addresses === undefined) {
        findings.error(
            "sidecar-tcp-without-addresses",
            path,
            written.name,
            "`addresses`: a sidecar takes every connection to the port for this host, whatever address it is for",
            "write the ranges that workloads may dial",
        );
    }
}

/** The gateway does not learn which address a workload dialled, so there can only be one. */
function oneAddress({ path, written, addresses }: ExternalServiceReading, findings: FindingCollector): void {
    if ((written.addresses?.length ?? 0) > 1) {
        findings.error(
            "tcp-with-several-addresses",
            `${path}.addresses`,
            written.addresses,
            "one address: the gateway does not learn which one the workload dialled",
            "write an external service for each address",
        );
    }
    const closed = NEVER_OUTSIDE.flatMap((range) => {
        const cidr = Cidr.parse(range);
        return cidr.ok ? [cidr.value] : [];
    });
    for (const { path: at, value } of addresses) {
        if (value.prefix < 32) {
            findings.error(
                "tcp-address-range",
                at,
                value.toString(),
                "a single address, where there is no host",
                "name the host; or, for a network that the cluster reaches itself, write `route: Sidecar`",
            );
        }
        if (closed.some((range) => range.overlaps(value))) {
            findings.error(
                "address-not-outside",
                at,
                value.toString(),
                "a public address: private ranges are closed to the gateway",
                "leave it out; or, for a network that the cluster reaches itself, write `route: Sidecar`",
            );
        }
    }
}

/** What is lost without the gateway; the firewall then has to accept the whole cluster for this destination. */
function leavesTheGatewayOut({ path, written }: ExternalServiceReading, findings: FindingCollector): void {
    findings.warning(
        "sidecar-route-without-gateway",
        `${path}.route`,
        Route.Sidecar,
        "the route Gateway: without it nobody checks who calls, every Pod of the cluster may reach the destination, and traffic does not leave from the gateway's range",
        `leave \`route\` out, unless the cluster reaches ${written.name} without this perimeter's way out`,
    );
}

/**
 * By the route `Sidecar` packets leave from the workload's own Pod, so its namespace's NetworkPolicy has to let them out;
 * and a NetworkPolicy knows no hosts.
 */
export function sidecarsMayLeave(
    services: readonly ExternalServiceReading[],
    namespaces: readonly FencedNamespaceIntent[],
    findings: FindingCollector,
): void {
    const walled = new Set(namespaces.filter(({ networkPolicy }) => networkPolicy).map(({ name }) => name));
    for (const { path, written, route, clients } of services) {
        const behind = clients.find(({ value }) => walled.has(value.namespace));
        if (route === Route.Sidecar && written.hosts !== undefined && written.addresses === undefined && behind) {
            findings.error(
                "sidecar-route-behind-network-policy",
                `${path}.addresses`,
                undefined,
                `the ranges where the hosts are: the NetworkPolicy of ${behind.value.namespace} lets out addresses, not hosts`,
                "write `addresses` beside `hosts`; or leave `route` out",
            );
        }
    }
}

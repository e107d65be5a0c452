import { Route } from "../args";
import type { FindingCollector } from "../finding-collector";
import { type GatewayIntent, type MeshIntent, regionOf } from "../intent";
import { requires } from "../mesh-features";
import type { ExternalServiceReading } from "../sections/external-services";
import { wiresOf } from "../wire";

/**
 * Several endpoints of a host, and failing addresses: where the mesh can tell them apart, and where whoever answers is still
 * checked under the host's own name.
 *
 * @param mesh absent, as is the gateway, where a component that does not see it reads its part of the args
 */
export function endpointsAreServed(
    services: readonly ExternalServiceReading[],
    mesh: Pick<MeshIntent, "version"> | undefined,
    gateway: Pick<GatewayIntent, "subnets"> | undefined,
    findings: FindingCollector,
): void {
    for (const service of services) {
        addressesAreSeveral(service, findings);
        for (const property of ["failover", "locality"] as const) {
            if (service.traffic[property] !== undefined) {
                oneNamedHost(service, property, findings);
            }
        }
        const at = `${service.path}.traffic`;
        const { failover, locality } = service.traffic;
        const lacking = failover && mesh && requires("failover", mesh.version, `${at}.failover`, failover);
        findings.findings.push(...(lacking === undefined ? [] : [lacking]));
        const regions = new Set(gateway?.subnets.map(({ zoneId }) => regionOf(zoneId)));
        if (locality !== undefined && regions.size > 0 && !locality.some(({ region }) => regions.has(region))) {
            findings.error(
                "locality-far-from-the-gateway",
                `${at}.locality`,
                locality.map(({ region }) => region),
                `an endpoint in ${[...regions].sort().join(", ")}, where the proxies are: none is nearer than another`,
                "write `failover` with the order that you want, or leave it out",
            );
        }
    }
}

/** A proxy that dials a written address, or the one that a workload has dialled, has no other to go to. */
function addressesAreSeveral({ path, written, ports, tls, route }: ExternalServiceReading, findings: FindingCollector) {
    const wires = wiresOf({ ports: ports.map(({ value }) => value), tls });
    const dialled = route === Route.Sidecar && wires.some(({ manner }) => manner === "tcp");
    if (written.traffic?.outlierDetection !== undefined && (written.hosts === undefined || dialled)) {
        findings.error(
            "outlier-detection-of-addresses",
            `${path}.traffic.outlierDetection`,
            "set",
            "a host that the proxy resolves: beside a written address there is no other to use instead",
            "leave it out, or write the host and the route Gateway",
        );
    }
}

function oneNamedHost(
    { path, hosts, ports, tls }: ExternalServiceReading,
    property: "failover" | "locality",
    findings: FindingCollector,
): void {
    const at = `${path}.traffic.${property}`;
    if (hosts.length !== 1) {
        findings.error(
            "endpoints-of-several-hosts",
            at,
            hosts.map(({ value }) => value.name),
            "exactly one host: the endpoints would be taken for those of every host",
            "write an external service for each host",
        );
    }
    if (wiresOf({ ports: ports.map(({ value }) => value), tls }).some(({ manner }) => manner === "tcp")) {
        findings.error(
            "endpoints-of-bytes",
            at,
            "set",
            "TLS or requests on every port: bytes name no host, so neither a certificate nor the firewall could tell another server from this one",
            "write each server as an external service of its own, and let the workload choose",
        );
    }
}

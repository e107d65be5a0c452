import { Route, TlsMode } from "../args";
import type { FindingCollector } from "../finding-collector";
import type { MeshIntent } from "../intent";
import { requires } from "../mesh-features";
import type { ExternalServiceReading } from "../sections/external-services";

/**
 * Wildcard hosts where Istio can truly do it: requests through the gateway, which makes their TLS, resolves each name itself
 * (DYNAMIC_DNS) and refuses a port in the Host header, which would choose the port outside.
 *
 * @param mesh absent where a component that does not see the mesh reads its part of the args
 */
export function wildcardsCanBeServed(
    services: readonly ExternalServiceReading[],
    mesh: Pick<MeshIntent, "version"> | undefined,
    findings: FindingCollector,
): void {
    for (const service of services) {
        const wildcards = service.hosts.filter(({ value }) => value.isWildcard);
        for (const { path, value } of wildcards) {
            const lacking = mesh && requires("wildcardHosts", mesh.version, path, value.name);
            findings.findings.push(...(lacking === undefined ? [] : [lacking]));
            findings.warning(
                "wildcard-covers-unknown-hosts",
                path,
                value.name,
                "hosts one by one: a wildcard allows every name below the domain, those of tomorrow too",
                "list the hosts as soon as they are known",
            );
        }
        if (wildcards.length > 0) {
            onlyAsTried(service, wildcards.length, findings);
        }
    }
}

function onlyAsTried(service: ExternalServiceReading, wildcards: number, findings: FindingCollector): void {
    const { path, written, hosts, ports, route, tls, traffic } = service;
    const refuse = (place: string, got: unknown, expected: string, fix: string) =>
        findings.error("wildcard-not-served", `${path}.${place}`, got, expected, fix);
    if (wildcards < hosts.length) {
        refuse(
            "hosts",
            hosts.map(({ value }) => value.name),
            "either wildcards or whole hosts: they are resolved in different ways",
            "write an external service of its own for the wildcards",
        );
    }
    if (route === Route.Sidecar) {
        refuse("route", route, "the route Gateway: nobody else refuses a port in the Host header", "leave `route` out");
    }
    if (tls.mode !== TlsMode.Originate || tls.acceptAppTls) {
        refuse(
            "tls",
            tls.acceptAppTls ? "acceptAppTls" : tls.mode,
            "the mode Originate alone: at a gateway, Istio finds a name by the Host of a request only",
            "let the workload speak plain HTTP, or list the hosts",
        );
    }
    if (tls.sni !== undefined || tls.subjectAltNames !== undefined) {
        refuse(
            "tls",
            tls.sni ?? tls.subjectAltNames,
            "neither `sni` nor `subjectAltNames`: each request has the name of its own host",
            "leave both out",
        );
    }
    if (ports.length !== 1 || ports[0]?.value.workloadPort !== 80) {
        refuse(
            "ports",
            ports.map(({ value }) => value.workloadPort),
            "one port, called on 80: on another one the Host header has a port, which is refused",
            "leave `ports` out, or write `workloadPort: 80`",
        );
    }
    // Where a request below a wildcard goes is in its Host header; a route can write one whole name there, and no pattern.
    if (traffic.split.length > 0) {
        refuse(
            "traffic.split",
            traffic.split.map(({ host }) => host),
            "nothing: below a wildcard the gateway finds the server by the name in the request, so every share would go to the same one",
            "list the hosts that have shares in an external service of their own, with `split` there: a whole host comes before a wildcard",
        );
    }
    if (traffic.mirror !== undefined) {
        refuse(
            "traffic.mirror",
            traffic.mirror.host,
            "nothing: a copy keeps the name of its request, and below a wildcard that name leads to the server that has the request already",
            "list the hosts whose requests are copied in an external service of their own, with `mirror` there: a whole host comes before a wildcard",
        );
    }
    const endpoints = (["failover", "locality", "outlierDetection"] as const).filter((key) => written.traffic?.[key]);
    for (const key of endpoints) {
        refuse(
            `traffic.${key}`,
            "set",
            "nothing: the addresses behind a wildcard are not known before a request names one, so there is nothing to order or to count",
            "list the hosts that need it in an external service of their own: a whole host comes before a wildcard",
        );
    }
}

import type { FindingCollector, Located } from "../finding-collector";
import type { PortSpec } from "../port-spec";
import type { ExternalServiceReading } from "../sections/external-services";
import { namesAreUnique } from "./unique-names";

/** Callers live in fenced namespaces: a misspelt namespace would otherwise be a grant that nobody ever uses. */
export function clientsAreFenced(
    services: readonly ExternalServiceReading[],
    fenced: readonly Located<string>[],
    findings: FindingCollector,
): void {
    const known = new Set(fenced.map(({ value }) => value));
    for (const { path, value } of services.flatMap(({ clients }) => clients)) {
        if (!known.has(value.namespace)) {
            findings.error(
                "client-not-fenced",
                `${path}.namespace`,
                value.namespace,
                `a fenced namespace: ${[...known].sort().join(", ") || "there is none"}`,
                `add { name: ${value.namespace} } to \`namespaces\`, or correct the name`,
            );
        }
    }
}

export function servicesAreConsistent(services: readonly ExternalServiceReading[], findings: FindingCollector): void {
    namesAreUnique(
        "name of an external service",
        services.flatMap(({ name }) => (name === undefined ? [] : [name])),
        findings,
    );
    for (const { hosts, clients } of services) {
        namesAreUnique("host of this external service", hosts.map(asText), findings);
        namesAreUnique(
            "client of this external service",
            clients.map(({ path, value }) => ({ path, value: value.principal("") })),
            findings,
        );
    }
    hostsHaveOnePort(services, findings);
}

/** Services that name one host share its objects, so they must agree on its port. */
function hostsHaveOnePort(services: readonly ExternalServiceReading[], findings: FindingCollector): void {
    const first = new Map<string, { path: string; port: PortSpec }>();
    for (const { hosts, port } of services) {
        for (const { path, value } of port === undefined ? [] : hosts) {
            const earlier = first.get(value.name);
            if (earlier === undefined) {
                first.set(value.name, { path, port: port as PortSpec });
            } else if (!sameAs(earlier.port, port as PortSpec)) {
                findings.error(
                    "host-with-two-ports",
                    path,
                    value.name,
                    `port ${earlier.port} called on ${earlier.port.workloadPort}, as at ${earlier.path}`,
                    "give both external services the same `ports`",
                );
            }
        }
    }
}

function sameAs(a: PortSpec, b: PortSpec): boolean {
    return a.number === b.number && a.workloadPort === b.workloadPort;
}

function asText({ path, value }: Located<{ name: string }>): Located<string> {
    return { path, value: value.name };
}

import type { Cidr } from "../cidr";
import type { FindingCollector, Located } from "../finding-collector";
import { PortSpec } from "../port-spec";
import type { ExternalServiceReading } from "../sections/external-services";
import { accessIsSeen } from "./access-is-seen";
import { destinationsAreClear } from "./service-destinations";
import { trafficIsSeen } from "./traffic-is-seen";
import { namesAreUnique } from "./unique-names";
import { workloadPortsAreClear } from "./workload-ports";

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
    for (const { hosts, addresses, clients } of services) {
        namesAreUnique("host of this external service", hosts.map(asText), findings);
        namesAreUnique("address of this external service", addresses.map(asRange), findings);
        namesAreUnique(
            "client of this external service",
            clients.map(({ path, value }) => ({ path, value: value.principal("") })),
            findings,
        );
    }
    hostsAreHandledOneWay(services, findings);
    destinationsAreClear(services, findings);
    workloadPortsAreClear(services, findings);
    trafficIsSeen(services, findings);
    accessIsSeen(services, findings);
}

/** Services that name one host share its objects, so they must agree on everything that these say. */
function hostsAreHandledOneWay(services: readonly ExternalServiceReading[], findings: FindingCollector): void {
    const first = new Map<string, { path: string; service: ExternalServiceReading }>();
    for (const service of services) {
        for (const { path, value } of service.hosts) {
            const earlier = first.get(value.name);
            if (earlier === undefined) {
                first.set(value.name, { path, service });
                continue;
            }
            if (portsOf(earlier.service) !== portsOf(service)) {
                findings.error(
                    "host-with-two-ports",
                    path,
                    value.name,
                    `port ${portsOf(earlier.service)}, as at ${earlier.path}`,
                    "give both external services the same `ports`",
                );
            }
            for (const property of DECIDE_ON_HOSTS) {
                if (textOf(earlier.service[property]) !== textOf(service[property])) {
                    findings.error(
                        "host-handled-two-ways",
                        path,
                        value.name,
                        `the same \`${property}\` as at ${earlier.path}: a host has one way outside`,
                        `write the same \`${property}\` at both external services`,
                    );
                }
            }
        }
    }
}

/** Beside the ports: what the objects of a host are made of. */
const DECIDE_ON_HOSTS = ["route", "tls", "traffic", "addresses"] as const;

function textOf(value: ExternalServiceReading[(typeof DECIDE_ON_HOSTS)[number]]): string {
    return Array.isArray(value)
        ? value
              .map((located) => String(located.value))
              .sort()
              .join()
        : JSON.stringify(value);
}

function portsOf({ ports }: ExternalServiceReading): string {
    return ports
        .map(({ value }) => value)
        .sort(PortSpec.compare)
        .map(({ number, workloadPort, protocol }) => `${number} called on ${workloadPort} by ${protocol}`)
        .join(", ");
}

function asRange({ path, value }: Located<Cidr>): Located<string> {
    return { path, value: value.toString() };
}

function asText({ path, value }: Located<{ name: string }>): Located<string> {
    return { path, value: value.name };
}

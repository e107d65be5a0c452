import { type ExternalService, Route } from "../args";
import { Cidr } from "../cidr";
import { ClientIdentity } from "../client";
import { type FindingCollector, type Located, sortedValues } from "../finding-collector";
import { Host } from "../host";
import type { ClientCredential, ExternalServiceIntent, TlsIntent } from "../intent";
import { dnsLabel } from "../kubernetes-name";
import { PortSpec } from "../port-spec";
import type { TrafficIntent } from "../traffic";
import { readClientCredentials } from "./client-credentials";
import { type ClientSourceReading, readClientSources } from "./client-sources";
import { ipv4Range } from "./ranges";
import { readServiceAccess, type ServiceAccessReading } from "./service-access";
import { readPorts } from "./service-ports";
import { readTls } from "./service-tls";
import { readTraffic } from "./service-traffic";

/** An external service as far as it could be read, in the user's order, with places for the rules. */
export interface ExternalServiceReading {
    readonly path: string;
    readonly written: ExternalService;
    readonly name: Located<string> | undefined;
    readonly hosts: readonly Located<Host>[];
    readonly addresses: readonly Located<Cidr>[];
    readonly ports: readonly Located<PortSpec>[];
    readonly route: Route;
    readonly tls: TlsIntent;
    readonly traffic: TrafficIntent;
    readonly clients: readonly Located<ClientIdentity>[];
    readonly sources: readonly ClientSourceReading[];
    readonly credentials: readonly Located<ClientCredential>[];
    readonly access: ServiceAccessReading;
}

export function readExternalServices(
    services: readonly ExternalService[],
    findings: FindingCollector,
): ExternalServiceReading[] {
    return services.map((service, index) => {
        const path = `externalServices[${index}]`;
        const name = findings.take(`${path}.name`, service.name, dnsLabel(service.name, 50));
        const hosts = findings.takeEach(`${path}.hosts`, service.hosts ?? [], Host.parseOrWildcard);
        return {
            path,
            written: service,
            name: name === undefined ? undefined : { path: `${path}.name`, value: name },
            hosts,
            addresses: findings.takeEach(`${path}.addresses`, service.addresses ?? [], ipv4Range),
            ports: readPorts(path, service, findings),
            route: service.route ?? Route.Gateway,
            tls: readTls(path, service, findings),
            traffic: readTraffic(path, service, findings),
            clients: findings.takeEach(`${path}.clients`, service.clients, ({ namespace, serviceAccount }) =>
                ClientIdentity.parse(namespace, serviceAccount),
            ),
            sources: readClientSources(path, service, findings),
            credentials: readClientCredentials(path, service, findings),
            access: readServiceAccess(path, service, hosts, findings),
        };
    });
}

/** The intent, sorted; asked for only where nothing was left out. */
export function externalServiceIntents(readings: readonly ExternalServiceReading[]): ExternalServiceIntent[] {
    return readings
        .flatMap(({ name, hosts, addresses, ports, route, tls, traffic, clients, sources, credentials, access }) =>
            name === undefined
                ? []
                : [
                      {
                          name: name.value,
                          hosts: sortedValues(hosts, (a, b) => (a.name < b.name ? -1 : 1)),
                          addresses: sortedValues(addresses, Cidr.compare),
                          ports: sortedValues(ports, PortSpec.compare),
                          route,
                          tls,
                          traffic,
                          clients: sortedValues(clients, (a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
                          sources: sources
                              .map(({ client, cidrs }) => ({ client, cidrs: sortedValues(cidrs, Cidr.compare) }))
                              .sort((a, b) => (sortKey(a.client) < sortKey(b.client) ? -1 : 1)),
                          credentials: sortedValues(credentials, (a, b) =>
                              sortKey(a.client) < sortKey(b.client) ? -1 : 1,
                          ),
                          ...access.intent,
                      },
                  ],
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function sortKey(client: ClientIdentity): string {
    return client.principal("");
}

import type { ExternalService } from "../args";
import { ClientIdentity } from "../client";
import { type FindingCollector, type Located, sortedValues } from "../finding-collector";
import { Host } from "../host";
import type { ExternalServiceIntent } from "../intent";
import { dnsLabel } from "../kubernetes-name";
import { PortSpec } from "../port-spec";
import { readServiceAccess, type ServiceAccessReading } from "./service-access";

/** An external service as far as it could be read, in the user's order, with places for the rules. */
export interface ExternalServiceReading {
    readonly path: string;
    readonly name: Located<string> | undefined;
    readonly hosts: readonly Located<Host>[];
    readonly port: PortSpec | undefined;
    readonly clients: readonly Located<ClientIdentity>[];
    readonly access: ServiceAccessReading;
}

export function readExternalServices(
    services: readonly ExternalService[],
    findings: FindingCollector,
): ExternalServiceReading[] {
    return services.map((service, index) => {
        const path = `externalServices[${index}]`;
        const name = findings.take(`${path}.name`, service.name, dnsLabel(service.name, 50));
        const hosts = findings.takeEach(`${path}.hosts`, service.hosts, Host.parse);
        return {
            path,
            name: name === undefined ? undefined : { path: `${path}.name`, value: name },
            hosts,
            port: readPort(path, service, findings),
            clients: findings.takeEach(`${path}.clients`, service.clients, ({ namespace, serviceAccount }) =>
                ClientIdentity.parse(namespace, serviceAccount),
            ),
            access: readServiceAccess(path, service, hosts, findings),
        };
    });
}

function readPort(path: string, service: ExternalService, findings: FindingCollector): PortSpec | undefined {
    const [port] = service.ports ?? [];
    return port === undefined
        ? PortSpec.https
        : findings.take(`${path}.ports[0]`, port, PortSpec.parse(port.number, port.workloadPort));
}

/** The intent, sorted; asked for only where nothing was left out. */
export function externalServiceIntents(readings: readonly ExternalServiceReading[]): ExternalServiceIntent[] {
    return readings
        .flatMap(({ name, hosts, port, clients, access }) =>
            name === undefined || port === undefined
                ? []
                : [
                      {
                          name: name.value,
                          hosts: sortedValues(hosts, (a, b) => (a.name < b.name ? -1 : 1)),
                          port,
                          clients: sortedValues(clients, (a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
                          ...access.intent,
                      },
                  ],
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function sortKey(client: ClientIdentity): string {
    return client.principal("");
}

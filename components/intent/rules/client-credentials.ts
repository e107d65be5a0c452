import type { FindingCollector, Located } from "../finding-collector";
import type { ClientCredential } from "../intent";
import type { ExternalServiceReading } from "../sections/external-services";

/** Towards one host a caller has one certificate, whichever external services name it: no order decides which. */
export function callersHaveOneCredential(
    services: readonly ExternalServiceReading[],
    findings: FindingCollector,
): void {
    const byHost = new Map<string, Located<ClientCredential>[]>();
    const reported = new Set<string>();
    for (const { hosts, credentials } of services.filter((service) => service.credentials.length > 0)) {
        for (const { value: host } of hosts) {
            const known = byHost.get(host.name) ?? [];
            for (const one of credentials) {
                const other = known.find(
                    ({ value }) => value.credential !== one.value.credential && value.client.overlaps(one.value.client),
                );
                if (other !== undefined && !reported.has(one.path)) {
                    reported.add(one.path);
                    findings.error(
                        "client-with-two-credentials",
                        one.path,
                        one.value.credential,
                        `${other.value.credential}, as at ${other.path}: some callers are both clients, and have one certificate`,
                        "write the same credential, or name the service accounts of each",
                    );
                }
                known.push(one);
            }
            byHost.set(host.name, known);
        }
    }
}

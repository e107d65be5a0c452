import type { FindingCollector } from "../finding-collector";
import type { ExternalServiceReading } from "../sections/external-services";
import { wiresOf } from "../wire";

/** What is done to requests needs somebody who sees them. */
const OF_REQUESTS = [
    "split",
    "mirror",
    "timeoutSeconds",
    "retries",
    "fault",
    "requestHeaders",
    "responseHeaders",
] as const;

/** Limits of connections that count requests. */
const POOL_OF_REQUESTS = ["idleSeconds", "maxPendingRequests", "maxRequestsPerConnection"] as const;

export function trafficIsSeen(services: readonly ExternalServiceReading[], findings: FindingCollector): void {
    for (const { path, written, ports, tls } of services) {
        const wires = wiresOf({ ports: ports.map(({ value }) => value), tls });
        if (wires.some(({ manner }) => manner === "http")) {
            continue;
        }
        const { traffic = {} } = written;
        const unseen = [
            ...OF_REQUESTS.filter((key) => traffic[key] !== undefined),
            ...POOL_OF_REQUESTS.filter((key) => traffic.connectionPool?.[key] !== undefined).map(
                (key) => `connectionPool.${key}`,
            ),
        ];
        for (const key of unseen) {
            findings.error(
                "traffic-without-requests",
                `${path}.traffic.${key}`,
                "set",
                "nothing: no proxy sees requests of this service, only TLS or bytes",
                "leave it out, or let the workload speak plain HTTP",
            );
        }
    }
}

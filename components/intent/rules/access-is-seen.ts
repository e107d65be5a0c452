import { Route } from "../args";
import type { FindingCollector } from "../finding-collector";
import type { ExternalServiceReading } from "../sections/external-services";
import { wiresOf } from "../wire";

/** Rules about requests hold only where the gateway reads every request: whatever passes unread passes them by. */
export function accessIsSeen(services: readonly ExternalServiceReading[], findings: FindingCollector): void {
    for (const { path, written, ports, tls, route, sources } of services) {
        const wires = wiresOf({ ports: ports.map(({ value }) => value), tls });
        const obstacle =
            route === Route.Sidecar
                ? "the route Gateway: a sidecar is the workload's own, and nobody else checks"
                : tls.acceptAppTls
                  ? "no `acceptAppTls`: inside its own TLS an application asks whatever it likes"
                  : wires.some(({ manner }) => manner !== "http")
                    ? "requests that the gateway reads, on every port: TLS of the application and bytes pass unread"
                    : undefined;
        const rules = (["requests", "jwt", "authorizer"] as const).filter((key) => written[key] !== undefined);
        for (const key of obstacle === undefined ? [] : rules) {
            findings.error(
                "access-rules-unseen",
                `${path}.${key}`,
                written[key],
                obstacle as string,
                `let the workload speak plain HTTP through the gateway, or leave \`${key}\` out`,
            );
        }
        // At the gateway an address is seen whatever passes.
        for (const source of route === Route.Sidecar ? sources : []) {
            findings.error(
                "access-rules-unseen",
                source.path,
                source.cidrs.map(({ value }) => value.toString()),
                obstacle as string,
                "leave `route` out, or leave `sourceCidrs` out",
            );
        }
    }
}

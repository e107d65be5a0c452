import { Placement } from "../args";
import type { FindingCollector } from "../finding-collector";
import type { GatewayIntent, TelemetryIntent } from "../intent";

/** A group that is made closes every private range to the gateway; only a node reaches the Pods of its cluster anyway. */
export function tracesHaveAWay(
    { tracing }: TelemetryIntent,
    { securityGroup, placement }: GatewayIntent,
    findings: FindingCollector,
): void {
    const isClosed = securityGroup !== undefined && placement === Placement.DedicatedEni;
    if (isClosed && tracing !== undefined && tracing.samplingPercentage > 0 && tracing.podPort === undefined) {
        findings.warning(
            "traces-have-no-way",
            "telemetry.tracing.podPort",
            undefined,
            "the port of the Pods that take traces: the gateway's security group closes private ranges",
            "run a collector in the cluster, and write its Pods' port: `podPort: 9411` with Zipkin, 4317 with OpenTelemetry",
        );
    }
}

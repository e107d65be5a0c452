import type { Intent, TelemetryIntent } from "../../intent/intent";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { gatewayLabels, MESH_NAMESPACE } from "../gateway-identity";
import { servedBy } from "../istio-api";
import { metadataOf } from "../metadata";
import type { LayerPlan } from "../plan";
import { accessLogFormat } from "./access-log-format";

export type TelemetryLayerIntent = Pick<Intent, "mesh" | "gateway" | "telemetry">;

/** Provider of standard metrics that Istio has by itself. */
const METRICS_PROVIDER = "prometheus";

/**
 * What the gateway tells: one Telemetry object with the gateway's label, because ASM takes one object for the whole mesh
 * and of two with one selector only one has an effect. With a selector it replaces the mesh's access log on these Pods.
 *
 * A Telemetry object only names the provider that decides what a line looks like. ASM keeps providers as objects of its
 * own, so the perimeter makes one; the mesh's `envoy`, which belongs to everybody, stays as it is.
 *
 * Source: Istio, "Telemetry"; ASM, "Telemetry CRD", "ASMExtensionProvider CRD".
 */
export function planTelemetry(name: string, { mesh, gateway, telemetry }: TelemetryLayerIntent): LayerPlan {
    const own = telemetry.accessLog !== undefined && telemetry.accessLog.provider === undefined;
    const provider = `asm-egress-${name}`;
    const observed = kubernetesResource(
        "gateway",
        {
            apiVersion: "telemetry.istio.io/v1",
            kind: "Telemetry",
            metadata: metadataOf(name, `asm-egress-${name}`, MESH_NAMESPACE),
            spec: {
                selector: { matchLabels: gatewayLabels(gateway) },
                accessLogging: [accessLogging(telemetry, provider)],
                ...(telemetry.metrics && { metrics: [gatewayMetrics()] }),
                ...tracingOf(telemetry),
            },
        },
        { after: own ? ["log-format"] : [] },
    );
    return { resources: servedBy(mesh, [...(own ? [logFormat(name, provider)] : []), observed]), findings: [] };
}

function logFormat(perimeter: string, provider: string): PlannedResource {
    return kubernetesResource("log-format", {
        apiVersion: "istio.alibabacloud.com/v1",
        kind: "ASMExtensionProvider",
        metadata: metadataOf(perimeter, provider),
        spec: { envoyFileAccessLog: { path: "/dev/stdout", logFormat: { text: accessLogFormat() } } },
    });
}

function accessLogging({ accessLog }: TelemetryIntent, ownProvider: string): object {
    if (accessLog === undefined) {
        return { disabled: true };
    }
    return {
        providers: [{ name: accessLog.provider ?? ownProvider }],
        ...(accessLog.filter !== undefined && { filter: { expression: accessLog.filter } }),
    };
}

/**
 * A gateway reports in client mode, and ASM starts with server metrics only. No tag is added: a Host header is the
 * caller's choice, and a metric per header would fill the memory of gateway and Prometheus; the standard tags name the
 * declared host.
 */
function gatewayMetrics(): object {
    return {
        providers: [{ name: METRICS_PROVIDER }],
        overrides: [{ match: { metric: "ALL_METRICS", mode: "CLIENT" }, disabled: false }],
    };
}

function tracingOf({ tracing }: TelemetryIntent): object {
    if (tracing === undefined) {
        return {};
    }
    const providers = tracing.provider === undefined ? {} : { providers: [{ name: tracing.provider }] };
    return { tracing: [{ ...providers, randomSamplingPercentage: tracing.samplingPercentage }] };
}

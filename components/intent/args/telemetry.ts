/** Traces of the calls that leave through the gateway. */
export interface Tracing {
    /**
     * Percentage of calls that are traced where the workload's sidecar has not decided yet, 0 to 100. Trace headers end at
     * the gateway: they are removed from what goes outside.
     */
    samplingPercentage: number;
    /** Name of a tracing provider (extension provider) of the mesh. Default: the mesh's own default provider. */
    provider?: string;
    /**
     * TCP port of the Pods that take the traces, which the gateway's security group then lets through to the ranges of the
     * cluster's Pods. A backend elsewhere is not reached: private ranges and internal endpoints are closed to the gateway;
     * run a collector in the cluster that hands on. Default: none, and with a security group that is made, traces are lost:
     * a finding.
     */
    podPort?: number;
}

/**
 * What the gateway tells about the calls that it lets out and refuses. One Telemetry object, for the gateway's Pods only:
 * ASM has one for the whole mesh, and a proxy may be matched by one with a selector; make no other one for them.
 *
 * Source: ASM, "Configure observability settings", "Telemetry CRD" (ASM 1.17.2.35 or newer).
 */
export interface EgressLogging {
    /**
     * Whether the gateway writes an access log, to its standard output. Collecting it, for example into Simple Log
     * Service, is the mesh's own setting (`ServiceMesh.meshConfig.accessLog`). Default: `true`. Switching it off is reported.
     */
    accessLog?: boolean;
    /**
     * CEL expression; only what it is true for is logged, for example `response.code >= 400`. Connections that are no
     * HTTP have no response code. Default: everything is logged. A filter is reported.
     * Source: Istio, "Telemetry", `AccessLogging.Filter`; Envoy, "Attributes".
     */
    accessLogFilter?: string;
    /**
     * Name of an access log provider (extension provider) that the mesh has, for example ASM's own `envoy`. What a line
     * looks like is then the mesh's decision, and reported. Default: one that the perimeter makes, with the line that
     * docs/telemetry.md shows: caller, host and reason, and neither paths, query strings nor certificates.
     * Source: ASM, "ASMExtensionProvider CRD".
     */
    accessLogProvider?: string;
    /**
     * Whether the gateway counts calls, as Istio's standard metrics. A gateway reports as a client, which ASM leaves out
     * unless it is told. Default: `true`; with `false` it is the mesh's decision.
     */
    metrics?: boolean;
    /** Traces; ASM 1.24.6.83 or newer. Default: the mesh's decision. */
    tracing?: Tracing;
}

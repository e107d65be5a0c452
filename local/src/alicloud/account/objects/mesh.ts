import type { CloudObject, Tags } from "./cloud-object";

interface LogCollection {
    enabled?: boolean;
    project?: string;
}

export interface ServiceMeshRequest {
    network: { vpcId: string; vswitcheList: string };
    serviceMeshName?: string;
    edition?: string;
    clusterSpec?: string;
    version?: string;
    clusterIds?: string[];
    loadBalancer?: { apiServerPublicEip?: boolean };
    meshConfig?: {
        outboundTrafficPolicy?: string;
        accessLog?: LogCollection & {
            gatewayEnabled?: boolean;
            gatewayLifecycle?: number;
            sidecarEnabled?: boolean;
            sidecarLifecycle?: number;
        };
        audit?: LogCollection;
        controlPlaneLog?: LogCollection & { logTtlInDay?: number };
        telemetry?: boolean;
        tracing?: boolean;
        pilot?: { http10Enabled?: boolean; traceSampling?: number };
        includeIpRanges?: string;
    };
    extraConfiguration?: { crAggregationEnabled?: boolean };
    force?: boolean;
    tags?: Tags;
}

/** Of a given mesh nothing but its id is known. */
export interface ServiceMesh extends CloudObject, Partial<ServiceMeshRequest> {}

export interface ExtensionProviderRequest {
    serviceMeshId: string;
    type: string;
    extensionProviderName: string;
    /** JSON. */
    config: string;
}

export interface ExtensionProvider extends CloudObject, ExtensionProviderRequest {}

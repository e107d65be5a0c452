import type { KubernetesObject } from "../kubernetes/object";

/** The only namespace in which ASM runs a gateway. */
export const GATEWAY_NAMESPACE = "istio-system";

/** Marks a Service as made for the IstioGateway of that name. */
export const OWNER_LABEL = "asm-egress.local/gateway";

interface GatewayPort {
    readonly name?: string;
    readonly port: number;
    readonly targetPort?: number | string;
    readonly nodePort?: number;
    readonly protocol?: string;
}

export interface IstioGateway extends KubernetesObject {
    readonly spec?: {
        readonly ports?: readonly GatewayPort[];
        readonly serviceType?: string;
        readonly serviceAnnotations?: Readonly<Record<string, string>>;
        readonly serviceLabels?: Readonly<Record<string, string>>;
        readonly loadBalancerClass?: string;
        readonly loadBalancerIP?: string;
        readonly externalTrafficPolicy?: string;
    };
    readonly status?: IstioGatewayStatus;
}

export interface IstioGatewayStatus {
    readonly Status?: string;
    readonly ErrorMessage?: string;
}

/** Why ASM would not run this gateway, or undefined. */
export function gatewayProblem({ metadata, spec }: IstioGateway): string | undefined {
    if (metadata.namespace !== GATEWAY_NAMESPACE) {
        return `an IstioGateway must be in namespace ${GATEWAY_NAMESPACE}; in ${metadata.namespace} it cannot fetch its configuration`;
    }
    if ((spec?.ports ?? []).length === 0) {
        return "spec.ports is empty: a gateway's Service needs at least one port";
    }
    return undefined;
}

/** The Service that ASM's controller makes for a gateway. */
export function gatewayService({ metadata, spec = {} }: IstioGateway): KubernetesObject {
    const { serviceType: type = "LoadBalancer", loadBalancerClass, loadBalancerIP, externalTrafficPolicy } = spec;
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata: {
            name: serviceName(metadata.name),
            namespace: GATEWAY_NAMESPACE,
            labels: { ...spec.serviceLabels, istio: metadata.name, [OWNER_LABEL]: metadata.name },
            ...(spec.serviceAnnotations ? { annotations: { ...spec.serviceAnnotations } } : {}),
        },
        spec: {
            type,
            selector: { istio: metadata.name },
            ports: (spec.ports ?? []).map(servicePort),
            ...(type === "LoadBalancer" && loadBalancerClass !== undefined ? { loadBalancerClass } : {}),
            ...(type === "LoadBalancer" && loadBalancerIP !== undefined ? { loadBalancerIP } : {}),
            // The API server refuses the field on a Service that nobody outside can reach.
            ...(type !== "ClusterIP" && externalTrafficPolicy !== undefined ? { externalTrafficPolicy } : {}),
        },
    };
}

export function serviceName(gateway: string): string {
    return `istio-${gateway}`;
}

/** The gateway speaks HTTP, HTTPS and more where a Service knows transport protocols only. */
function servicePort({ name, port, targetPort, nodePort, protocol = "TCP" }: GatewayPort): object {
    return {
        name: name ?? `${protocol.toLowerCase()}-${port}`,
        port,
        targetPort: targetPort ?? port,
        protocol: protocol === "UDP" ? "UDP" : "TCP",
        ...(nodePort ? { nodePort } : {}),
    };
}

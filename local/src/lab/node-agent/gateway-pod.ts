import { GATEWAY_NAMESPACE, type IstioGateway, serviceName } from "../../controllers/gateway-service";
import type { KubernetesObject } from "../../kubernetes/object";
import type { SchedulingSpec } from "./scheduling";

interface GatewaySpec extends SchedulingSpec {
    readonly replicaCount?: number;
    readonly podLabels?: Readonly<Record<string, string>>;
    readonly podAnnotations?: Readonly<Record<string, string>>;
    readonly hostNetwork?: boolean;
    readonly dnsPolicy?: string;
    readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
    readonly resources?: object;
}

/** The Pods that ASM's Deployment of a gateway would have. Its defaults: facts of "CRD fields for an ASM gateway". */
export function gatewayPods(gateway: IstioGateway): KubernetesObject[] {
    const spec = (gateway.spec ?? {}) as GatewaySpec;
    const { replicaCount = 1, hostNetwork = false, dnsPolicy, tolerations, affinity, nodeSelector } = spec;
    const workload = serviceName(gateway.metadata.name);
    const numbers = (spec.ports ?? []).map(({ port, targetPort = port }) => Number(targetPort));
    return Array.from({ length: replicaCount }, (_, index) => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
            name: `${workload}-${index}`,
            namespace: GATEWAY_NAMESPACE,
            labels: { app: workload, istio: gateway.metadata.name, ...spec.podLabels },
            annotations: { ...spec.podAnnotations },
        },
        spec: {
            serviceAccountName: workload,
            hostNetwork,
            ...(dnsPolicy !== undefined && { dnsPolicy }),
            ...(tolerations && { tolerations }),
            ...(affinity && { affinity }),
            ...(nodeSelector && { nodeSelector }),
            containers: [
                {
                    name: "istio-proxy",
                    image: "registry.example.com/acs/proxyv2:lab",
                    ports: [...new Set(numbers)].map((containerPort) => ({
                        containerPort,
                        ...(hostNetwork && { hostPort: containerPort }),
                    })),
                    ...(spec.resources && { resources: spec.resources }),
                },
            ],
        },
    }));
}

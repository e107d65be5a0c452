import type { KubernetesObject } from "../../kubernetes/object";

/** A Pod that a scenario wants to run. */
export interface WorkloadRequest {
    readonly name: string;
    readonly namespace: string;
    readonly serviceAccount: string;
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
    /** Whether the injector is asked for it. */
    readonly sidecar: boolean;
    readonly hostNetwork: boolean;
    /** Merged into the Pod's spec. */
    readonly podSpec?: Readonly<Record<string, unknown>> | undefined;
    /** Kind of node that it is tied to; absent: wherever there is room. */
    readonly node?: "worker" | "gateway" | undefined;
    /** The Service that it stands behind. */
    readonly service?: { readonly name: string; readonly port: number; readonly http2?: boolean } | undefined;
}

/** The Pod as its author writes it, before injection. */
export function workloadPod({ name, namespace, ...request }: WorkloadRequest): KubernetesObject {
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
            name,
            namespace,
            labels: { app: name, ...request.labels },
            ...(request.annotations && { annotations: { ...request.annotations } }),
        },
        spec: {
            serviceAccountName: request.serviceAccount,
            ...(request.hostNetwork && { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" }),
            containers: [{ name: "app", image: "registry.example.com/app:1" }],
            ...request.podSpec,
        },
    };
}

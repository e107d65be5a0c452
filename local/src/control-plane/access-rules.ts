import type { KubernetesObject } from "../kubernetes/object";

/** Groups that ASM's own API server serves, and that the ACK cluster's does not. */
export const MESH_GROUPS = [
    "extensions.istio.io",
    "networking.istio.io",
    "security.istio.io",
    "telemetry.istio.io",
    "istio.alibabacloud.com",
] as const;

/** Groups of the ACK cluster: Kubernetes' own, the core group first, and Terway's. RBAC knows no "all but", hence the list. */
export const CLUSTER_GROUPS = [
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "internal.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
    "storagemigration.k8s.io",
    "network.alibabacloud.com",
] as const;

const everything = (groups: readonly string[]) => ({ apiGroups: [...groups], resources: ["*"], verbs: ["*"] });

/**
 * One API server plays both: the ASM control plane's and the ACK cluster's. The roles keep them apart, so that an object sent
 * through the wrong provider is refused as it would be in production. Discovery is open to both by Kubernetes' own
 * `system:discovery`.
 */
export function accessRules(): KubernetesObject[] {
    return [
        ...grant("mesh", [
            everything(MESH_GROUPS),
            // The ASM API server has namespaces of its own; here they are the cluster's.
            {
                apiGroups: [""],
                resources: ["namespaces", "namespaces/finalize", "namespaces/status"],
                verbs: ["*"],
            },
        ]),
        ...grant("cluster", [everything(CLUSTER_GROUPS)]),
    ];
}

function grant(user: string, rules: readonly object[]): KubernetesObject[] {
    const apiGroup = "rbac.authorization.k8s.io";
    const metadata = { name: `asm-egress:${user}` };
    return [
        { apiVersion: `${apiGroup}/v1`, kind: "ClusterRole", metadata, rules },
        {
            apiVersion: `${apiGroup}/v1`,
            kind: "ClusterRoleBinding",
            metadata,
            roleRef: { apiGroup, kind: "ClusterRole", name: metadata.name },
            subjects: [{ apiGroup, kind: "User", name: user }],
        },
    ];
}

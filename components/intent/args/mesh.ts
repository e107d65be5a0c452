import type { Input } from "@pulumi/pulumi";

/** The ASM instance (mesh) that the cluster belongs to. It is given: the component never creates or changes it. */
export interface Mesh {
    /** ASM instance ID. */
    id: Input<string>;
    /**
     * Kubeconfig of the ASM control plane (contents, or a path to a file). Kept secret. The endpoint in
     * `ServiceMesh.kubeconfig` is the private one: it is reachable from inside the VPC only.
     */
    kubeconfig: Input<string>;
    /** IPv4 ranges where the gateway finds the mesh control plane (istiod, port 15012). */
    controlPlaneCidrs: string[];
    /**
     * Version of the ASM instance, as the console shows it: `1.25.6.80`, or `v1.25.6.80-g5ddeaef7-aliyun`. It chooses the
     * API versions of what is written, and what needs a newer mesh is refused with the version that has it. At least
     * `1.12.2`. Default: `1.22`, the oldest in which every API has its present version.
     */
    version?: string;
    /** SPIFFE trust domain of the workloads. Default: `cluster.local`. */
    trustDomain?: string;
    /**
     * Whether objects are sent to the ASM API server by server-side apply. Default: `true`. Switch it off where the
     * ASM version refuses it.
     */
    serverSideApply?: boolean;
}

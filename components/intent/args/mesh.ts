import type { Input } from "@pulumi/pulumi";

/** What the mesh's proxies do to a path before rules see it and before it is sent on. */
export enum PathNormalization {
    /** Dot segments and needless percent-encoding are resolved. Istio's default. */
    Base = "Base",
    /** Also `//` becomes `/`. */
    MergeSlashes = "MergeSlashes",
    /** Also `%2F` and `%5C` become `/`. */
    DecodeAndMergeSlashes = "DecodeAndMergeSlashes",
}

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
    /**
     * What `meshConfig.pathNormalization` of the mesh is. It is given: nothing here changes it, but rules by path mean what
     * it makes of them. Default: `Base`. Source: Istio, "Authorization Policy Normalization".
     */
    pathNormalization?: PathNormalization;
    /** SPIFFE trust domain of the workloads. Default: `cluster.local`. */
    trustDomain?: string;
    /**
     * Whether objects are sent to the ASM API server by server-side apply. Default: `true`. Switch it off where the
     * ASM version refuses it.
     */
    serverSideApply?: boolean;
}

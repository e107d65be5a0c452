import type { Input } from "@pulumi/pulumi";
import type { OutboundPolicy } from "./namespaces";

/** What the mesh's proxies do to a path before rules see it and before it is sent on. */
export enum PathNormalization {
    /** Dot segments and needless percent-encoding are resolved. Istio's default. */
    Base = "Base",
    /** Also `//` becomes `/`. */
    MergeSlashes = "MergeSlashes",
    /** Also `%2F` and `%5C` become `/`. */
    DecodeAndMergeSlashes = "DecodeAndMergeSlashes",
}

/** What the way through the gateway is written in. What each engine carries: docs/engines.md. */
export enum PolicyEngine {
    /** Istio's own objects, one by one; they carry everything. */
    Istio = "Istio",
    /**
     * One `ASMEgressTrafficPolicy`, of which ASM's controller makes Istio's objects; ASM 1.16.4 or later, Enterprise or
     * Ultimate edition. It carries plain HTTP, upgraded to HTTPS at the gateway or not, and nothing else; who may call what is
     * still decided by AuthorizationPolicies at the gateway. Whatever it does not carry is refused. A warning: what the
     * controller makes is not public, so the check of the server's certificate is nothing that anybody has seen.
     *
     * Needs `outbound: RegistryOnly` and `passInternalHeaders: true`.
     *
     * Source: ASM, "Manage egress traffic with an egress traffic policy".
     */
    AsmTrafficPolicy = "AsmTrafficPolicy",
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
    /** What the way through the gateway is written in. A change replaces the objects. Default: `Istio`. */
    engine?: PolicyEngine;
    /**
     * What `meshConfig.outboundTrafficPolicy` of the mesh is. It is given: nothing here changes it. The engine
     * `AsmTrafficPolicy` needs `RegistryOnly`, and refuses anything else; with `Istio` each fenced namespace has a Sidecar, and
     * this says nothing. Default: `AllowAny`, which is ASM's.
     */
    outbound?: OutboundPolicy;
    /**
     * Accepts that the internal headers leave with every request: who called (SPIFFE identity and certificate), addresses of
     * Pods, trace ids. An `ASMEgressTrafficPolicy` cannot remove headers, so the engine `AsmTrafficPolicy` is refused without
     * this, and reported with it: identities that reach a third party by a default are nobody's decision. Not with `Istio`,
     * which always removes them. Default: `false`.
     */
    passInternalHeaders?: boolean;
    /**
     * Whether the namespace `istio-egress` of the mesh exists already, because another perimeter in it has made it; let this
     * perimeter depend on that one, for the namespace takes everything in it along when it goes. Default: `false`; it is made,
     * and one that exists already is an error at creation.
     */
    givenEgressNamespace?: boolean;
    /** SPIFFE trust domain of the workloads. Default: `cluster.local`. */
    trustDomain?: string;
    /**
     * Whether objects are sent to the ASM API server by server-side apply. Default: `true`. Switch it off where the
     * ASM version refuses it.
     */
    serverSideApply?: boolean;
}

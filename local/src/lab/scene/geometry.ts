import { freeAddress } from "../node-agent/addresses";

/** Where a perimeter's config places things; the rest of it is the stack's own validator's. */
export interface Geometry {
    readonly vpcId: string;
    readonly meshId: string;
    readonly nodes: string;
    readonly pods: string;
    /** Everything of the cluster in the VPC. */
    readonly clusterRanges: readonly string[];
    readonly istiodAddress: string;
    readonly dnsAddress: string;
    readonly trustDomain: string | undefined;
    readonly pathNormalization: "BASE" | "MERGE_SLASHES" | "DECODE_AND_MERGE_SLASHES" | undefined;
    readonly fencedNamespaces: readonly string[];
}

interface PerimeterShape {
    readonly cluster?: { readonly vpcId?: string; readonly nodeCidrs?: string[]; readonly podCidrs?: string[] };
    readonly mesh?: {
        readonly id?: string;
        readonly controlPlaneCidrs?: string[];
        readonly trustDomain?: string;
        readonly pathNormalization?: string;
    };
    readonly namespaces?: readonly { readonly name: string }[];
}

const NORMALIZATIONS = {
    Base: "BASE",
    MergeSlashes: "MERGE_SLASHES",
    DecodeAndMergeSlashes: "DECODE_AND_MERGE_SLASHES",
} as const;

export function geometryOf(perimeter: object): Geometry {
    const { cluster = {}, mesh = {}, namespaces = [] } = perimeter as PerimeterShape;
    const { nodeCidrs = [], podCidrs = [] } = cluster;
    const pods = podCidrs[0] ?? nodeCidrs[0] ?? "10.0.128.0/17";
    const normalization = mesh.pathNormalization as keyof typeof NORMALIZATIONS | undefined;
    return {
        vpcId: cluster.vpcId ?? "",
        meshId: mesh.id ?? "",
        nodes: nodeCidrs[0] ?? pods,
        pods,
        clusterRanges: [...nodeCidrs, ...podCidrs],
        istiodAddress: freeAddress(mesh.controlPlaneCidrs?.[0] ?? "10.0.32.0/24", new Set()),
        dnsAddress: freeAddress(pods, new Set()),
        trustDomain: mesh.trustDomain,
        pathNormalization: normalization && NORMALIZATIONS[normalization],
        fencedNamespaces: namespaces.map(({ name }) => name),
    };
}

import type { CloudObject, Tags } from "./cloud-object";

export interface ClusterRequest {
    name?: string;
    clusterSpec?: string;
    version?: string;
    vswitchIds?: string[];
    podVswitchIds?: string[];
    serviceCidr?: string;
    newNatGateway?: boolean;
    slbInternetEnabled?: boolean;
    addons?: { name?: string; config?: string }[];
    tags?: Tags;
}

/** What a given one was asked for is not known. */
export interface Cluster extends CloudObject, ClusterRequest {
    vpcId?: string;
}

/** Only what says whether it has a public way of its own: an ECS instance is never made by a perimeter. */
export interface Instance extends CloudObject {
    vpcId: string;
    vswitchId: string;
    privateIp: string;
    /** Public address that came with the instance. */
    publicIp?: string;
    /** Address of an EIP that is bound to it. */
    eip?: string;
}

export interface NetworkInterface extends CloudObject {
    vpcId: string;
    vswitchId: string;
    privateIp: string;
    type: "Primary" | "Secondary" | "Trunk" | "Member";
    instanceId?: string;
    /** Address of an EIP that is bound to it. */
    publicIp?: string;
}

interface NodeLabel {
    key: string;
    value?: string;
}

interface NodeTaint extends NodeLabel {
    effect?: string;
}

export interface NodePoolRequest {
    clusterId: string;
    nodePoolName: string;
    vswitchIds?: string[];
    securityGroupIds?: string[];
    instanceTypes?: string[];
    desiredSize?: string;
    labels?: NodeLabel[];
    taints?: NodeTaint[];
    updateNodes?: boolean;
    internetChargeType?: string;
    internetMaxBandwidthOut?: number;
    scalingConfig?: {
        enable?: boolean;
        minSize?: number;
        maxSize?: number;
        type?: string;
        isBondEip?: boolean;
        eipBandwidth?: number;
        eipInternetChargeType?: string;
    };
}

export interface PoolNode {
    labels: NodeLabel[];
    taints: NodeTaint[];
}

export interface NodePool extends CloudObject, NodePoolRequest {
    nodePoolId: string;
    scalingGroupId: string;
    /** Each as it was when it joined, or when the pool last updated its nodes. */
    nodes: PoolNode[];
}

import type { Input } from "@pulumi/pulumi";
import type { GivenNodePool, NodePool } from "./node-pool";
import type { GatewaySubnet } from "./subnet";

/** How Terway attaches the gateway's Pods to the gateway's vSwitches. */
export enum EniKind {
    /** Member ENIs on a trunk ENI: many Pods a node, instance types with `EniTrunkSupported`. */
    Trunk = "Trunk",
    /** One whole ENI a Pod: node pools made with `k8s.aliyun.com/exclusive-mode-eni-type: eniOnly`. */
    Exclusive = "Exclusive",
}

/** How the gateway gets the addresses of its vSwitches. */
export enum Placement {
    /**
     * Terway gives each Pod an ENI of its own in the gateway's vSwitches and security group; the Pods run on any node
     * that can, and the metadata service and Alibaba Cloud's internal endpoints are closed to them.
     */
    DedicatedEni = "DedicatedEni",
    /**
     * The Pods share the network of nodes that stand in the gateway's vSwitches, for nothing else: `Gateway.nodePool`.
     * For clusters and instance types without trunk or exclusive ENIs. The nodes need the metadata service and the
     * internal endpoints, so these stay open to the gateway too; that is reported. The cluster's own security group has
     * to let the gateway's range in: API server, DNS, Pods. Infrastructure grants are for the cluster's ranges, so these
     * nodes fetch images from the internal endpoints only.
     */
    HostNetwork = "HostNetwork",
}

/** The kind of the gateway's security group. Both get the same rules. */
export enum SecurityGroupKind {
    /** Denies both directions while it has no rules yet. */
    Enterprise = "Enterprise",
    /**
     * Lets everything out between the moment it exists and its last rule, a drop of everything else; reported. In a
     * perimeter nothing is in the group by then, because nodes and Pods come after the rules. But where somebody
     * removes the drop by hand, everything is open, while a group of the other kind stays closed.
     */
    Normal = "Normal",
}

/** CPU and memory of one gateway Pod, as Kubernetes quantities. */
export interface PodResources {
    /** CPU request. Default: `500m`. */
    cpuRequest?: string;
    /** Memory request. Default: `512Mi`. */
    memoryRequest?: string;
    /** CPU limit. Default: `2`. */
    cpuLimit?: string;
    /** Memory limit. Default: `2Gi`. */
    memoryLimit?: string;
}

/** The egress gateway and the address range that is its own. */
export interface Gateway {
    /** Name of the IstioGateway; its Deployment and Service are `istio-<name>`. Default: `egress-<perimeter>`. */
    name?: string;
    /**
     * The gateway's vSwitches, one a zone, for nobody else. Together they are the fixed range of the perimeter: a
     * fixed address per Pod does not exist, because Terway gives that to StatefulSets only and an IstioGateway is a
     * Deployment. One zone is allowed and reported. Changing a range moves the Pods, and what they have open is cut.
     */
    subnets: GatewaySubnet[];
    /** Gateway Pods, each on a node of its own. Default: `2`. */
    replicas?: number;
    /** How the gateway gets the addresses of its vSwitches. Default: `DedicatedEni`. */
    placement?: Placement;
    /** How Terway attaches the Pods, with `DedicatedEni` only. Default: `Trunk`. */
    eni?: EniKind;
    /**
     * Nodes for the gateway alone, to be made. `HostNetwork` needs exactly one of this and `givenNodePool`. Default: none;
     * the Pods run on the cluster's nodes.
     */
    nodePool?: NodePool;
    /** A node pool for the gateway alone that exists already. Not together with `nodePool`. Default: none. */
    givenNodePool?: GivenNodePool;
    /** Kind of the security group that is made for the gateway. A change replaces the group. Default: `Enterprise`. */
    securityGroup?: SecurityGroupKind;
    /**
     * ID of a security group that exists already. No group and no rule is made then, and what the rules have to be is the
     * user's to keep; reported. Not together with `securityGroup`. Default: none; a group is made.
     */
    givenSecurityGroupId?: Input<string>;
    /** CPU and memory of one gateway Pod. */
    resources?: PodResources;
}

import type { Input } from "@pulumi/pulumi";

/** The cluster network plugin of an ACK cluster. */
export enum NetworkPlugin {
    /** Pods have addresses of VPC vSwitches; the gateway can have vSwitches of its own. */
    Terway = "Terway",
    /** Pods have addresses of an overlay; the gateway cannot have vSwitches of its own. */
    Flannel = "Flannel",
}

/** The ACK cluster whose outbound traffic is fenced. It is given: the component never creates or changes it. */
export interface Cluster {
    /** ACK cluster ID, for example `c0123456789abcdef0123456789abcdef`. */
    id: Input<string>;
    /** ID of the VPC that the cluster lives in. */
    vpcId: Input<string>;
    /** IPv4 ranges of the cluster's nodes: the CIDR blocks of the node vSwitches. */
    nodeCidrs: string[];
    /** IPv4 ranges of the cluster's Pods: with Terway the CIDR blocks of the Pod vSwitches. */
    podCidrs: string[];
    /** IPv4 range of the cluster's Services. */
    serviceCidr: string;
    /** The cluster's network plugin. Default: `Terway`. */
    networkPlugin?: NetworkPlugin;
    /** Addresses or ranges of the DNS servers that the gateway asks. Default: the node, Pod and Service ranges. */
    dnsAddresses?: string[];
}

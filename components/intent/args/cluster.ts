import type { Input } from "@pulumi/pulumi";

/** The cluster network plugin of an ACK cluster. */
export enum NetworkPlugin {
    /** Pods have addresses of VPC vSwitches; the gateway can have vSwitches of its own. */
    Terway = "Terway",
    /** Pods have addresses of an overlay; the gateway cannot have vSwitches of its own. */
    Flannel = "Flannel",
}

/** What enforces the NetworkPolicies of an ACK cluster. */
export enum NetworkPolicyEngine {
    /** Nothing, or nobody knows: NetworkPolicies are made and have no effect until something enforces them; reported. */
    None = "None",
    /**
     * Terway, switched on when the cluster was created, or later by `disable_network_policy: "false"` in the ConfigMap
     * `kube-system/eni-config`. It holds on nodes with shared ENIs, and not on nodes with exclusive ENIs.
     * Source: ACK, "Use network policies in ACK clusters".
     */
    Terway = "Terway",
    /** Another engine, installed by somebody, for example beside Flannel, which has none. */
    Other = "Other",
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
    /**
     * What enforces NetworkPolicies. Terway is created without unless somebody asks for it, so it has to be said. Default:
     * `None`, which is reported: without an engine, a workload that goes around its sidecar meets no wall in the cluster.
     */
    networkPolicyEngine?: NetworkPolicyEngine;
    /**
     * Addresses or ranges of the DNS servers that the gateway and the fenced workloads ask. Default: the node, Pod and
     * Service ranges. The cluster's own DNS and NodeLocal DNSCache (169.254.20.10) are open to workloads in any case.
     */
    dnsAddresses?: string[];
    /**
     * IPv4 ranges where the fenced workloads find the Kubernetes API (port 6443): the vSwitches of the cluster's control
     * plane. Default: the node ranges.
     */
    apiServerCidrs?: string[];
}

import type { Account } from "../../alicloud/account/account";
import type { KubernetesObject } from "../../kubernetes/object";

/** A machine of the lab, as the network knows it. */
export interface Machine {
    /** Lower-case letters, digits and hyphens; unique in the lab. */
    readonly name: string;
    /** IPv4. */
    readonly address: string;
    /** Lines of its `/etc/hosts` beyond localhost. */
    readonly hosts?: Readonly<Record<string, string>>;
    /** Where its `/etc/resolv.conf` points. */
    readonly nameserver?: string;
    /** Files in place of those below `/etc`, by path: `ssl/certs/ca-certificates.crt` and what it holds. */
    readonly files?: Readonly<Record<string, string>>;
}

/**
 * What a machine is to the cloud and the cluster. A machine without a role is judged by its address alone: by the vSwitch that
 * holds it, and by rules that name blocks.
 */
export interface MachineRole {
    readonly name: string;
    readonly address: string;
    /**
     * `controlPlane` and `dns` stand for services that the cloud or kube-proxy puts inside the VPC: they reach every machine and
     * are reached by every one that its groups and NetworkPolicies let, whether or not a vSwitch holds their addresses.
     */
    readonly kind: "pod" | "node" | "controlPlane" | "dns";
    readonly namespace?: string;
    readonly namespaceLabels?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
    /** A Pod on its node's network has the node's address, and no NetworkPolicy is about it. */
    readonly hostNetwork?: boolean;
    /**
     * Groups of its network interface. Absent or empty: the group that ACK makes for a cluster's nodes and their Pods, which
     * lets out everything and lets in what comes from the VPC; it is not part of the account.
     */
    readonly securityGroupIds?: readonly string[];
    /** Name of the node that a Pod runs on, whose kubelet reaches it past every NetworkPolicy. */
    readonly node?: string;
}

/** Everything that decides about packets: the simulated cloud, the cluster's NetworkPolicies, and who has which address. */
export interface RouterWorld {
    readonly account: Account;
    readonly machines: readonly MachineRole[];
    readonly networkPolicies: readonly KubernetesObject[];
}

import type { Input } from "@pulumi/pulumi";

/**
 * Nodes for the gateway alone: tainted, labelled, without public addresses. One ACK node pool.
 *
 * With `HostNetwork` they stand in the gateway's vSwitches and security group. With `DedicatedEni` only the Pods do; the
 * nodes stand in `vswitchIds` and in the cluster's security group, because they need what the gateway's one closes.
 */
export interface NodePool {
    /** ECS instance types, the preferred one first, 1 to 10, for example `ecs.g7.xlarge`. */
    instanceTypes: string[];
    /**
     * Number of nodes. Each replica has a node of its own, and a rolling update needs free ones. Default, and least:
     * `replicas` and a quarter more, rounded up.
     */
    nodeCount?: number;
    /** Node vSwitches of the cluster, by ID. Needed with `DedicatedEni`, refused with `HostNetwork`. */
    vswitchIds?: Input<string>[];
    /** Category of the system disk. Default: `cloud_essd`. */
    systemDiskCategory?: string;
    /** Size of the system disk in GiB, 20 to 2048. Default: `120`. */
    systemDiskSize?: number;
    /** Name of the SSH key pair of the nodes. Default: none, and nobody can log in. */
    keyName?: Input<string>;
}

/** A taint that stands on a node, as its key and value. */
export interface NodeTaint {
    /** Key, for example `dedicated`. */
    key: string;
    /** Value, for example `egress`. */
    value: string;
}

/**
 * A node pool that exists already, for the gateway alone. It has to carry its taint with the effects `NoSchedule` and
 * `NoExecute`, and its nodes no public address by any way: a node with one leaves around SNAT and firewall. With
 * `HostNetwork` its nodes stand in the gateway's vSwitches and security group, so these are given too.
 */
export interface GivenNodePool {
    /**
     * ID of the node pool, for example `np0123456789abcdef0123456789abcdef`, without the cluster's ID. The gateway's Pods
     * run only where the node label `alibabacloud.com/nodepool-id`, which ACK sets by itself, has it.
     *
     * Source: ACK, "Schedule applications to specific node pools".
     */
    id: Input<string>;
    /** The taint that keeps others away; the gateway's Pods tolerate it. */
    taint: NodeTaint;
    /** Number of nodes. Each replica has a node of its own, and a rolling update needs free ones. */
    nodeCount: number;
}

import * as pulumi from "@pulumi/pulumi";
import type { Cluster, Gateway } from "../../intent/args";
import { vswitchesByZone } from "../../resources/by-zone";
import { outputOf, provision } from "../../resources/provision";
import { readyToMake } from "../ready-to-make";
import { planNodePool } from "./plan";

/** What `GatewayNodePool` needs. */
export interface GatewayNodePoolArgs {
    /** Name of the perimeter that this is a part of; the node pool's name has it. Default: the component's name. */
    perimeter?: string;
    /** The ACK cluster. */
    cluster: Cluster;
    /** The egress gateway, with its `nodePool`. */
    gateway: Gateway;
    /** vSwitch IDs by zone ID: `GatewayNetwork.vswitchIds`. The nodes stand there with `HostNetwork`. */
    vswitchIds: pulumi.Input<{ [zoneId: string]: pulumi.Input<string> }>;
    /** ID of the gateway's security group: `GatewayNetwork.securityGroupId`. The nodes' with `HostNetwork`. */
    securityGroupId: pulumi.Input<string>;
}

/**
 * Nodes for the gateway alone. Let it depend on `GatewayNetwork` (a node must not start before its security group has
 * all its rules), and the gateway on it.
 */
export class GatewayNodePool extends pulumi.ComponentResource {
    /** ID of the node pool: the cluster's ID, a colon and the pool's own. */
    readonly nodePoolId: pulumi.Output<string>;

    constructor(name: string, args: GatewayNodePoolArgs, opts?: pulumi.ComponentResourceOptions) {
        const { intent, plan, report } = readyToMake("GatewayNodePool", name, args, ["gateway"], planNodePool);
        super("asm-egress:index:GatewayNodePool", name, {}, opts);
        report(this, opts?.parent);

        const { vswitchIds = [], keyName } = args.gateway.nodePool ?? {};
        const made = provision(plan.resources, {
            parent: this,
            name,
            dependsOn: opts?.dependsOn,
            given: {
                cluster: { id: args.cluster.id },
                vswitches: vswitchesByZone(args.vswitchIds, intent.gateway.subnets),
                securityGroup: { id: args.securityGroupId },
                nodeVswitches: Object.fromEntries(vswitchIds.map((id, index) => [index, id])),
                ...(keyName !== undefined && { nodePool: { keyName } }),
            },
        });
        this.nodePoolId = outputOf(made, "node-pool", "id");
        this.registerOutputs({ nodePoolId: this.nodePoolId });
    }
}

import * as pulumi from "@pulumi/pulumi";
import type { Cluster, FencedNamespace, Gateway, GuardOptions } from "../../intent/args";
import { vswitchesByZone } from "../../resources/by-zone";
import { provision } from "../../resources/provision";
import { readyToMake } from "../ready-to-make";
import { planGuard } from "./plan";

/** What `WorkloadGuard` needs. */
export interface WorkloadGuardArgs {
    /** Name of the perimeter that this is a part of; object names have it. Default: the component's name. */
    perimeter?: string;
    /** The ACK cluster. */
    cluster: Cluster;
    /** The egress gateway. */
    gateway: Gateway;
    /** The fenced namespaces. */
    namespaces: FencedNamespace[];
    /** What the policies go by. Default: on, with ASM's images. */
    guard?: GuardOptions;
    /** vSwitch IDs by zone ID: `GatewayNetwork.vswitchIds`. No tenant's Pod may ask for an address there. */
    vswitchIds: pulumi.Input<{ [zoneId: string]: pulumi.Input<string> }>;
}

/**
 * Admission policies that keep workloads of the fenced namespaces from stepping out of the fence. Its provider is the ACK
 * cluster's. Pods that are there already stay; what is refused is found when they are made again.
 */
export class WorkloadGuard extends pulumi.ComponentResource {
    constructor(name: string, args: WorkloadGuardArgs, opts?: pulumi.ComponentResourceOptions) {
        const sections = ["cluster", "gateway", "namespaces", "guard"] as const;
        const { intent, plan, report } = readyToMake("WorkloadGuard", name, args, sections, planGuard);
        super("asm-egress:index:WorkloadGuard", name, {}, opts);
        report(this, opts?.parent);

        const vswitches = vswitchesByZone(args.vswitchIds, intent.gateway.subnets);
        provision(plan.resources, {
            parent: this,
            name,
            dependsOn: opts?.dependsOn,
            given: { vswitches: { list: pulumi.all(Object.values(vswitches)).apply((ids) => JSON.stringify(ids)) } },
        });
        this.registerOutputs({});
    }
}

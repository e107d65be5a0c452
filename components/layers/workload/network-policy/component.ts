import * as pulumi from "@pulumi/pulumi";
import type { Cluster, ExternalService, FencedNamespace, Gateway, Mesh } from "../../../intent/args";
import { provision } from "../../../resources/provision";
import { readyToMake } from "../../ready-to-make";
import { planNetworkPolicies } from "./plan";

/** What `WorkloadNetworkPolicy` needs. */
export interface WorkloadNetworkPolicyArgs {
    /** Name of the perimeter that this is a part of; object names have it. Default: the component's name. */
    perimeter?: string;
    /** The ACK cluster. */
    cluster: Cluster;
    /** The ASM mesh. */
    mesh: Mesh;
    /** The egress gateway. */
    gateway: Gateway;
    /** The fenced namespaces. */
    namespaces: FencedNamespace[];
    /** What may be reached: it decides on the ports of the gateway. Default: nothing. */
    externalServices?: ExternalService[];
}

/**
 * The wall inside the cluster: Pods of the fenced namespaces reach DNS, the mesh control plane, the cluster and the
 * gateway, and nothing else, whatever they do with their sidecars. NetworkPolicies add up: whoever may write one in a
 * fenced namespace can open it. Its provider is the ACK cluster's. Let it depend on the way out.
 */
export class WorkloadNetworkPolicy extends pulumi.ComponentResource {
    constructor(name: string, args: WorkloadNetworkPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
        const sections = ["cluster", "mesh", "gateway", "namespaces", "externalServices"] as const;
        const complete = { ...args, externalServices: args.externalServices ?? [] };
        const { plan, report } = readyToMake("WorkloadNetworkPolicy", name, complete, sections, planNetworkPolicies);
        super("asm-egress:index:WorkloadNetworkPolicy", name, {}, opts);
        report(this, opts?.parent);

        provision(plan.resources, { parent: this, name, dependsOn: opts?.dependsOn });
        this.registerOutputs({});
    }
}

import * as pulumi from "@pulumi/pulumi";
import type { ExternalService, FencedNamespace, Mesh } from "../../intent/args";
import { provision } from "../../resources/provision";
import { readyToMake } from "../ready-to-make";
import { planWorkloads } from "./plan";

/** What `WorkloadFence` needs. */
export interface WorkloadFenceArgs {
    /** Name of the perimeter that this is a part of; object names have it. Default: the component's name. */
    perimeter?: string;
    /** The ASM mesh. */
    mesh: Mesh;
    /** The fenced namespaces. */
    namespaces: FencedNamespace[];
    /** What may be reached; with the engine `AsmTrafficPolicy` their callers' namespaces have Sidecars of ASM's controller. */
    externalServices: ExternalService[];
}

/** Undeclared hosts are refused in the fenced namespaces. Its provider is ASM's. Let it depend on the routes. */
export class WorkloadFence extends pulumi.ComponentResource {
    constructor(name: string, args: WorkloadFenceArgs, opts?: pulumi.ComponentResourceOptions) {
        const sections = ["mesh", "namespaces", "externalServices"] as const;
        const { plan, report } = readyToMake("WorkloadFence", name, args, sections, planWorkloads);
        super("asm-egress:index:WorkloadFence", name, {}, opts);
        report(this, opts?.parent);

        provision(plan.resources, { parent: this, name, dependsOn: opts?.dependsOn });
        this.registerOutputs({});
    }
}

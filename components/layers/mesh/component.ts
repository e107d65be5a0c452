import * as pulumi from "@pulumi/pulumi";
import type { ExternalService, Gateway, Mesh } from "../../intent/args";
import { provision } from "../../resources/provision";
import { readyToMake } from "../ready-to-make";
import { planRoutes } from "./plan";

/** What `EgressRoutes` needs. */
export interface EgressRoutesArgs {
    /** Name of the perimeter that this is a part of; object names have it. Default: the component's name. */
    perimeter?: string;
    /** The ASM mesh. */
    mesh: Mesh;
    /** The egress gateway. */
    gateway: Gateway;
    /** What may be reached. */
    externalServices: ExternalService[];
}

/**
 * The way of declared hosts from the callers' sidecars through the gateway, HTTPS upgrade included. Its provider is the
 * ASM control plane's. Let it depend on `EgressAccess`: the gateway must not listen before it denies.
 */
export class EgressRoutes extends pulumi.ComponentResource {
    constructor(name: string, args: EgressRoutesArgs, opts?: pulumi.ComponentResourceOptions) {
        const sections = ["mesh", "gateway", "externalServices"] as const;
        const { plan, report } = readyToMake("EgressRoutes", name, args, sections, planRoutes);
        super("asm-egress:index:EgressRoutes", name, {}, opts);
        report(this, opts?.parent);

        provision(plan.resources, { parent: this, name, dependsOn: opts?.dependsOn });
        this.registerOutputs({});
    }
}

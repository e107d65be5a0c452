import * as pulumi from "@pulumi/pulumi";
import type { ExternalAuthorizer, Mesh } from "../../../intent/args";
import { provision } from "../../../resources/provision";
import { readyToMake } from "../../ready-to-make";
import { planAuthorizers } from "./plan";

/** What `EgressAuthorizers` needs. */
export interface EgressAuthorizersArgs {
    /** Name of the perimeter that this is a part of; names of the providers have it. Default: the component's name. */
    perimeter?: string;
    /** The ASM mesh. */
    mesh: Mesh;
    /** Services in the mesh that decide about requests. */
    authorizers: ExternalAuthorizer[];
}

/**
 * Makes authorization services known to the mesh, through Alibaba Cloud's API. Let `EgressAccess` depend on it: its policies
 * name them.
 */
export class EgressAuthorizers extends pulumi.ComponentResource {
    constructor(name: string, args: EgressAuthorizersArgs, opts?: pulumi.ComponentResourceOptions) {
        const { plan, report } = readyToMake("EgressAuthorizers", name, args, ["mesh", "authorizers"], planAuthorizers);
        super("asm-egress:index:EgressAuthorizers", name, {}, opts);
        report(this, opts?.parent);

        provision(plan.resources, {
            parent: this,
            name,
            dependsOn: opts?.dependsOn,
            given: { mesh: { id: args.mesh.id } },
        });
        this.registerOutputs({});
    }
}

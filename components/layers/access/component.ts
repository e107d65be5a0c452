import * as pulumi from "@pulumi/pulumi";
import type { ExternalAuthorizer, ExternalService, Gateway, JwtIssuer, Mesh } from "../../intent/args";
import { provision } from "../../resources/provision";
import { readyToMake } from "../ready-to-make";
import { planAccess } from "./plan";

/** What `EgressAccess` needs. */
export interface EgressAccessArgs {
    /** Name of the perimeter that this is a part of; object names have it. Default: the component's name. */
    perimeter?: string;
    /** The ASM mesh. */
    mesh: Mesh;
    /** The egress gateway. */
    gateway: Gateway;
    /** What may be reached, and by whom. */
    externalServices: ExternalService[];
    /** Who issues the tokens that external services require. Default: nobody. */
    jwtIssuers?: JwtIssuer[];
    /** Services in the mesh that decide about requests; `EgressAuthorizers` makes them known to it. Default: none. */
    authorizers?: ExternalAuthorizer[];
}

/** Who may call what through the gateway: deny by default, allow by identity, host and request. Its provider is ASM's. */
export class EgressAccess extends pulumi.ComponentResource {
    constructor(name: string, args: EgressAccessArgs, opts?: pulumi.ComponentResourceOptions) {
        const sections = ["mesh", "gateway", "externalServices", "jwtIssuers", "authorizers"] as const;
        const { plan, report } = readyToMake("EgressAccess", name, args, sections, planAccess);
        super("asm-egress:index:EgressAccess", name, {}, opts);
        report(this, opts?.parent);

        provision(plan.resources, { parent: this, name, dependsOn: opts?.dependsOn });
        this.registerOutputs({});
    }
}

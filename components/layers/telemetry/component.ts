import * as pulumi from "@pulumi/pulumi";
import type { EgressLogging, Gateway, Mesh } from "../../intent/args";
import { provision } from "../../resources/provision";
import { readyToMake } from "../ready-to-make";
import { planTelemetry } from "./plan";

/** What `EgressTelemetry` needs. */
export interface EgressTelemetryArgs {
    /** Name of the perimeter that this is a part of; object names have it. Default: the component's name. */
    perimeter?: string;
    /** The ASM mesh. */
    mesh: Mesh;
    /** The egress gateway. */
    gateway: Gateway;
    /** What the gateway tells. Default: an access log and metrics. */
    telemetry?: EgressLogging;
}

/**
 * Access log, metrics and traces of the gateway, and of nothing else in the mesh. Its provider is ASM's. Let the gateway
 * depend on it, so that no call goes unseen.
 */
export class EgressTelemetry extends pulumi.ComponentResource {
    constructor(name: string, args: EgressTelemetryArgs, opts?: pulumi.ComponentResourceOptions) {
        const { plan, report } = readyToMake(
            "EgressTelemetry",
            name,
            args,
            ["mesh", "gateway", "telemetry"],
            planTelemetry,
        );
        super("asm-egress:index:EgressTelemetry", name, {}, opts);
        report(this, opts?.parent);

        provision(plan.resources, { parent: this, name, dependsOn: opts?.dependsOn });
        this.registerOutputs({});
    }
}

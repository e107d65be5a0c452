import * as pulumi from "@pulumi/pulumi";
import type { Cluster, ExternalService, Gateway } from "../../intent/args";
import { vswitchesByZone } from "../../resources/by-zone";
import { provision } from "../../resources/provision";
import { readyToMake } from "../ready-to-make";
import { planGateway, planPlacement } from "./plan";

/** What `GatewayPlacement` needs. */
export interface GatewayPlacementArgs {
    /** Name of the perimeter that this is a part of; object names have it. Default: the component's name. */
    perimeter?: string;
    /** The egress gateway. */
    gateway: Gateway;
    /** vSwitch IDs by zone ID: `GatewayNetwork.vswitchIds`. */
    vswitchIds: pulumi.Input<{ [zoneId: string]: pulumi.Input<string> }>;
    /** ID of the gateway's security group: `GatewayNetwork.securityGroupId`. */
    securityGroupId: pulumi.Input<string>;
}

/**
 * Gives the gateway's Pods addresses of the gateway's vSwitches, with the placement `DedicatedEni`. Its provider is the
 * ACK cluster's.
 */
export class GatewayPlacement extends pulumi.ComponentResource {
    constructor(name: string, args: GatewayPlacementArgs, opts?: pulumi.ComponentResourceOptions) {
        const { intent, plan, report } = readyToMake("GatewayPlacement", name, args, ["gateway"], planPlacement);
        super("asm-egress:index:GatewayPlacement", name, {}, opts);
        report(this, opts?.parent);

        provision(plan.resources, {
            parent: this,
            name,
            dependsOn: opts?.dependsOn,
            given: {
                vswitches: vswitchesByZone(args.vswitchIds, intent.gateway.subnets),
                securityGroup: { id: args.securityGroupId },
            },
        });
        this.registerOutputs({});
    }
}

/** What `EgressGateway` needs. */
export interface EgressGatewayArgs {
    /** Name of the perimeter that this is a part of. Default: the component's name. */
    perimeter?: string;
    /** The ACK cluster. */
    cluster: Cluster;
    /** The egress gateway. */
    gateway: Gateway;
    /** What may be reached: the gateway listens on further ports for some of it. Default: nothing. */
    externalServices?: ExternalService[];
}

/**
 * The egress gateway. Its provider is the ASM control plane's. Let it depend on `GatewayPlacement` (Pods never change
 * their network), on `GatewayNodePool` where there is one, and on `EgressAccess` (it must not listen before it denies).
 */
export class EgressGateway extends pulumi.ComponentResource {
    /** Name of the IstioGateway; its Deployment and Service are `istio-<name>` in istio-system. */
    readonly gatewayName: pulumi.Output<string>;

    constructor(name: string, args: EgressGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
        const sections = ["gateway", "externalServices"] as const;
        const complete = { ...args, externalServices: args.externalServices ?? [] };
        const { intent, plan, report } = readyToMake("EgressGateway", name, complete, sections, planGateway);
        super("asm-egress:index:EgressGateway", name, {}, opts);
        report(this, opts?.parent);
        const { givenNodePool, givenSecurityGroupId } = args.gateway;

        provision(plan.resources, {
            parent: this,
            name,
            dependsOn: opts?.dependsOn,
            given: {
                cluster: { id: args.cluster.id },
                ...(givenNodePool && { givenNodePool: { id: givenNodePool.id } }),
                ...(givenSecurityGroupId !== undefined && { givenSecurityGroup: { id: givenSecurityGroupId } }),
            },
        });
        this.gatewayName = pulumi.output(intent.gateway.name);
        this.registerOutputs({ gatewayName: this.gatewayName });
    }
}

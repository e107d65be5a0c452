import * as pulumi from "@pulumi/pulumi";
import type { Cluster, EgressLogging, ExternalAuthorizer, ExternalService, Gateway, Mesh } from "../../intent/args";
import { outputOf, provision } from "../../resources/provision";
import { readyToMake } from "../ready-to-make";
import { planNetwork, vswitchRole } from "./plan";

/** What `GatewayNetwork` needs. */
export interface GatewayNetworkArgs {
    /** Name of the perimeter that this is a part of; names of cloud objects have it. Default: the component's name. */
    perimeter?: string;
    /** The ACK cluster. */
    cluster: Cluster;
    /** The ASM mesh. */
    mesh: Mesh;
    /** The egress gateway. */
    gateway: Gateway;
    /** What may be reached: its ports are opened in the security group. */
    externalServices: ExternalService[];
    /** Services in the mesh that the gateway asks: the ports of their Pods are opened. Default: none. */
    authorizers?: ExternalAuthorizer[];
    /** What the gateway tells: the port of the Pods that take its traces is opened. Default: no port. */
    telemetry?: EgressLogging;
    /** ID of the route table whose 0.0.0.0/0 leads to the NAT gateway: `EgressNatGateway.routeTableId`. */
    routeTableId: pulumi.Input<string>;
}

/**
 * The gateway's own vSwitches, security group and route to the NAT gateway, made or given. Let it depend on the firewall, which denies the
 * range before there is one. Nothing leaves before `InternetExit` has made the SNAT entries.
 */
export class GatewayNetwork extends pulumi.ComponentResource {
    /** The fixed range of the perimeter: the CIDR blocks of the gateway's vSwitches, in the order of their zones. */
    readonly cidrBlocks: pulumi.Output<string[]>;
    /** vSwitch IDs by zone ID. */
    readonly vswitchIds: pulumi.Output<{ [zoneId: string]: string }>;
    /** ID of the gateway's security group. */
    readonly securityGroupId: pulumi.Output<string>;

    constructor(name: string, args: GatewayNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        const { intent, plan, report } = readyToMake(
            "GatewayNetwork",
            name,
            args,
            ["cluster", "mesh", "gateway", "externalServices", "authorizers", "telemetry"],
            planNetwork,
        );
        super("asm-egress:index:GatewayNetwork", name, {}, opts);
        report(this, opts?.parent);

        const { subnets, givenSecurityGroupId } = args.gateway;
        const givenVswitches = Object.fromEntries(
            subnets.flatMap(({ zoneId, vswitchId }) => (vswitchId === undefined ? [] : [[zoneId, vswitchId]])),
        );
        const made = provision(plan.resources, {
            parent: this,
            name,
            dependsOn: opts?.dependsOn,
            given: {
                cluster: { vpcId: args.cluster.vpcId },
                natGateway: { routeTableId: args.routeTableId },
                vswitches: givenVswitches,
            },
        });
        this.cidrBlocks = pulumi.output(intent.gateway.subnets.map(({ cidrBlock }) => cidrBlock.toString()));
        this.vswitchIds = pulumi.output(
            Object.fromEntries(
                intent.gateway.subnets.map(({ zoneId }) => [
                    zoneId,
                    givenVswitches[zoneId] ?? outputOf(made, vswitchRole(zoneId), "id"),
                ]),
            ),
        );
        this.securityGroupId =
            givenSecurityGroupId === undefined
                ? outputOf(made, "security-group", "id")
                : pulumi.output(givenSecurityGroupId);
        this.registerOutputs({
            cidrBlocks: this.cidrBlocks,
            vswitchIds: this.vswitchIds,
            securityGroupId: this.securityGroupId,
        });
    }
}

import * as pulumi from "@pulumi/pulumi";
import type { Cluster, ExternalService, Firewall, Gateway, GivenNatGateway, Internet, Mesh } from "../../intent/args";
import type { Intent } from "../../intent/intent";
import { outputOf, type Provisioned, provision } from "../../resources/provision";
import { readyToMake } from "../ready-to-make";
import { addressRoles, bindingRole, planExit, planNetwork, vswitchRole } from "./plan";

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
    /** The way out of the VPC. */
    internet: Internet;
    /** What may be reached: its ports are opened in the security group. */
    externalServices: ExternalService[];
}

/**
 * The gateway's own vSwitches, security group and route to a NAT gateway. Nothing leaves through it before
 * `InternetExit` has made the SNAT entries.
 */
export class GatewayNetwork extends pulumi.ComponentResource {
    /** The fixed range of the perimeter: the CIDR blocks of the gateway's vSwitches, in the order of their zones. */
    readonly cidrBlocks: pulumi.Output<string[]>;
    /** vSwitch IDs by zone ID. */
    readonly vswitchIds: pulumi.Output<{ [zoneId: string]: string }>;
    /** ID of the gateway's security group. */
    readonly securityGroupId: pulumi.Output<string>;
    /** ID of the NAT gateway, made or given. */
    readonly natGatewayId: pulumi.Output<string>;
    /** ID of the SNAT table of the NAT gateway. */
    readonly snatTableId: pulumi.Output<string>;
    /** ID of the route table whose 0.0.0.0/0 leads to the NAT gateway; known once the route exists. */
    readonly routeTableId: pulumi.Output<string>;
    /** Public addresses that traffic leaves from; known once they are bound to the NAT gateway. */
    readonly publicAddresses: pulumi.Output<string[]>;

    constructor(name: string, args: GatewayNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        const { intent, plan, report } = readyToMake(
            "GatewayNetwork",
            name,
            args,
            ["cluster", "mesh", "gateway", "internet", "externalServices"],
            planNetwork,
        );
        super("asm-egress:index:GatewayNetwork", name, {}, opts);
        report(this, opts?.parent);

        const { given } = args.internet;
        const made = provision(plan.resources, {
            parent: this,
            name,
            dependsOn: opts?.dependsOn,
            given: {
                cluster: { vpcId: args.cluster.vpcId },
                ...(given && { natGateway: { id: given.id, routeTableId: given.routeTableId } }),
            },
        });
        const natGateway = given === undefined ? madeNatGateway(made, intent) : givenNatGateway(given);

        this.cidrBlocks = pulumi.output(intent.gateway.subnets.map(({ cidrBlock }) => cidrBlock.toString()));
        this.vswitchIds = pulumi.output(
            Object.fromEntries(
                intent.gateway.subnets.map(({ zoneId }) => [zoneId, outputOf(made, vswitchRole(zoneId), "id")]),
            ),
        );
        this.securityGroupId = outputOf(made, "security-group", "id");
        this.natGatewayId = natGateway.id;
        this.snatTableId = natGateway.snatTableId;
        this.routeTableId = natGateway.routeTableId;
        this.publicAddresses = natGateway.publicAddresses;
        this.registerOutputs({
            cidrBlocks: this.cidrBlocks,
            natGatewayId: this.natGatewayId,
            publicAddresses: this.publicAddresses,
        });
    }
}

interface NatGatewayOutputs {
    readonly id: pulumi.Output<string>;
    readonly snatTableId: pulumi.Output<string>;
    readonly routeTableId: pulumi.Output<string>;
    readonly publicAddresses: pulumi.Output<string[]>;
}

function givenNatGateway(given: GivenNatGateway): NatGatewayOutputs {
    return {
        id: pulumi.output(given.id),
        snatTableId: pulumi.output(given.snatTableId),
        routeTableId: pulumi.output(given.routeTableId),
        publicAddresses: pulumi.output(given.addresses),
    };
}

function madeNatGateway(made: Provisioned, intent: Pick<Intent, "internet">): NatGatewayOutputs {
    return {
        id: outputOf(made, "nat-gateway", "id"),
        // A comma-joined list of one: an enhanced NAT gateway has a single SNAT table.
        snatTableId: outputOf(made, "nat-gateway", "snatTableIds").apply((ids) => ids.split(",")[0] ?? ids),
        routeTableId: outputOf(made, "default-route", "routeTableId"),
        publicAddresses: pulumi.all(
            addressRoles(intent).map((role) =>
                // An address counts only when it is bound: SNAT refuses one that is not.
                pulumi
                    .all([outputOf(made, role, "ipAddress"), outputOf(made, bindingRole(role), "id")])
                    .apply(([address]) => address),
            ),
        ),
    };
}

/**
 * The SNAT table, known only with the firewall. An SNAT entry cannot move to another table, so replacing the firewall
 * takes the entries away first: nothing leaves while nobody looks.
 */
function behindFirewall({ snatTableId, natFirewallId }: InternetExitArgs): pulumi.Output<string> {
    return pulumi.all([snatTableId, natFirewallId]).apply(([table]) => table);
}

/** What `InternetExit` needs. */
export interface InternetExitArgs {
    /** Name of the perimeter that this is a part of; names of cloud objects have it. Default: the component's name. */
    perimeter?: string;
    /** The egress gateway. */
    gateway: Gateway;
    /** Cloud Firewall: how long its rules take. */
    firewall: Firewall;
    /** vSwitch IDs by zone ID: `GatewayNetwork.vswitchIds`. */
    vswitchIds: pulumi.Input<{ [zoneId: string]: pulumi.Input<string> }>;
    /** ID of the SNAT table of the NAT gateway: `GatewayNetwork.snatTableId`. */
    snatTableId: pulumi.Input<string>;
    /** ID of the NAT firewall that stands in front of the NAT gateway: `FirewallAllowlist.natFirewallId`. */
    natFirewallId: pulumi.Input<string>;
    /** Public addresses to leave from, bound to the NAT gateway. */
    publicAddresses: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * The SNAT entries that let the gateway out: the last thing of a perimeter to be made and the first to go. Let it
 * depend on the firewall.
 */
export class InternetExit extends pulumi.ComponentResource {
    constructor(name: string, args: InternetExitArgs, opts?: pulumi.ComponentResourceOptions) {
        const { intent, plan, report } = readyToMake("InternetExit", name, args, ["gateway", "firewall"], planExit);
        super("asm-egress:index:InternetExit", name, {}, opts);
        report(this, opts?.parent);

        const vswitchIds = pulumi.output(args.vswitchIds);
        provision(plan.resources, {
            parent: this,
            name,
            dependsOn: opts?.dependsOn,
            given: {
                natGateway: {
                    snatTableId: behindFirewall(args),
                    publicAddresses: pulumi.output(args.publicAddresses).apply((addresses) => addresses.join(",")),
                },
                vswitches: Object.fromEntries(
                    intent.gateway.subnets.map(({ zoneId }) => [
                        zoneId,
                        vswitchIds.apply((byZone) => byZone[zoneId] ?? ""),
                    ]),
                ),
            },
        });
        this.registerOutputs({});
    }
}

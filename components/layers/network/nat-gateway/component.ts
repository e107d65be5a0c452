import * as pulumi from "@pulumi/pulumi";
import type { Cluster, GivenNatGateway, Internet } from "../../../intent/args";
import { outputOf, type Provisioned, provision } from "../../../resources/provision";
import { readyToMake } from "../../ready-to-make";
import { bindingRole, boundAddresses, type NatGatewayIntent, planNatGateway } from "./plan";

/** What `EgressNatGateway` needs. */
export interface EgressNatGatewayArgs {
    /** Name of the perimeter that this is a part of; names of cloud objects have it. Default: the component's name. */
    perimeter?: string;
    /** The ACK cluster. */
    cluster: Cluster;
    /** The way out of the VPC. */
    internet: Internet;
}

/** The NAT gateway, its public addresses and the route table that leads to it: made, or given and passed on. */
export class EgressNatGateway extends pulumi.ComponentResource {
    /** ID of the NAT gateway. */
    readonly natGatewayId: pulumi.Output<string>;
    /** ID of the SNAT table of the NAT gateway. */
    readonly snatTableId: pulumi.Output<string>;
    /** ID of the route table whose 0.0.0.0/0 leads to the NAT gateway; known once the route exists. */
    readonly routeTableId: pulumi.Output<string>;
    /** Public addresses that traffic leaves from; known once they are bound to the NAT gateway. */
    readonly publicAddresses: pulumi.Output<string[]>;

    constructor(name: string, args: EgressNatGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
        const sections = ["cluster", "internet"] as const;
        const { intent, plan, report } = readyToMake("EgressNatGateway", name, args, sections, planNatGateway);
        super("asm-egress:index:EgressNatGateway", name, {}, opts);
        report(this, opts?.parent);

        const { subnet, given, givenAddresses = [] } = args.internet;
        const made = provision(plan.resources, {
            parent: this,
            name,
            dependsOn: opts?.dependsOn,
            given: {
                cluster: { vpcId: args.cluster.vpcId },
                ...(subnet?.vswitchId !== undefined && { givenVswitch: { id: subnet.vswitchId } }),
                givenAddresses: Object.fromEntries(
                    givenAddresses.map(({ address, allocationId }) => [addressOf(address), allocationId]),
                ),
            },
        });
        const natGateway = given === undefined ? madeNatGateway(made, intent) : givenNatGateway(given);
        this.natGatewayId = natGateway.id;
        this.snatTableId = natGateway.snatTableId;
        this.routeTableId = natGateway.routeTableId;
        this.publicAddresses = natGateway.publicAddresses;
        this.registerOutputs({
            natGatewayId: this.natGatewayId,
            snatTableId: this.snatTableId,
            routeTableId: this.routeTableId,
            publicAddresses: this.publicAddresses,
        });
    }
}

/** As the plan writes it: validation has let `203.0.113.7` and `203.0.113.7/32` pass. */
function addressOf(text: string): string {
    return text.trim().replace(/\/32$/, "");
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

function madeNatGateway(made: Provisioned, intent: NatGatewayIntent): NatGatewayOutputs {
    return {
        id: outputOf(made, "gateway", "id"),
        // A comma-joined list of one: an enhanced NAT gateway has a single SNAT table.
        snatTableId: outputOf(made, "gateway", "snatTableIds").apply((ids) => ids.split(",")[0] ?? ids),
        routeTableId: outputOf(made, "default-route", "routeTableId"),
        publicAddresses: pulumi.all(
            boundAddresses(intent).map((address) =>
                // An address counts only when it is bound: SNAT refuses one that is not.
                pulumi
                    .all([
                        address.given ?? outputOf(made, address.role, "ipAddress"),
                        outputOf(made, bindingRole(address), "id"),
                    ])
                    .apply(([ip]) => ip),
            ),
        ),
    };
}

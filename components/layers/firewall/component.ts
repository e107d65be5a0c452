import * as pulumi from "@pulumi/pulumi";
import type { Cluster, ExternalService, Firewall, Gateway, InfrastructureGrant, Internet } from "../../intent/args";
import { madeAt, provision } from "../../resources/provision";
import type { Reference } from "../../resources/reference";
import { readyToMake } from "../ready-to-make";
import { planFirewall, publicAddressReferences } from "./plan";
import { quotaEstimates } from "./quota";

/** What `FirewallAllowlist` needs. */
export interface FirewallAllowlistArgs {
    /** Name of the perimeter that this is a part of; names of cloud objects have it. Default: the component's name. */
    perimeter?: string;
    /** The ACK cluster. */
    cluster: Cluster;
    /** The egress gateway. */
    gateway: Gateway;
    /** The way out of the VPC. */
    internet: Internet;
    /** Cloud Firewall. */
    firewall: Firewall;
    /** What may be reached. */
    externalServices: ExternalService[];
    /** What the cluster's nodes themselves need outside. Default: nothing. */
    infrastructure?: InfrastructureGrant[];
    /** ID of the NAT gateway: `EgressNatGateway.natGatewayId`. */
    natGatewayId: pulumi.Input<string>;
    /** ID of the route table whose 0.0.0.0/0 leads to the NAT gateway: `EgressNatGateway.routeTableId`. */
    routeTableId: pulumi.Input<string>;
    /** Public addresses that the gateway leaves from, for the internet boundary: `EgressNatGateway.publicAddresses`. */
    publicAddresses: pulumi.Input<pulumi.Input<string>[]>;
}

/** Cloud Firewall: only declared hosts, for the gateway and nobody else, at each boundary that is asked for. */
export class FirewallAllowlist extends pulumi.ComponentResource {
    /** ID of the NAT firewall, made or given. */
    readonly natFirewallId: pulumi.Output<string>;
    /** IDs of the firewall policies by role (`accept-hosts-443`, `cluster-deny`, …). */
    readonly policyIds: pulumi.Output<{ [role: string]: string }>;

    /** What the policies take of the quota at each boundary, in expanded combinations. */
    readonly quotaUsed: pulumi.Output<{ [boundary: string]: number }>;

    constructor(name: string, args: FirewallAllowlistArgs, opts?: pulumi.ComponentResourceOptions) {
        const { intent, plan, report } = readyToMake(
            "FirewallAllowlist",
            name,
            args,
            ["cluster", "gateway", "internet", "firewall", "externalServices", "infrastructure"],
            planFirewall,
        );
        super("asm-egress:index:FirewallAllowlist", name, {}, opts);
        report(this, opts?.parent);

        const { given } = args.firewall;
        const made = provision(plan.resources, {
            parent: this,
            name,
            dependsOn: opts?.dependsOn,
            given: {
                cluster: { vpcId: args.cluster.vpcId },
                natGateway: { id: args.natGatewayId, routeTableId: args.routeTableId },
                ...(args.internet.systemRouteTableId !== undefined && {
                    systemRouteTable: { id: args.internet.systemRouteTableId },
                }),
                publicAddresses: addressesByPosition(args, publicAddressReferences(intent)),
                ...(given?.vpcFirewallId !== undefined && { vpcFirewall: { id: given.vpcFirewallId } }),
            },
        });
        this.natFirewallId =
            given?.natFirewallId === undefined ? madeAt("nat-firewall", made).id : pulumi.output(given.natFirewallId);
        this.policyIds = pulumi.output(
            Object.fromEntries(
                plan.resources
                    .filter(({ type }) => type.endsWith("ControlPolicy"))
                    .map(({ role }) => [role, madeAt(role, made).id]),
            ),
        );
        this.quotaUsed = pulumi.output(
            Object.fromEntries(quotaEstimates(intent).map(({ boundary, combinations }) => [boundary, combinations])),
        );
        this.registerOutputs({
            natFirewallId: this.natFirewallId,
            policyIds: this.policyIds,
            quotaUsed: this.quotaUsed,
        });
    }
}

/** Each public address under the name that the plan refers to it by. */
function addressesByPosition(
    { publicAddresses }: FirewallAllowlistArgs,
    references: readonly Reference[],
): Record<string, pulumi.Output<string>> {
    const addresses = pulumi.output(publicAddresses);
    return Object.fromEntries(
        references.map(({ output }, index) => [output, addresses.apply((list) => `${list[index] ?? ""}/32`)]),
    );
}

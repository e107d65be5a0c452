import * as pulumi from "@pulumi/pulumi";
import type { Firewall, Gateway } from "../../../intent/args";
import { vswitchesByZone } from "../../../resources/by-zone";
import { provision } from "../../../resources/provision";
import { readyToMake } from "../../ready-to-make";
import { planExit } from "./plan";

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
    /** ID of the SNAT table of the NAT gateway: `EgressNatGateway.snatTableId`. */
    snatTableId: pulumi.Input<string>;
    /** ID of the NAT firewall that stands in front of the NAT gateway: `FirewallAllowlist.natFirewallId`. */
    natFirewallId: pulumi.Input<string>;
    /** Public addresses to leave from, bound to the NAT gateway: `EgressNatGateway.publicAddresses`. */
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

        provision(plan.resources, {
            parent: this,
            name,
            dependsOn: opts?.dependsOn,
            given: {
                natGateway: {
                    snatTableId: behindFirewall(args),
                    publicAddresses: pulumi.output(args.publicAddresses).apply((addresses) => addresses.join(",")),
                },
                vswitches: vswitchesByZone(args.vswitchIds, intent.gateway.subnets),
            },
        });
        this.registerOutputs({});
    }
}

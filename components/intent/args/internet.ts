import type { Input } from "@pulumi/pulumi";
import type { Subnet } from "./subnet";

/** A NAT gateway that exists already. Exactly one of this and `Internet.subnet`. */
export interface GivenNatGateway {
    /** NAT gateway ID. */
    id: Input<string>;
    /** ID of its SNAT table. */
    snatTableId: Input<string>;
    /** ID of the custom route table whose 0.0.0.0/0 leads to it; the gateway's vSwitches are attached to this table. */
    routeTableId: Input<string>;
    /** Public IPv4 addresses that are bound to it and that the gateway may leave from. */
    addresses: string[];
}

/** The way out of the VPC. */
export interface Internet {
    /** The vSwitch of a NAT gateway to be made. Exactly one of this and `given`. */
    subnet?: Subnet;
    /** Number of public addresses (EIPs) to be made, 1 to 10. Default: `2`. */
    publicAddresses?: number;
    /** Bandwidth of each public address in Mbit/s, paid by traffic, 1 to 200. Default: `100`. */
    bandwidthMbps?: number;
    /**
     * Whether the NAT gateway and the public addresses are protected from deletion, at Alibaba Cloud and in Pulumi:
     * partners have the addresses in their allowlists. Default: `true`. To destroy them, set it to `false` and run
     * `pulumi up` first.
     */
    protectAddresses?: boolean;
    /** A NAT gateway that exists already. Exactly one of this and `subnet`. */
    given?: GivenNatGateway;
}

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

/** A public address (EIP) that exists already and is bound to nothing yet. */
export interface GivenPublicAddress {
    /** Allocation ID of the EIP, for example `eip-bp1…`. */
    allocationId: Input<string>;
    /** Its IPv4 address. */
    address: string;
}

/** The way out of the VPC. */
export interface Internet {
    /** The vSwitch of a NAT gateway to be made. Exactly one of this and `given`. */
    subnet?: Subnet;
    /** Number of public addresses (EIPs) to be made, 1 to 10. Not together with `givenAddresses`. Default: `2`. */
    publicAddresses?: number;
    /**
     * Public addresses that partners have in their allowlists already, for the NAT gateway that is made. The perimeter
     * binds them and sets them free again; it never changes or releases them. Default: none; addresses are made.
     */
    givenAddresses?: GivenPublicAddress[];
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
    /**
     * ID of the VPC's system route table, where its 0.0.0.0/0 leads to this NAT gateway, so that the NAT firewall stands in
     * that route too. The platform adds such a route for the first NAT gateway of a VPC; vSwitches without a table of their
     * own take it, the cluster's among them. Default: the NAT firewall stands in the gateway's own route table only. An
     * error at creation where the system route table does not lead to this NAT gateway; an error where it is
     * `given.routeTableId`. Changing it replaces the NAT firewall, and the SNAT entries go first.
     *
     * It is not looked up: the NAT firewall itself rewrites that route, so the next look would see something else.
     *
     * Source: NAT Gateway, "Create an Internet NAT gateway"; Cloud Firewall, CreateSecurityProxy (NatRouteEntryList).
     */
    systemRouteTableId?: Input<string>;
}

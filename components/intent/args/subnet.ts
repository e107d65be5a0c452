import type { Input } from "@pulumi/pulumi";

/** One vSwitch, to be made or given. */
export interface Subnet {
    /** Zone ID, for example `cn-hangzhou-h`. */
    zoneId: string;
    /** IPv4 range, /16 to /29, that nothing else in the VPC uses. Of a given vSwitch: its range. */
    cidrBlock: string;
    /** ID of a vSwitch that exists with this zone and range and is used as it is. Default: one is made. */
    vswitchId?: Input<string>;
}

/** One vSwitch of the gateway, to be made or given. */
export interface GatewaySubnet {
    /** Zone ID, for example `cn-hangzhou-h`. */
    zoneId: string;
    /** IPv4 range, /16 to /29, that nothing else in the VPC uses. Of a given vSwitch: its range. */
    cidrBlock: string;
    /**
     * ID of a vSwitch that exists with this zone and range, that nothing else stands in, and that has no SNAT entry.
     * Default: one is made.
     */
    vswitchId?: Input<string>;
    /**
     * Whether the given vSwitch is attached to `internet.given.routeTableId` already. A vSwitch has one custom route table
     * at a time. `true`: nothing is attached, and a destroy leaves it attached. Default: `false`; the vSwitch uses the
     * VPC's system route table, is attached by the perimeter, and goes back to the system route table when it is destroyed.
     * Refused without `vswitchId`, and with a NAT gateway that is made.
     *
     * Source: VPC, AssociateRouteTable.
     */
    routeTableAttached?: boolean;
}

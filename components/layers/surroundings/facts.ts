/**
 * What others have in the VPC, as far as it was seen. A list that is absent could not be looked up; an empty one was, and
 * there is nothing.
 */
export interface Surroundings {
    readonly natGateways?: readonly NatGatewaySeen[];
    readonly routeTables?: readonly RouteTableSeen[];
    readonly vswitches?: readonly VswitchSeen[];
    /** Instances first, so that an interface that shows the same address again is known. */
    readonly publicAddresses: readonly PublicAddressSeen[];
    readonly unseen: readonly Unseen[];
}

export interface NatGatewaySeen {
    readonly id: string;
    readonly name: string;
    /** A VPC NAT gateway: it leads to other networks, not to the internet. */
    readonly intranet: boolean;
    readonly snatEntries?: readonly SnatEntrySeen[];
}

export interface SnatEntrySeen {
    readonly id: string;
    /** Empty where the entry is for a range. */
    readonly vswitchId: string;
    /** Empty where the entry is for a vSwitch and the provider does not name its range. */
    readonly cidrBlock: string;
}

export interface RouteTableSeen {
    readonly id: string;
    /** The table of every vSwitch that has no other. */
    readonly system: boolean;
    readonly vswitchIds: readonly string[];
    readonly routes?: readonly RouteSeen[];
}

export interface RouteSeen {
    readonly destination: string;
    readonly nexthopType: string;
    readonly nexthopId: string;
}

interface VswitchSeen {
    readonly id: string;
    readonly cidrBlock: string;
}

interface PublicAddressSeen {
    /** ID of the instance or of the elastic network interface. */
    readonly holder: string;
    readonly privateIp: string;
    readonly publicIp: string;
}

/** A look-up that failed. */
export interface Unseen {
    /** Function of the provider. */
    readonly call: string;
    /** RAM action that it takes. */
    readonly action: string;
    readonly reason: string;
}

import type { Input } from "@pulumi/pulumi";

/** Where Cloud Firewall looks at traffic. */
export enum FirewallBoundary {
    /** Between the gateway's range and the NAT gateway, by private address: always part of a perimeter. */
    Nat = "Nat",
    /** Between the public addresses and the internet, by public address. */
    Internet = "Internet",
    /** Towards other VPCs and data centres, by private address. */
    Vpc = "Vpc",
}

/** What was bought of Cloud Firewall; it decides how many policies there may be. */
export enum FirewallEdition {
    /** Subscription, 10,000 expanded policies, no VPC boundary. */
    Premium = "Premium",
    /** Subscription, 50,000 expanded policies. */
    Enterprise = "Enterprise",
    /** Subscription, 100,000 expanded policies. */
    Ultimate = "Ultimate",
    /** Pay-as-you-go: 2,000 at the internet and 2,000 at the NAT boundary, 10,000 at the VPC boundary. */
    PayAsYouGo = "PayAsYouGo",
}

/** What exists of Cloud Firewall and is used as it is. */
export interface GivenFirewall {
    /** ID of the VPC firewall (or CEN) whose policies guard the VPC boundary. Needed with the boundary `Vpc`. */
    vpcFirewallId?: Input<string>;
    /**
     * ID of the NAT firewall that stands in front of `internet.given` already, open, in strict mode, with the 0.0.0.0/0 of
     * `internet.given.routeTableId` among its routes. Strict mode of a given one cannot be read, which is reported. The
     * policies are the perimeter's all the same. Not together with `Firewall.cidrBlock`.
     */
    natFirewallId?: Input<string>;
}

/** Cloud Firewall. The Cloud Firewall instance itself is given (it is a paid subscription). */
export interface Firewall {
    /**
     * IPv4 range for the vSwitch that the NAT firewall makes for itself, /28 or larger, free in the VPC. Exactly one of
     * this and `given.natFirewallId`.
     */
    cidrBlock?: string;
    /**
     * Whether the cluster's own node and Pod ranges are denied at this NAT gateway, but for `infrastructure`. Default:
     * `true`. Switching it off is reported.
     */
    fenceCluster?: boolean;
    /**
     * Seconds between the last firewall rule and the SNAT entries that open the way out: rules take about three
     * minutes to take effect. Default: `180`.
     */
    settleSeconds?: number;
    /** Where the rules stand. `Nat` is always among them. Default: `[Nat]`. */
    boundaries?: FirewallBoundary[];
    /** Edition, for the quota of policies that is computed before anything is made. Default: `Premium`. */
    edition?: FirewallEdition;
    /**
     * Whether what is account-wide at the internet boundary is this perimeter's: strict mode, and the order of policies.
     * Default: `false`, which is reported with the boundary `Internet`: strict mode has to be on by other means, and an
     * accept for a new port does nothing until somebody moves it above the deny.
     */
    manageAccountSettings?: boolean;
    /** What exists and is used as it is. */
    given?: GivenFirewall;
}

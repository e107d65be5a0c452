import { createHash } from "node:crypto";
import type { ControlPolicyRequest } from "./account/objects";

/** What is in the account before any stack: the cluster's surroundings, which a perimeter is only given. */
export interface Seeds {
    readonly region: string;
    readonly vpcs: readonly SeedVpc[];
    readonly vswitches: readonly SeedVswitch[];
    readonly clusters: readonly { readonly id: string; readonly vpcId?: string }[];
    readonly meshes: readonly { readonly id: string }[];
    readonly natGateways: readonly SeedNatGateway[];
    readonly vpcFirewalls: readonly SeedVpcFirewall[];
    /** Pieces that a perimeter may be given instead of making them; absent: none. */
    readonly pieces?: SeedPieces;
    /** What the account's owner has set up at the internet boundary; absent: nothing. */
    readonly internetBoundary?: SeedInternetBoundary;
}

export interface SeedPieces {
    /** Public addresses that are bound to nothing. */
    readonly eips: readonly { readonly id: string; readonly ipAddress: string }[];
    readonly securityGroups: readonly { readonly id: string; readonly vpcId: string }[];
    readonly natFirewalls: readonly SeedNatFirewall[];
    readonly nodePools: readonly SeedNodePool[];
}

/** Open, strict, and with the 0.0.0.0/0 of the route table among its routes. */
export interface SeedNatFirewall {
    readonly id: string;
    readonly vpcId: string;
    readonly natGatewayId: string;
    readonly routeTableId: string;
}

export interface SeedNodePool {
    readonly clusterId: string;
    /** Without the cluster's. */
    readonly nodePoolId: string;
    readonly vswitchIds: readonly string[];
    readonly securityGroupIds: readonly string[];
    readonly taint: { readonly key: string; readonly value: string };
    readonly nodeCount: number;
}

interface SeedVpcFirewall {
    /** A VPC firewall's own id, or that of the CEN instance it stands in. */
    readonly id: string;
    /** Absent: it stands before every VPC. */
    readonly vpcId?: string;
    /** New VPC firewalls are strict. */
    readonly strict?: boolean;
}

export interface SeedInternetBoundary {
    /** Absent: loose, as the platform starts. */
    readonly strict?: boolean;
    /** In their order, below whatever is there. */
    readonly policies?: readonly ControlPolicyRequest[];
}

export interface SeedVpc {
    readonly id: string;
    readonly cidrBlocks: readonly string[];
    readonly systemRouteTableId: string;
}

export interface SeedVswitch {
    readonly id: string;
    readonly vpcId: string;
    readonly cidrBlock: string;
    readonly zoneId: string;
    /** Custom route table that it is attached to; absent: none, and the system route table decides. */
    readonly routeTableId?: string;
}

export interface SeedNatGateway {
    readonly id: string;
    readonly vpcId: string;
    readonly snatTableId: string;
    /** Table whose 0.0.0.0/0 leads to the gateway; a custom one unless it is the system table of a seeded VPC. */
    readonly routeTableId: string;
    /** Public addresses bound to the gateway. */
    readonly addresses: readonly string[];
}

/** An id for an object whose own id nobody named: the same each time, so that seeding again finds it. */
export function seedId(prefix: string, ...parts: string[]): string {
    return `${prefix}-given${createHash("sha256").update(parts.join(" ")).digest("hex").slice(0, 16)}`;
}

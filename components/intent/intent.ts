import type {
    EniKind,
    FirewallBoundary,
    FirewallEdition,
    NetworkPlugin,
    OutboundPolicy,
    Placement,
    SecurityGroupKind,
} from "./args";
import type { Cidr } from "./cidr";
import type { ClientIdentity } from "./client";
import type { Host } from "./host";
import type { PortSpec } from "./port-spec";

/**
 * What the user wants, normalised: defaults filled in, every value valid, every list sorted, no Pulumi values. Ids that
 * only the cloud knows are not here; plans name them by reference.
 */
export interface Intent {
    readonly cluster: ClusterIntent;
    readonly mesh: MeshIntent;
    readonly gateway: GatewayIntent;
    readonly internet: InternetIntent;
    readonly firewall: FirewallIntent;
    readonly namespaces: readonly FencedNamespaceIntent[];
    readonly externalServices: readonly ExternalServiceIntent[];
    readonly infrastructure: readonly InfrastructureIntent[];
    readonly guard: GuardIntent;
}

export interface ClusterIntent {
    readonly nodeCidrs: readonly Cidr[];
    readonly podCidrs: readonly Cidr[];
    readonly serviceCidr: Cidr;
    readonly networkPlugin: NetworkPlugin;
    /** Where the gateway asks for names. */
    readonly dnsCidrs: readonly Cidr[];
}

export interface MeshIntent {
    readonly controlPlaneCidrs: readonly Cidr[];
    readonly trustDomain: string;
    readonly serverSideApply: boolean;
}

export interface SubnetIntent {
    readonly zoneId: string;
    readonly cidrBlock: Cidr;
}

export interface GatewayIntent {
    readonly name: string;
    readonly subnets: readonly SubnetIntent[];
    readonly replicas: number;
    readonly placement: Placement;
    readonly eni: EniKind;
    readonly nodePool?: NodePoolIntent;
    readonly securityGroup: SecurityGroupKind;
    readonly resources: {
        readonly cpuRequest: string;
        readonly memoryRequest: string;
        readonly cpuLimit: string;
        readonly memoryLimit: string;
    };
}

export interface NodePoolIntent {
    /** In the order of preference. */
    readonly instanceTypes: readonly string[];
    readonly nodeCount: number;
    /** How many node vSwitches are given; none where the nodes stand in the gateway's. */
    readonly givenVswitches: number;
    readonly systemDiskCategory: string;
    readonly systemDiskSize: number;
    readonly hasKey: boolean;
}

/** Exactly one of `made` and `given`. */
export interface InternetIntent {
    readonly made?: {
        readonly subnet: SubnetIntent;
        readonly publicAddresses: number;
        readonly bandwidthMbps: number;
        readonly protectAddresses: boolean;
    };
    readonly given?: { readonly addresses: readonly Cidr[] };
}

export interface FirewallIntent {
    readonly cidrBlock: Cidr;
    readonly fenceCluster: boolean;
    readonly settleSeconds: number;
    /** NAT first; each once. */
    readonly boundaries: readonly FirewallBoundary[];
    readonly edition: FirewallEdition;
    readonly manageAccountSettings: boolean;
}

export interface FencedNamespaceIntent {
    readonly name: string;
    readonly outbound: OutboundPolicy;
    readonly guard: boolean;
}

export interface ExternalServiceIntent {
    readonly name: string;
    readonly hosts: readonly Host[];
    readonly port: PortSpec;
    readonly clients: readonly ClientIdentity[];
}

export interface InfrastructureIntent {
    readonly name: string;
    readonly hosts: readonly Host[];
    readonly addresses: readonly Cidr[];
    readonly ports: readonly number[];
}

export interface GuardIntent {
    readonly enabled: boolean;
    /** Left out: ASM's images in the region of the gateway. */
    readonly proxyImagePrefixes?: readonly string[];
}

/** Alibaba Cloud's zone IDs are the region ID and a letter: `cn-hangzhou-h`, `ap-southeast-1a`. */
export function regionOf(zoneId: string): string {
    return zoneId.replace(/-?[a-z]$/, "");
}

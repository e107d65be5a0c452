import type { AuthorizerIntent, JwtIssuerIntent, ServiceAccessIntent } from "./access-intent";
import type {
    DomainMatching,
    EniKind,
    FirewallBoundary,
    FirewallEdition,
    NetworkPlugin,
    NetworkPolicyEngine,
    OutboundPolicy,
    PathNormalization,
    Placement,
    PolicyEngine,
    Route,
    SecurityGroupKind,
    SurroundingsCheck,
    TlsMode,
    TransportProtocol,
} from "./args";
import type { Cidr } from "./cidr";
import type { ClientIdentity } from "./client";
import type { Host } from "./host";
import type { MeshVersion } from "./mesh-version";
import type { PortSpec } from "./port-spec";
import type { TrafficIntent } from "./traffic";

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
    readonly telemetry: TelemetryIntent;
    readonly surroundings: SurroundingsCheck;
    readonly jwtIssuers: readonly JwtIssuerIntent[];
    readonly authorizers: readonly AuthorizerIntent[];
    readonly guard: GuardIntent;
}

export interface ClusterIntent {
    readonly nodeCidrs: readonly Cidr[];
    readonly podCidrs: readonly Cidr[];
    readonly serviceCidr: Cidr;
    readonly networkPlugin: NetworkPlugin;
    readonly networkPolicyEngine: NetworkPolicyEngine;
    /** Where the gateway and the fenced workloads ask for names. */
    readonly dnsCidrs: readonly Cidr[];
    /** Where the fenced workloads find the Kubernetes API. */
    readonly apiServerCidrs: readonly Cidr[];
}

export interface MeshIntent {
    readonly controlPlaneCidrs: readonly Cidr[];
    readonly version: MeshVersion;
    readonly pathNormalization: PathNormalization;
    readonly engine: PolicyEngine;
    readonly givenEgressNamespace: boolean;
    readonly trustDomain: string;
    readonly serverSideApply: boolean;
}

export interface SubnetIntent {
    readonly zoneId: string;
    readonly cidrBlock: Cidr;
    /** Whether the vSwitch exists already. */
    readonly given: boolean;
}

export interface GatewaySubnetIntent extends SubnetIntent {
    /** Whether a given vSwitch has the route to the NAT gateway already. */
    readonly attached: boolean;
}

export interface GatewayIntent {
    readonly name: string;
    readonly subnets: readonly GatewaySubnetIntent[];
    readonly replicas: number;
    readonly placement: Placement;
    readonly eni: EniKind;
    /** At most one of `nodePool`, which is made, and `givenNodePool`. */
    readonly nodePool?: NodePoolIntent;
    readonly givenNodePool?: GivenNodePoolIntent;
    /** Kind of the group to be made; absent where it is given. */
    readonly securityGroup?: SecurityGroupKind;
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

export interface GivenNodePoolIntent {
    readonly taint: { readonly key: string; readonly value: string };
    readonly nodeCount: number;
}

/** Exactly one of `made` and `given`. */
export interface InternetIntent {
    readonly made?: {
        readonly subnet: SubnetIntent;
        /** How many are made; none where they are given. */
        readonly publicAddresses: number;
        readonly givenAddresses: readonly Cidr[];
        readonly bandwidthMbps: number;
        readonly protectAddresses: boolean;
    };
    readonly given?: { readonly addresses: readonly Cidr[] };
    /** Whether the VPC's system route table leads to the NAT gateway too, by what the user wrote. */
    readonly inSystemRouteTable: boolean;
}

export interface FirewallIntent {
    /** Of the NAT firewall to be made; absent where that is given. */
    readonly cidrBlock?: Cidr;
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
    readonly networkPolicy: boolean;
    readonly guard: boolean;
}

export interface ExternalServiceIntent extends ServiceAccessIntent {
    readonly name: string;
    readonly hosts: readonly Host[];
    /** Where the workload dials, or what is dialled where there is no host; ports of protocol `Tcp` only. */
    readonly addresses: readonly Cidr[];
    /** In the order of `PortSpec.compare`; at least one. */
    readonly ports: readonly PortSpec[];
    readonly route: Route;
    readonly tls: TlsIntent;
    readonly traffic: TrafficIntent;
    readonly clients: readonly ClientIdentity[];
    /** The clients that may call from some addresses only; each is one of `clients`. */
    readonly sources: readonly ClientSource[];
    /** The certificates of clients that have their own; then every client is here, and `tls.credential` is absent. */
    readonly credentials: readonly ClientCredential[];
}

/** Where a client calls from. */
interface ClientSource {
    readonly client: ClientIdentity;
    readonly cidrs: readonly Cidr[];
}

/** What is shown outside for a client. */
export interface ClientCredential {
    readonly client: ClientIdentity;
    readonly credential: string;
}

export interface TlsIntent {
    readonly mode: TlsMode;
    /** Secret with the client certificate of all clients; there with `MutualOriginate` only. */
    readonly credential?: string;
    /** Authorities of the server's certificate, as a DestinationRule names them; without it the image's. */
    readonly caBundle?: string;
    readonly sni?: string;
    /** Names that the server may have instead of its SNI. */
    readonly subjectAltNames?: readonly string[];
    readonly acceptAppTls: boolean;
    readonly acceptAnyCertificate: boolean;
}

export interface InfrastructureIntent {
    readonly name: string;
    readonly hosts: readonly Host[];
    readonly addresses: readonly Cidr[];
    readonly ports: readonly number[];
    readonly protocol: TransportProtocol;
    readonly domainMatching: DomainMatching;
}

/** How many public addresses the gateway leaves from, made or given. */
export function publicAddressCount({ made, given }: InternetIntent): number {
    return (made?.publicAddresses ?? 0) + (made?.givenAddresses.length ?? 0) + (given?.addresses.length ?? 0);
}

export interface TelemetryIntent {
    /** Nothing where the access log is off. */
    readonly accessLog?: {
        /** CEL expression; nothing where everything is logged. */
        readonly filter?: string;
        /** A provider of the mesh; nothing where the perimeter makes its own. */
        readonly provider?: string;
    };
    readonly metrics: boolean;
    /** Nothing where it is the mesh's decision. */
    readonly tracing?: {
        readonly samplingPercentage: number;
        readonly provider?: string;
        /** Of the Pods that take traces. */
        readonly podPort?: number;
    };
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

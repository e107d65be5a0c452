import type { Input } from "@pulumi/pulumi";

/** The cluster network plugin of an ACK cluster. */
export enum NetworkPlugin {
    /** Pods have addresses of VPC vSwitches; the gateway can have vSwitches of its own. */
    Terway = "Terway",
    /** Pods have addresses of an overlay; the gateway cannot have vSwitches of its own. */
    Flannel = "Flannel",
}

/** What happens to a call of a fenced workload to a host that nobody declared. */
export enum OutboundPolicy {
    /** The sidecar refuses it. */
    RegistryOnly = "RegistryOnly",
    /** The sidecar lets it pass: a weakening, reported as a finding. */
    AllowAny = "AllowAny",
}

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

/** How Terway attaches the gateway's Pods to the gateway's vSwitches. */
export enum EniKind {
    /** Member ENIs on a trunk ENI: many Pods a node, instance types with `EniTrunkSupported`. */
    Trunk = "Trunk",
    /** One whole ENI a Pod: node pools made with `k8s.aliyun.com/exclusive-mode-eni-type: eniOnly`. */
    Exclusive = "Exclusive",
}

/** How the gateway gets the addresses of its vSwitches. */
export enum Placement {
    /**
     * Terway gives each Pod an ENI of its own in the gateway's vSwitches and security group; the Pods run on any node
     * that can, and the metadata service and Alibaba Cloud's internal endpoints are closed to them.
     */
    DedicatedEni = "DedicatedEni",
    /**
     * The Pods share the network of nodes that stand in the gateway's vSwitches, for nothing else: `Gateway.nodePool`.
     * For clusters and instance types without trunk or exclusive ENIs. The nodes need the metadata service and the
     * internal endpoints, so these stay open to the gateway too; that is reported. The cluster's own security group has
     * to let the gateway's range in: API server, DNS, Pods. Infrastructure grants are for the cluster's ranges, so these
     * nodes fetch images from the internal endpoints only.
     */
    HostNetwork = "HostNetwork",
}

/** The kind of the gateway's security group. Both get the same rules. */
export enum SecurityGroupKind {
    /** Denies both directions while it has no rules yet. */
    Enterprise = "Enterprise",
    /**
     * Lets everything out between the moment it exists and its last rule, a drop of everything else; reported. In a
     * perimeter nothing is in the group by then, because nodes and Pods come after the rules. But where somebody
     * removes the drop by hand, everything is open, while a group of the other kind stays closed.
     */
    Normal = "Normal",
}

/** The ACK cluster whose outbound traffic is fenced. It is given: the component never creates or changes it. */
export interface Cluster {
    /** ACK cluster ID, for example `c0123456789abcdef0123456789abcdef`. */
    id: Input<string>;
    /** ID of the VPC that the cluster lives in. */
    vpcId: Input<string>;
    /** IPv4 ranges of the cluster's nodes: the CIDR blocks of the node vSwitches. */
    nodeCidrs: string[];
    /** IPv4 ranges of the cluster's Pods: with Terway the CIDR blocks of the Pod vSwitches. */
    podCidrs: string[];
    /** IPv4 range of the cluster's Services. */
    serviceCidr: string;
    /** The cluster's network plugin. Default: `Terway`. */
    networkPlugin?: NetworkPlugin;
    /** Addresses or ranges of the DNS servers that the gateway asks. Default: the node, Pod and Service ranges. */
    dnsAddresses?: string[];
}

/** The ASM instance (mesh) that the cluster belongs to. It is given: the component never creates or changes it. */
export interface Mesh {
    /** ASM instance ID. */
    id: Input<string>;
    /**
     * Kubeconfig of the ASM control plane (contents, or a path to a file). Kept secret. The endpoint in
     * `ServiceMesh.kubeconfig` is the private one: it is reachable from inside the VPC only.
     */
    kubeconfig: Input<string>;
    /** IPv4 ranges where the gateway finds the mesh control plane (istiod, port 15012). */
    controlPlaneCidrs: string[];
    /** SPIFFE trust domain of the workloads. Default: `cluster.local`. */
    trustDomain?: string;
    /**
     * Whether objects are sent to the ASM API server by server-side apply. Default: `true`. Switch it off where the
     * ASM version refuses it.
     */
    serverSideApply?: boolean;
}

/** One vSwitch to be made. */
export interface Subnet {
    /** Zone ID, for example `cn-hangzhou-h`. */
    zoneId: string;
    /** IPv4 range, /16 to /29, that nothing else in the VPC uses. */
    cidrBlock: string;
}

/** CPU and memory of one gateway Pod, as Kubernetes quantities. */
export interface PodResources {
    /** CPU request. Default: `500m`. */
    cpuRequest?: string;
    /** Memory request. Default: `512Mi`. */
    memoryRequest?: string;
    /** CPU limit. Default: `2`. */
    cpuLimit?: string;
    /** Memory limit. Default: `2Gi`. */
    memoryLimit?: string;
}

/**
 * Nodes for the gateway alone: tainted, labelled, without public addresses. One ACK node pool.
 *
 * With `HostNetwork` they stand in the gateway's vSwitches and security group. With `DedicatedEni` only the Pods do; the
 * nodes stand in `vswitchIds` and in the cluster's security group, because they need what the gateway's one closes.
 */
export interface NodePool {
    /** ECS instance types, the preferred one first, 1 to 10, for example `ecs.g7.xlarge`. */
    instanceTypes: string[];
    /**
     * Number of nodes. Each replica has a node of its own, and a rolling update needs free ones. Default, and least:
     * `replicas` and a quarter more, rounded up.
     */
    nodeCount?: number;
    /** Node vSwitches of the cluster, by ID. Needed with `DedicatedEni`, refused with `HostNetwork`. */
    vswitchIds?: Input<string>[];
    /** Category of the system disk. Default: `cloud_essd`. */
    systemDiskCategory?: string;
    /** Size of the system disk in GiB, 20 to 2048. Default: `120`. */
    systemDiskSize?: number;
    /** Name of the SSH key pair of the nodes. Default: none, and nobody can log in. */
    keyName?: Input<string>;
}

/** The egress gateway and the address range that is its own. */
export interface Gateway {
    /** Name of the IstioGateway; its Deployment and Service are `istio-<name>`. Default: `egress-<perimeter>`. */
    name?: string;
    /**
     * The gateway's vSwitches, one a zone, for nobody else. Together they are the fixed range of the perimeter: a
     * fixed address per Pod does not exist, because Terway gives that to StatefulSets only and an IstioGateway is a
     * Deployment. One zone is allowed and reported. Changing a range moves the Pods, and what they have open is cut.
     */
    subnets: Subnet[];
    /** Gateway Pods, each on a node of its own. Default: `2`. */
    replicas?: number;
    /** How the gateway gets the addresses of its vSwitches. Default: `DedicatedEni`. */
    placement?: Placement;
    /** How Terway attaches the Pods, with `DedicatedEni` only. Default: `Trunk`. */
    eni?: EniKind;
    /** Nodes for the gateway alone. Needed with `HostNetwork`. Default: none; the Pods run on the cluster's nodes. */
    nodePool?: NodePool;
    /** Kind of the gateway's security group. A change replaces the group. Default: `Enterprise`. */
    securityGroup?: SecurityGroupKind;
    /** CPU and memory of one gateway Pod. */
    resources?: PodResources;
}

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

/** What exists of Cloud Firewall and is used as it is. */
export interface GivenFirewall {
    /** ID of the VPC firewall (or CEN) whose policies guard the VPC boundary. Needed with the boundary `Vpc`. */
    vpcFirewallId: Input<string>;
}

/** Cloud Firewall. The Cloud Firewall instance itself is given (it is a paid subscription). */
export interface Firewall {
    /** IPv4 range for the vSwitch that the NAT firewall makes for itself, /28 or larger, free in the VPC. */
    cidrBlock: string;
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

/** A namespace whose workloads are fenced. It is given: the component never creates it. */
export interface FencedNamespace {
    /** Name of the namespace. */
    name: string;
    /** What happens to calls to hosts that nobody declared. Default: `RegistryOnly`. */
    outbound?: OutboundPolicy;
}

/** Who may call: all workloads of a namespace, or those that run as one service account. */
export interface Client {
    /** Name of a fenced namespace. */
    namespace: string;
    /** Name of a service account in it. Default: every service account. */
    serviceAccount?: string;
}

/** A port of an external service. The workload speaks plain HTTP; the gateway speaks HTTPS to the outside. */
export interface Port {
    /** Port of the external service, 1 to 65535. */
    number: number;
    /** Port that the workload calls. Default: `80` where `number` is 443, else `number`. */
    workloadPort?: number;
}

/** A named group of hosts outside the mesh, and who may call them. */
export interface ExternalService {
    /** Name, a DNS label, unique in the perimeter. */
    name: string;
    /** Host names, fully written out; Unicode names are taken as their ASCII form. 1 to 256. */
    hosts: string[];
    /** Ports; one for now. Default: `[{ number: 443, workloadPort: 80 }]`. */
    ports?: Port[];
    /** Who may call; at least one. */
    clients: Client[];
}

/** What the cluster's nodes themselves need outside: registries, add-ons, time. Granted at the firewall only. */
export interface InfrastructureGrant {
    /** Name, a DNS label, unique in the perimeter. */
    name: string;
    /** Host names. At least one of this and `addresses`. */
    hosts?: string[];
    /** IPv4 addresses or ranges. At least one of this and `hosts`. */
    addresses?: string[];
    /** TCP ports. Default: `[443]`. */
    ports?: number[];
}

/** The whole fence around one ACK cluster in one ASM mesh. */
export interface EgressPerimeterArgs {
    /** The ACK cluster. */
    cluster: Cluster;
    /** The ASM mesh. */
    mesh: Mesh;
    /** The egress gateway. */
    gateway: Gateway;
    /** The way out of the VPC. */
    internet: Internet;
    /** Cloud Firewall. */
    firewall: Firewall;
    /** The fenced namespaces. */
    namespaces: FencedNamespace[];
    /** What may be reached, and by whom. */
    externalServices: ExternalService[];
    /** What the cluster's nodes themselves need outside. Default: nothing. */
    infrastructure?: InfrastructureGrant[];
}

/**
 * What the simulated account holds. Property names follow the Pulumi package where a property can be set through it,
 * so that a request is stored as it came; the rest is what the service adds.
 */
export interface CloudObject {
    readonly id: string;
    /** True for objects that existed before the stack: they are never made, changed or removed by it. */
    readonly given: boolean;
    /** ISO time. */
    readonly createTime: string;
    /** Debugging aid only: nothing is looked up or adopted by it, as the real API knows no URNs. */
    createdByUrn?: string;
}

type Tags = Record<string, string>;

export interface Vpc extends CloudObject {
    cidrBlocks: string[];
    systemRouteTableId: string;
    routerId: string;
}

export interface VswitchRequest {
    vpcId: string;
    cidrBlock: string;
    zoneId: string;
    vswitchName?: string;
    description?: string;
    tags?: Tags;
}

export interface Vswitch extends CloudObject, VswitchRequest {
    /** NAT firewall that made this vSwitch for itself in automatic mode; it goes with the firewall. */
    ownedByFirewall?: string;
}

export interface RouteTableRequest {
    vpcId: string;
    routeTableName?: string;
    description?: string;
    associateType?: string;
    routePropagationEnable?: boolean;
    tags?: Tags;
}

export interface RouteTable extends CloudObject, RouteTableRequest {
    routeTableType: "System" | "Custom";
}

export interface RouteTableAttachment extends CloudObject {
    routeTableId: string;
    vswitchId: string;
}

export interface RouteEntryRequest {
    routeTableId: string;
    destinationCidrblock?: string;
    nexthopType?: string;
    nexthopId?: string;
    name?: string;
    description?: string;
}

export interface RouteEntry extends CloudObject, RouteEntryRequest {
    destinationCidrblock: string;
    nexthopType: string;
    nexthopId: string;
    routerId: string;
    /** The service added it by itself with the first NAT gateway of the VPC and removes it with that gateway. */
    addedByGateway: boolean;
    /** NAT firewall the traffic of this route passes through first, while that firewall is open. */
    redirectedTo?: string;
}

export interface NatGatewayRequest {
    vpcId: string;
    vswitchId?: string;
    natGatewayName?: string;
    description?: string;
    natType?: string;
    paymentType?: string;
    internetChargeType?: string;
    networkType?: string;
    eipBindMode?: string;
    availabilityMode?: string;
    deletionProtection?: boolean;
    icmpReplyEnabled?: boolean;
    privateLinkEnabled?: boolean;
    specification?: string;
    force?: boolean;
    tags?: Tags;
}

export interface NatGateway extends CloudObject, NatGatewayRequest {
    snatTableIds: string[];
    forwardTableIds: string[];
}

export interface SnatEntryRequest {
    snatTableId: string;
    /** One address or several joined by commas. */
    snatIp: string;
    sourceVswitchId?: string;
    sourceCidr?: string;
    snatEntryName?: string;
    eipAffinity?: number;
}

export interface SnatEntry extends CloudObject, SnatEntryRequest {}

export interface EipRequest {
    addressName?: string;
    description?: string;
    bandwidth?: string;
    internetChargeType?: string;
    paymentType?: string;
    isp?: string;
    mode?: string;
    netmode?: string;
    zone?: string;
    ipAddress?: string;
    deletionProtection?: boolean;
    resourceGroupId?: string;
    securityProtectionTypes?: string[];
    tags?: Tags;
}

export interface Eip extends CloudObject, EipRequest {
    ipAddress: string;
}

export interface EipAssociationRequest {
    allocationId: string;
    instanceId: string;
    instanceType?: string;
    force?: boolean;
    mode?: string;
    privateIpAddress?: string;
    vpcId?: string;
}

export interface EipAssociation extends CloudObject, EipAssociationRequest {
    instanceType: string;
}

export interface SecurityGroupRequest {
    vpcId?: string;
    securityGroupName?: string;
    securityGroupType?: string;
    innerAccessPolicy?: string;
    description?: string;
    resourceGroupId?: string;
    tags?: Tags;
}

export interface SecurityGroup extends CloudObject, SecurityGroupRequest {}

export interface SecurityGroupRuleRequest {
    securityGroupId: string;
    type: string;
    ipProtocol: string;
    policy?: string;
    priority?: number;
    portRange?: string;
    nicType?: string;
    cidrIp?: string;
    ipv6CidrIp?: string;
    sourceSecurityGroupId?: string;
    sourceGroupOwnerAccount?: string;
    sourceGroupOwnerId?: string;
    prefixListId?: string;
    description?: string;
}

export interface SecurityGroupRule extends CloudObject, SecurityGroupRuleRequest {
    policy: string;
    priority: number;
    portRange: string;
    /** The service's own id (`sgr-…`); `id` is the composite id the provider matches rules by. */
    securityGroupRuleId: string;
}

/** Firewall objects bite only after a lag (about three minutes at the real service). */
interface FirewallObject extends CloudObject {
    /** ISO time from which the object, in its present form, decides about traffic. */
    effectiveAt: string;
}

export interface AddressBookRequest {
    groupName: string;
    groupType: string;
    description: string;
    addressLists?: string[];
    lang?: string;
}

export interface AddressBook extends FirewallObject, AddressBookRequest {
    addressLists: string[];
    /** The list that still decides until `effectiveAt`. */
    supersededAddressLists?: string[];
}

export interface NatRouteEntry {
    destinationCidr: string;
    nexthopId: string;
    nexthopType: string;
    routeTableId: string;
}

export interface NatFirewallRequest {
    natGatewayId: string;
    natRouteEntryLists: NatRouteEntry[];
    proxyName: string;
    regionNo: string;
    vpcId: string;
    firewallSwitch?: string;
    status?: string;
    strictMode?: number;
    vswitchAuto?: string;
    vswitchCidr?: string;
    vswitchId?: string;
    lang?: string;
}

export interface NatFirewall extends FirewallObject, NatFirewallRequest {
    proxyStatus: "normal" | "closed";
    strictMode: number;
    /** The vSwitch the firewall sits in, whoever made it. */
    firewallVswitchId: string;
}

/** The part of a policy that decides about traffic. */
export interface PolicyRule {
    aclAction: string;
    source: string;
    sourceType: string;
    destination: string;
    destinationType: string;
    proto: string;
    applicationNameLists: string[];
    destPort?: string;
    destPortGroup?: string;
    destPortType?: string;
    /** 0 FQDN, 1 DNS, 2 both; absent counts as 0. */
    domainResolveType?: number;
    ipVersion?: string;
    release?: string;
}

/** When a policy holds: stored as it came, and not looked at when a flow is decided. */
interface Recurrence {
    repeatType?: string;
    repeatDays?: number[];
    repeatStartTime?: string;
    repeatEndTime?: string;
    startTime?: number;
    endTime?: number;
}

/** A policy's place among the others of its boundary. */
export interface PlacedPolicy extends FirewallObject {
    description: string;
    /** 1 is looked at first. */
    order: number;
    /** The rule that still decides until `effectiveAt`. */
    superseded?: PolicyRule;
}

export interface NatFirewallPolicyRequest extends PolicyRule, Recurrence {
    natGatewayId: string;
    direction: string;
    description: string;
    newOrder?: string;
}

export interface NatFirewallPolicy extends PlacedPolicy, Omit<NatFirewallPolicyRequest, "newOrder"> {}

/** A rule as the internet and the VPC boundary write it: domain mode by name, one application or a list of them. */
export interface EncodedRule extends Omit<PolicyRule, "applicationNameLists" | "domainResolveType"> {
    applicationName?: string;
    /** Where both are given, the list counts. */
    applicationNameLists?: string[];
    /** `FQDN`, `DNS` or `FQDN_AND_DNS`; absent counts as `FQDN`. */
    domainResolveType?: string;
}

/** Of the internet boundary. */
export interface ControlPolicyRequest extends EncodedRule, Recurrence {
    direction: string;
    description: string;
    sourceIp?: string;
    lang?: string;
}

export interface ControlPolicy extends PlacedPolicy, ControlPolicyRequest {}

export interface VpcFirewallPolicyRequest extends EncodedRule, Recurrence {
    vpcFirewallId: string;
    description: string;
    order?: number;
    memberUid?: string;
    lang?: string;
}

export interface VpcFirewallPolicy extends PlacedPolicy, Omit<VpcFirewallPolicyRequest, "order"> {
    order: number;
}

/** Whether a boundary passes what it cannot read yet; a switch bites after the lag too. */
export interface EngineMode {
    strict: boolean;
    /** ISO time. */
    effectiveAt: string;
    /** What still holds until `effectiveAt`. */
    supersededStrict: boolean;
}

/** Always given: a CEN instance or Express Connect circuit between VPCs is nothing a perimeter makes. */
export interface VpcFirewall extends CloudObject {
    /** Absent: it stands before every VPC of the account. */
    vpcId?: string;
    engineMode: EngineMode;
}

export interface Cluster extends CloudObject {
    vpcId?: string;
}

/** Only what says whether it has a public way of its own: an ECS instance is never made by a perimeter. */
export interface Instance extends CloudObject {
    vpcId: string;
    vswitchId: string;
    privateIp: string;
    /** Public address that came with the instance. */
    publicIp?: string;
    /** Address of an EIP that is bound to it. */
    eip?: string;
}

export interface NetworkInterface extends CloudObject {
    vpcId: string;
    vswitchId: string;
    privateIp: string;
    type: "Primary" | "Secondary" | "Trunk" | "Member";
    instanceId?: string;
    /** Address of an EIP that is bound to it. */
    publicIp?: string;
}

interface NodeLabel {
    key: string;
    value?: string;
}

interface NodeTaint extends NodeLabel {
    effect?: string;
}

export interface NodePoolRequest {
    clusterId: string;
    nodePoolName: string;
    vswitchIds?: string[];
    securityGroupIds?: string[];
    instanceTypes?: string[];
    desiredSize?: string;
    labels?: NodeLabel[];
    taints?: NodeTaint[];
    updateNodes?: boolean;
    internetChargeType?: string;
    internetMaxBandwidthOut?: number;
    scalingConfig?: {
        enable?: boolean;
        minSize?: number;
        maxSize?: number;
        type?: string;
        isBondEip?: boolean;
        eipBandwidth?: number;
        eipInternetChargeType?: string;
    };
}

export interface PoolNode {
    labels: NodeLabel[];
    taints: NodeTaint[];
}

export interface NodePool extends CloudObject, NodePoolRequest {
    nodePoolId: string;
    scalingGroupId: string;
    /** Each as it was when it joined, or when the pool last updated its nodes. */
    nodes: PoolNode[];
}

export interface ExtensionProviderRequest {
    serviceMeshId: string;
    type: string;
    extensionProviderName: string;
    /** JSON. */
    config: string;
}

export interface ExtensionProvider extends CloudObject, ExtensionProviderRequest {}

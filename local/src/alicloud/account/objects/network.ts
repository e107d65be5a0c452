import type { CloudObject, Tags } from "./cloud-object";

export interface VpcRequest {
    vpcName?: string;
    cidrBlock: string;
    description?: string;
    tags?: Tags;
}

/** What a given one was asked for is not known. */
export interface Vpc extends CloudObject, Partial<VpcRequest> {
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
    /** The VPC that the table came with, and goes with. */
    ownedByVpc?: string;
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

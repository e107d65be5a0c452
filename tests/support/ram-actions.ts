import type { CloudType } from "../../components/resources/planned";

/**
 * What the provider calls for each type that components make: to create, read, update and delete it, with the properties
 * that plans give. A type more does not compile without its line. Of what a resource could have besides, such as tags, there
 * is nothing here.
 *
 * Source: aliyun/terraform-provider-alicloud, the resource's file and its service's.
 */
export const RAM_ACTIONS: Record<CloudType, readonly string[]> = {
    "alicloud:vpc/switch:Switch": of(
        "vpc",
        "CreateVSwitch",
        "DescribeVSwitchAttributes",
        "ModifyVSwitchAttribute",
        "DeleteVSwitch",
    ),
    "alicloud:vpc/natGateway:NatGateway": of(
        "vpc",
        "CreateNatGateway",
        "DescribeNatGateways",
        "ListTagResources",
        "ModifyNatGatewayAttribute",
        "DeletionProtection",
        "DeleteNatGateway",
    ),
    "alicloud:vpc/snatEntry:SnatEntry": of(
        "vpc",
        "CreateSnatEntry",
        "DescribeSnatTableEntries",
        "ModifySnatEntry",
        "DeleteSnatEntry",
    ),
    "alicloud:vpc/routeTable:RouteTable": of(
        "vpc",
        "CreateRouteTable",
        "DescribeRouteTableList",
        "ModifyRouteTableAttributes",
        "DeleteRouteTable",
    ),
    "alicloud:vpc/routeTableAttachment:RouteTableAttachment": of(
        "vpc",
        "AssociateRouteTable",
        "DescribeRouteTableList",
        "UnassociateRouteTable",
    ),
    "alicloud:vpc/routeEntry:RouteEntry": of(
        "vpc",
        "CreateRouteEntry",
        "DescribeRouteTables",
        "DescribeRouteEntryList",
        "ModifyRouteEntry",
        "DeleteRouteEntry",
    ),
    "alicloud:ecs/eipAddress:EipAddress": of(
        "vpc",
        "AllocateEipAddress",
        "DescribeEipAddresses",
        "ModifyEipAddressAttribute",
        "DeletionProtection",
        "ReleaseEipAddress",
    ),
    "alicloud:ecs/eipAssociation:EipAssociation": of(
        "vpc",
        "AssociateEipAddress",
        "DescribeEipAddresses",
        "UnassociateEipAddress",
    ),
    "alicloud:ecs/securityGroup:SecurityGroup": of(
        "ecs",
        "CreateSecurityGroup",
        "DescribeSecurityGroups",
        "DescribeSecurityGroupAttribute",
        "ModifySecurityGroupAttribute",
        "ModifySecurityGroupPolicy",
        "DeleteSecurityGroup",
    ),
    "alicloud:ecs/securityGroupRule:SecurityGroupRule": of(
        "ecs",
        "AuthorizeSecurityGroup",
        "AuthorizeSecurityGroupEgress",
        "DescribeSecurityGroupAttribute",
        "ModifySecurityGroupRule",
        "ModifySecurityGroupEgressRule",
        "RevokeSecurityGroup",
        "RevokeSecurityGroupEgress",
    ),
    "alicloud:cs/nodePool:NodePool": of(
        "cs",
        "CreateClusterNodePool",
        "DescribeClusterNodePoolDetail",
        "DescribeTaskInfo",
        "ModifyClusterNodePool",
        "DeleteClusterNodepool",
    ),
    "alicloud:cloudfirewall/addressBook:AddressBook": firewall(
        "AddAddressBook",
        "DescribeAddressBook",
        "ModifyAddressBook",
        "DeleteAddressBook",
    ),
    "alicloud:cloudfirewall/natFirewall:NatFirewall": firewall(
        "CreateSecurityProxy",
        "DescribeNatFirewallList",
        "SwitchSecurityProxy",
        "DeleteSecurityProxy",
    ),
    "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy": firewall(
        "CreateNatFirewallControlPolicy",
        "DescribeNatFirewallControlPolicy",
        "ModifyNatFirewallControlPolicy",
        "DeleteNatFirewallControlPolicy",
    ),
    "alicloud:cloudfirewall/natFirewallControlPolicyOrder:NatFirewallControlPolicyOrder": firewall(
        "ModifyNatFirewallControlPolicyPosition",
        "DescribeNatFirewallControlPolicy",
    ),
    "alicloud:cloudfirewall/controlPolicy:ControlPolicy": firewall(
        "AddControlPolicy",
        "DescribeControlPolicy",
        "ModifyControlPolicy",
        "DeleteControlPolicy",
    ),
    "alicloud:cloudfirewall/controlPolicyOrder:ControlPolicyOrder": firewall(
        "ModifyControlPolicyPriority",
        "DescribeControlPolicy",
    ),
    "alicloud:cloudfirewall/policyAdvancedConfig:PolicyAdvancedConfig": firewall(
        "ModifyPolicyAdvancedConfig",
        "DescribePolicyAdvancedConfig",
    ),
    "alicloud:cloudfirewall/firewallVpcFirewallControlPolicy:FirewallVpcFirewallControlPolicy": firewall(
        "CreateVpcFirewallControlPolicy",
        "DescribeVpcFirewallControlPolicy",
        "ModifyVpcFirewallControlPolicy",
        "DeleteVpcFirewallControlPolicy",
    ),
    "alicloud:cloudfirewall/vpcFirewallControlPolicyOrder:VpcFirewallControlPolicyOrder": firewall(
        "ModifyVpcFirewallControlPolicyPosition",
        "DescribeVpcFirewallControlPolicy",
    ),
    "alicloud:cloudfirewall/vpcFirewallAclEngineMode:VpcFirewallAclEngineMode": firewall(
        "ModifyVpcFirewallAclEngineMode",
        "DescribeVpcFirewallAclGroupList",
    ),
    "alicloud:servicemesh/extensionProvider:ExtensionProvider": of(
        "servicemesh",
        "CreateExtensionProvider",
        "DescribeExtensionProvider",
        "UpdateExtensionProvider",
        "DeleteExtensionProvider",
    ),
};

function firewall(...operations: string[]): string[] {
    return of("yundun-cloudfirewall", ...operations);
}

function of(service: string, ...operations: string[]): string[] {
    return operations.map((operation) => `${service}:${operation}`);
}

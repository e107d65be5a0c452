import type { SecurityGroupRequest, SecurityGroupRuleRequest } from "../account/objects";
import { createSecurityGroup, deleteSecurityGroup, modifySecurityGroup } from "../account/security-group";
import { authorizeRule, modifyRule, revokeRule } from "../account/security-group-rule";
import { boolean, computed, forceNew, number, oneOf, required, string, tags } from "./property-schema";
import { liveValues, type ResourceType, resourceType } from "./resource-type";

const groupOutputs = [
    ...["vpcId", "securityGroupName", "name", "securityGroupType", "innerAccessPolicy", "innerAccess"],
    ...["description", "resourceGroupId", "tags", "createTime"],
];

const securityGroup = resourceType<SecurityGroupRequest>({
    token: "alicloud:ecs/securityGroup:SecurityGroup",
    terraformType: "alicloud_security_group",
    actions: {
        create: "CreateSecurityGroup",
        read: "DescribeSecurityGroups",
        update: "ModifySecurityGroupAttribute",
        delete: "DeleteSecurityGroup",
    },
    schema: {
        vpcId: forceNew(string),
        securityGroupName: string,
        name: computed(string),
        securityGroupType: forceNew(oneOf("normal", "enterprise")),
        innerAccessPolicy: computed(oneOf("Accept", "Drop")),
        innerAccess: computed(boolean),
        description: string,
        resourceGroupId: string,
        tags,
    },
    outputs: groupOutputs,
    create: (account, inputs) => createSecurityGroup(account, inputs).id,
    read: (account, id) => {
        const found = account.securityGroups[id];
        const innerAccessPolicy = found?.innerAccessPolicy ?? "Accept";
        return liveValues(found, groupOutputs, {
            name: found?.securityGroupName,
            securityGroupType: found?.securityGroupType ?? "normal",
            innerAccessPolicy,
            innerAccess: innerAccessPolicy === "Accept",
        });
    },
    update: modifySecurityGroup,
    delete: deleteSecurityGroup,
});

const ruleOutputs = [
    ...["type", "ipProtocol", "securityGroupId", "policy", "priority", "portRange", "nicType", "cidrIp", "ipv6CidrIp"],
    ...["sourceSecurityGroupId", "sourceGroupOwnerAccount", "prefixListId", "description", "securityGroupRuleId"],
];

const securityGroupRule = resourceType<SecurityGroupRuleRequest>({
    token: "alicloud:ecs/securityGroupRule:SecurityGroupRule",
    terraformType: "alicloud_security_group_rule",
    actions: {
        create: "AuthorizeSecurityGroup",
        read: "DescribeSecurityGroupAttribute",
        update: "ModifySecurityGroupRule",
        delete: "RevokeSecurityGroup",
    },
    schema: {
        securityGroupId: required(forceNew(string)),
        type: required(forceNew(oneOf("ingress", "egress"))),
        ipProtocol: required(forceNew(oneOf("tcp", "udp", "icmp", "icmpv6", "gre", "all"))),
        policy: forceNew(oneOf("accept", "drop")),
        priority: forceNew(number),
        portRange: forceNew(string),
        nicType: forceNew(oneOf("internet", "intranet")),
        cidrIp: forceNew(string),
        ipv6CidrIp: forceNew(string),
        sourceSecurityGroupId: forceNew(string),
        sourceGroupOwnerAccount: forceNew(string),
        sourceGroupOwnerId: forceNew(string),
        prefixListId: forceNew(string),
        description: string,
    },
    outputs: ruleOutputs,
    create: (account, inputs) => authorizeRule(account, inputs).id,
    read: (account, id) => {
        const found = account.securityGroupRules[id];
        return liveValues(found, ruleOutputs, { nicType: found?.nicType ?? "intranet" });
    },
    update: (account, id, inputs) => modifyRule(account, id, inputs.description),
    delete: revokeRule,
});

export const securityGroupTypes: ResourceType[] = [securityGroup, securityGroupRule];

import { type Account, all, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import type { SecurityGroup, SecurityGroupRequest } from "./objects";
import { resourceId } from "./resource-id";

export function createSecurityGroup(account: Account, request: SecurityGroupRequest): SecurityGroup {
    if (request.vpcId !== undefined) {
        existing(account.vpcs, request.vpcId, "InvalidVpcId.NotFound");
    }
    const group: SecurityGroup = { ...request, ...cloudObject(resourceId("sg")) };
    account.securityGroups[group.id] = group;
    return group;
}

export function modifySecurityGroup(account: Account, id: string, request: SecurityGroupRequest): void {
    const current = existing(account.securityGroups, id, "InvalidSecurityGroupId.NotFound");
    account.securityGroups[id] = { ...request, ...ownFields(current) };
}

/** A group goes with its rules, but not while a rule of another group names it or the nodes of a pool are in it. */
export function deleteSecurityGroup(account: Account, id: string): void {
    const pool = all(account.nodePools).find((candidate) => candidate.securityGroupIds?.includes(id));
    if (pool !== undefined) {
        throw new CloudApiError("DependencyViolation", `There is still instance(s) of ${pool.id} in the group ${id}.`);
    }
    const user = all(account.securityGroupRules).find(
        (rule) => rule.sourceSecurityGroupId === id && rule.securityGroupId !== id,
    );
    if (user !== undefined) {
        throw new CloudApiError("DependencyViolation", `The security group ${id} is named by the rule ${user.id}.`);
    }
    for (const rule of all(account.securityGroupRules).filter((candidate) => candidate.securityGroupId === id)) {
        delete account.securityGroupRules[rule.id];
    }
    delete account.securityGroups[id];
}

import { type Account, all, cloudObject } from "./account";
import { CloudApiError, existing } from "./api-error";
import { parseCidr } from "./cidr";
import type { SecurityGroup, SecurityGroupRule, SecurityGroupRuleRequest } from "./objects";
import { resourceId } from "./resource-id";

/** Rules a group holds (https://www.alibabacloud.com/help/en/ecs/user-guide/security-group-rules). */
const RULES_PER_GROUP = 200;
const ALL_PORTS = "-1/-1";

/** Codes: https://www.alibabacloud.com/help/en/ecs/api-authorizesecuritygroupegress. */
export function authorizeRule(account: Account, request: SecurityGroupRuleRequest): SecurityGroupRule {
    const group = existing(account.securityGroups, request.securityGroupId, "InvalidSecurityGroupId.NotFound");
    const { policy = "accept", priority = 1, portRange = ALL_PORTS } = request;
    requirePortRange(request.ipProtocol, portRange);
    if (!Number.isInteger(priority) || priority < 1 || priority > 100) {
        throw new CloudApiError("InvalidPriority.ValueNotSupported", `Priority ${priority}: must be 1 to 100.`);
    }
    requireNicType(group, request);
    const peer = requirePeer(account, group, request);
    const id = [
        request.securityGroupId,
        request.type,
        request.ipProtocol,
        portRange,
        // The real provider prints the absent value into the id, and later queries with it: set nicType always.
        request.nicType ?? "<nil>",
        peer.replaceAll(":", "_"),
        policy,
        priority,
    ].join(":");
    const same = account.securityGroupRules[id];
    if (same !== undefined) {
        // The platform answers an identical rule with success, so two resources may come to own one rule.
        return same;
    }
    if (all(account.securityGroupRules).filter((rule) => rule.securityGroupId === group.id).length >= RULES_PER_GROUP) {
        throw new CloudApiError("AuthorizationLimitExceed", `${group.id} has ${RULES_PER_GROUP} rules already.`, 403);
    }
    const rule: SecurityGroupRule = {
        ...request,
        ...cloudObject(id),
        policy,
        priority,
        portRange,
        securityGroupRuleId: resourceId("sgr"),
    };
    account.securityGroupRules[id] = rule;
    return rule;
}

/** Only the description can change; everything else is part of the id. */
export function modifyRule(account: Account, id: string, description: string | undefined): void {
    const { description: _, ...rule } = existing(account.securityGroupRules, id, "InvalidSecurityGroupRule.NotFound");
    account.securityGroupRules[id] = { ...rule, ...(description === undefined ? {} : { description }) };
}

export function revokeRule(account: Account, id: string): void {
    delete account.securityGroupRules[id];
}

function requirePortRange(ipProtocol: string, portRange: string): void {
    const [from, to] = portRange.split("/").map(Number);
    const isRange = from !== undefined && to !== undefined && from >= 1 && from <= to && to <= 65_535;
    if (ipProtocol === "tcp" || ipProtocol === "udp") {
        if (!isRange) {
            throw new CloudApiError(
                "InvalidParam.PortRange",
                `'tcp' and 'udp' can support port range: [1, 65535]; got "${portRange}".`,
            );
        }
    } else if (portRange !== ALL_PORTS) {
        throw new CloudApiError(
            "InvalidParam.PortRange",
            `'${ipProtocol}' only supports port range '${ALL_PORTS}'; got "${portRange}".`,
        );
    }
}

function requireNicType(group: SecurityGroup, request: SecurityGroupRuleRequest): void {
    const mustBeIntranet = group.vpcId !== undefined || request.sourceSecurityGroupId !== undefined;
    if (mustBeIntranet && request.nicType !== undefined && request.nicType !== "intranet") {
        throw new CloudApiError(
            "InvalidNicType.Mismatch",
            "When security group in the vpc or authorizing permission for source/destination security group, the nic_type must be 'intranet'.",
        );
    }
}

/** The other side of the rule; there is no default for it. */
function requirePeer(account: Account, group: SecurityGroup, request: SecurityGroupRuleRequest): string {
    const { cidrIp, ipv6CidrIp, sourceSecurityGroupId, prefixListId } = request;
    const side = request.type === "ingress" ? "Source" : "Dest";
    if (cidrIp !== undefined && ipv6CidrIp !== undefined) {
        throw new CloudApiError(`InvalidParam.${side}Ip`, "An IPv4 and an IPv6 block cannot be in one rule.");
    }
    for (const [block, family] of [
        [cidrIp, "ipv4"],
        [ipv6CidrIp, "ipv6"],
    ] as const) {
        if (block !== undefined && parseCidr(block)?.family !== family) {
            throw new CloudApiError(`InvalidParam.${side}Ip`, `"${block}" is not an ${family} CIDR block.`);
        }
    }
    if (cidrIp === undefined && ipv6CidrIp === undefined && sourceSecurityGroupId !== undefined) {
        existing(account.securityGroups, sourceSecurityGroupId, `InvalidSecurityGroupId.NotFound`);
        if (group.securityGroupType === "enterprise") {
            throw new CloudApiError(
                "InvalidOperation.EnterpriseSecurityGroup",
                `${group.id} is an enterprise security group: its rules cannot name another security group.`,
            );
        }
    }
    const peer = cidrIp ?? ipv6CidrIp ?? sourceSecurityGroupId ?? prefixListId;
    if (peer === undefined) {
        throw new CloudApiError(`MissingParameter.${side}`, `The ${side} of the rule is missing.`);
    }
    return peer;
}

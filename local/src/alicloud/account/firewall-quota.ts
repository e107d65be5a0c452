import { type Account, all } from "./account";
import { CloudApiError } from "./api-error";
import type { PolicyRule } from "./objects";
import { decodeRule } from "./rule-encoding";

/**
 * What a policy costs: sources × destinations × ports × applications, with books expanded
 * (https://www.alibabacloud.com/help/en/cloud-firewall/cloudfirewall/user-guide/overview-of-access-control-policies).
 * A wildcard domain counts as one: the documentation does not say otherwise.
 */
function expandedCount(account: Account, rule: PolicyRule): number {
    const ports = rule.destPortType === "group" ? bookSize(account, rule.destPortGroup ?? "") : 1;
    const sources = rule.sourceType === "group" ? bookSize(account, rule.source) : 1;
    const destinations = rule.destinationType === "group" ? bookSize(account, rule.destination) : 1;
    return sources * destinations * ports * Math.max(1, rule.applicationNameLists.length);
}

/**
 * Refuses the account as it would be after the change, as the service does before it stores one. Each boundary has a
 * quota of its own (Cloud Firewall's quota page for pay-as-you-go).
 */
export function requireQuota(account: Account): void {
    const { policyQuota, internetPolicyQuota, vpcPolicyQuota } = account.settings;
    const boundaries: [string, PolicyRule[], number][] = [
        ["NAT", all(account.natFirewallPolicies), policyQuota],
        ["internet", all(account.controlPolicies).map(decodeRule), internetPolicyQuota],
        ["VPC", all(account.vpcFirewallPolicies).map(decodeRule), vpcPolicyQuota],
    ];
    for (const [boundary, rules, quota] of boundaries) {
        const used = rules.reduce((sum, rule) => sum + expandedCount(account, rule), 0);
        if (used > quota) {
            throw new CloudApiError(
                "ErrorAclExtendedCountExceed",
                `ACL or extended ACL rules are not matched: ${used} expanded policies of ${quota} at the ${boundary} boundary.`,
            );
        }
    }
}

function bookSize(account: Account, groupName: string): number {
    return all(account.addressBooks).find((book) => book.groupName === groupName)?.addressLists.length ?? 1;
}

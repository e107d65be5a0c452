import { type Account, all, cloudObject, effectiveAt, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import { requireQuota } from "./firewall-quota";
import { firewallOf } from "./nat-firewall";
import type { NatFirewallPolicy, NatFirewallPolicyRequest } from "./objects";
import { byOrder, LOWEST, place, renumber, revisionOf } from "./policy-chain";
import { type AddressTypes, requireValidRule } from "./policy-rule";
import { uuid } from "./resource-id";
import { ruleOf } from "./rule-encoding";

const ADDRESS_TYPES: AddressTypes = { source: ["net", "group"], destination: ["net", "group", "domain", "location"] };

/** https://www.alibabacloud.com/help/en/cloud-firewall/developer-reference/api-cloudfw-2017-12-07-createnatfirewallcontrolpolicy. */
export function createPolicy(account: Account, request: NatFirewallPolicyRequest): NatFirewallPolicy {
    if (request.direction !== "out") {
        throw new CloudApiError(
            "ErrorParametersDirection",
            `The direction is invalid: "${request.direction}"; only out.`,
        );
    }
    existing(account.natGateways, request.natGatewayId, "ErrorNatGatewayNotExist");
    if (firewallOf(account, request.natGatewayId) === undefined) {
        throw new CloudApiError("ErrorNatFirewallNotExist", `${request.natGatewayId} has no NAT firewall.`);
    }
    requireValidRule(account, request, ADDRESS_TYPES);
    const { newOrder = LOWEST, ...rest } = request;
    const policy: NatFirewallPolicy = { ...rest, ...cloudObject(uuid()), order: 0, effectiveAt: effectiveAt(account) };
    place(policiesOf(account, request.natGatewayId), policy, newOrder);
    account.natFirewallPolicies[policy.id] = policy;
    requireQuota(account);
    return policy;
}

export function modifyPolicy(account: Account, id: string, request: NatFirewallPolicyRequest): void {
    const current = existing(account.natFirewallPolicies, id, "ErrorUUIDNew");
    requireValidRule(account, request, ADDRESS_TYPES);
    const { newOrder, ...rest } = request;
    account.natFirewallPolicies[id] = {
        ...rest,
        ...ownFields(current),
        ...revisionOf(account, current, ruleOf(current)),
    };
    requireQuota(account);
    if (newOrder !== undefined) {
        movePolicy(account, id, newOrder);
    }
}

/** ModifyNatFirewallControlPolicyPosition: everything between the old and the new place shifts by one. */
export function movePolicy(account: Account, id: string, newOrder: string): void {
    const policy = existing(account.natFirewallPolicies, id, "ErrorUUIDNew");
    const others = policiesOf(account, policy.natGatewayId).filter((other) => other.id !== id);
    place(others, policy, newOrder);
}

export function deletePolicy(account: Account, id: string): void {
    const policy = account.natFirewallPolicies[id];
    if (policy !== undefined) {
        delete account.natFirewallPolicies[id];
        renumber(policiesOf(account, policy.natGatewayId));
    }
}

/** The policies of a gateway, first looked at first. */
export function policiesOf(account: Account, natGatewayId: string): NatFirewallPolicy[] {
    return all(account.natFirewallPolicies)
        .filter((policy) => policy.natGatewayId === natGatewayId)
        .sort(byOrder);
}

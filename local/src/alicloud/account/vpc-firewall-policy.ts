import { type Account, all, cloudObject, effectiveAt, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import { switchedMode } from "./engine-mode";
import { requireQuota } from "./firewall-quota";
import type { VpcFirewallPolicy, VpcFirewallPolicyRequest } from "./objects";
import { byOrder, LOWEST, place, renumber, revisionOf } from "./policy-chain";
import { type AddressTypes, requireValidRule } from "./policy-rule";
import { uuid } from "./resource-id";
import { decodeRule } from "./rule-encoding";

/** No locations between VPCs (doc comments of `FirewallVpcFirewallControlPolicyArgs` in @pulumi/alicloud 3.108.0). */
const ADDRESS_TYPES: AddressTypes = { source: ["net", "group"], destination: ["net", "group", "domain"] };

/** https://www.alibabacloud.com/help/en/cloud-firewall/latest/createvpcfirewallcontrolpolicy. */
export function createVpcPolicy(account: Account, request: VpcFirewallPolicyRequest): VpcFirewallPolicy {
    existing(account.vpcFirewalls, request.vpcFirewallId, "ErrorVpcFirewallNotExist");
    requireValidRule(account, decodeRule(request), ADDRESS_TYPES);
    const { order = 0, ...rest } = request;
    const policy: VpcFirewallPolicy = { ...rest, ...cloudObject(uuid()), order, effectiveAt: effectiveAt(account) };
    place(vpcPoliciesOf(account, request.vpcFirewallId), policy, newOrder(order));
    account.vpcFirewallPolicies[policy.id] = policy;
    requireQuota(account);
    return policy;
}

/** An order in the request moves the policy, as the provider's second call does. */
export function modifyVpcPolicy(account: Account, id: string, request: VpcFirewallPolicyRequest): void {
    const current = existing(account.vpcFirewallPolicies, id, "ErrorUUIDNew");
    requireValidRule(account, decodeRule(request), ADDRESS_TYPES);
    const { order, ...rest } = request;
    account.vpcFirewallPolicies[id] = {
        ...rest,
        ...ownFields(current),
        ...revisionOf(account, current, decodeRule(current)),
    };
    requireQuota(account);
    if (order !== undefined) {
        moveVpcPolicy(account, current.vpcFirewallId, id, newOrder(order));
    }
}

/** ModifyVpcFirewallControlPolicyPosition. */
export function moveVpcPolicy(account: Account, vpcFirewallId: string, id: string, order: string): void {
    const policy = existing(account.vpcFirewallPolicies, id, "ErrorUUIDNew");
    if (policy.vpcFirewallId !== vpcFirewallId) {
        throw new CloudApiError("ErrorUUIDNew", `The policy ${id} is not one of ${vpcFirewallId}.`);
    }
    place(
        vpcPoliciesOf(account, vpcFirewallId).filter((other) => other.id !== id),
        policy,
        order,
    );
}

export function deleteVpcPolicy(account: Account, id: string): void {
    const policy = account.vpcFirewallPolicies[id];
    if (policy !== undefined) {
        delete account.vpcFirewallPolicies[id];
        renumber(vpcPoliciesOf(account, policy.vpcFirewallId));
    }
}

/** The policies of a firewall, first looked at first. */
export function vpcPoliciesOf(account: Account, vpcFirewallId: string): VpcFirewallPolicy[] {
    return all(account.vpcFirewallPolicies)
        .filter((policy) => policy.vpcFirewallId === vpcFirewallId)
        .sort(byOrder);
}

/** ModifyVpcFirewallAclEngineMode. */
export function switchVpcMode(account: Account, vpcFirewallId: string, strict: boolean): void {
    const firewall = existing(account.vpcFirewalls, vpcFirewallId, "ErrorVpcFirewallNotExist");
    firewall.engineMode = switchedMode(account, firewall.engineMode, strict);
}

/** The provider sends -1 in place of Go's zero value (resource_alicloud_cloud_firewall_vpc_firewall_control_policy.go). */
function newOrder(order: number): string {
    return order === 0 ? LOWEST : String(order);
}

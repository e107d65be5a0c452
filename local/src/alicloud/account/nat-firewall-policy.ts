import { type Account, all, cloudObject, effectiveAt, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import { requireQuota } from "./firewall-quota";
import { firewallOf } from "./nat-firewall";
import type { NatFirewallPolicy, NatFirewallPolicyRequest, PolicyRule } from "./objects";
import { requireValidRule } from "./policy-rule";
import { uuid } from "./resource-id";

/** The API's word for the lowest priority; also what the provider sends when no order is given. */
const LOWEST = "-1";

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
    requireValidRule(account, request);
    const { newOrder = LOWEST, ...rest } = request;
    const chain = policiesOf(account, request.natGatewayId);
    const order = position(newOrder, chain.length + 1);
    const policy: NatFirewallPolicy = { ...rest, ...cloudObject(uuid()), order, effectiveAt: effectiveAt(account) };
    account.natFirewallPolicies[policy.id] = policy;
    renumber(chain.toSpliced(order - 1, 0, policy));
    requireQuota(account);
    return policy;
}

export function modifyPolicy(account: Account, id: string, request: NatFirewallPolicyRequest): void {
    const current = existing(account.natFirewallPolicies, id, "ErrorUUIDNew");
    requireValidRule(account, request);
    const { newOrder, ...rest } = request;
    const settled = Date.parse(current.effectiveAt) <= Date.now();
    const superseded = settled ? ruleOf(current) : current.superseded;
    account.natFirewallPolicies[id] = {
        ...rest,
        ...ownFields(current),
        order: current.order,
        effectiveAt: effectiveAt(account),
        ...(superseded === undefined ? {} : { superseded }),
    };
    requireQuota(account);
    if (newOrder !== undefined) {
        movePolicy(account, id, newOrder);
    }
}

/** ModifyNatFirewallControlPolicyPosition: everything between the old and the new place shifts by one. */
export function movePolicy(account: Account, id: string, newOrder: string): void {
    const policy = existing(account.natFirewallPolicies, id, "ErrorUUIDNew");
    const chain = policiesOf(account, policy.natGatewayId);
    const order = position(newOrder, chain.length);
    renumber(chain.filter((other) => other.id !== id).toSpliced(order - 1, 0, policy));
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
        .sort((one, other) => one.order - other.order);
}

function position(newOrder: string, lowest: number): number {
    const order = newOrder === LOWEST ? lowest : Number(newOrder);
    if (!Number.isInteger(order) || order < 1 || order > lowest) {
        throw new CloudApiError(
            "ErrorParametersNewOrder",
            `The newOrder is invalid: "${newOrder}" is neither ${LOWEST} nor 1 to ${lowest}.`,
        );
    }
    return order;
}

/** Orders are dense: 1 to n without gaps. */
function renumber(chain: NatFirewallPolicy[]): void {
    for (const [index, policy] of chain.entries()) {
        policy.order = index + 1;
    }
}

function ruleOf(policy: NatFirewallPolicy): PolicyRule {
    const { aclAction, source, sourceType, destination, destinationType, proto, applicationNameLists } = policy;
    const { destPort, destPortGroup, destPortType, domainResolveType, ipVersion, release } = policy;
    return {
        ...{ aclAction, source, sourceType, destination, destinationType, proto, applicationNameLists },
        ...(destPort === undefined ? {} : { destPort }),
        ...(destPortGroup === undefined ? {} : { destPortGroup }),
        ...(destPortType === undefined ? {} : { destPortType }),
        ...(domainResolveType === undefined ? {} : { domainResolveType }),
        ...(ipVersion === undefined ? {} : { ipVersion }),
        ...(release === undefined ? {} : { release }),
    };
}

import { type Account, all, cloudObject, effectiveAt, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import { isStrict, settledMode, switchedMode } from "./engine-mode";
import { requireQuota } from "./firewall-quota";
import type { ControlPolicy, ControlPolicyRequest } from "./objects";
import { byOrder, LOWEST, place, renumber, revisionOf } from "./policy-chain";
import { type AddressTypes, requireValidRule } from "./policy-rule";
import { uuid } from "./resource-id";
import { decodeRule } from "./rule-encoding";

/**
 * The ends of a flow by its direction: only what lies outside can be a location, and only an outward policy can name a
 * domain. The stricter reading of AddControlPolicy's notes on SourceType and DestinationType; no account has confirmed it.
 */
const ADDRESS_TYPES: Record<string, AddressTypes> = {
    in: { source: ["net", "group", "location"], destination: ["net", "group"] },
    out: { source: ["net", "group"], destination: ["net", "group", "domain", "location"] },
};

/** AddControlPolicy. The provider always sends the lowest place. */
export function createControlPolicy(account: Account, request: ControlPolicyRequest): ControlPolicy {
    requireValidPolicy(account, request);
    const policy: ControlPolicy = {
        ...request,
        ...cloudObject(uuid()),
        order: 0,
        effectiveAt: effectiveAt(account),
    };
    place(controlPoliciesOf(account, request.direction), policy, LOWEST);
    account.controlPolicies[policy.id] = policy;
    requireQuota(account);
    return policy;
}

export function modifyControlPolicy(account: Account, id: string, request: ControlPolicyRequest): void {
    const current = existing(account.controlPolicies, id, "ErrorUUIDNew");
    requireValidPolicy(account, request);
    account.controlPolicies[id] = {
        ...request,
        ...ownFields(current),
        ...revisionOf(account, current, decodeRule(current)),
    };
    requireQuota(account);
}

/** ModifyControlPolicyPriority. */
export function moveControlPolicy(account: Account, id: string, order: number): void {
    const policy = existing(account.controlPolicies, id, "ErrorUUIDNew");
    const others = controlPoliciesOf(account, policy.direction).filter((other) => other.id !== id);
    place(others, policy, String(order));
}

export function deleteControlPolicy(account: Account, id: string): void {
    const policy = account.controlPolicies[id];
    if (policy !== undefined) {
        delete account.controlPolicies[id];
        renumber(controlPoliciesOf(account, policy.direction));
    }
}

/** The policies of one direction, first looked at first; each direction has an order of its own. */
export function controlPoliciesOf(account: Account, direction: string): ControlPolicy[] {
    return all(account.controlPolicies)
        .filter((policy) => policy.direction === direction)
        .sort(byOrder);
}

/** ModifyPolicyAdvancedConfig: strict or loose for every public address of the account. */
export function switchInternetMode(account: Account, strict: boolean): void {
    account.internetEngineMode = switchedMode(account, account.internetEngineMode ?? settledMode(false), strict);
}

export function isInternetStrict(account: Account, atTime: Date): boolean {
    return isStrict(account.internetEngineMode ?? settledMode(false), atTime);
}

function requireValidPolicy(account: Account, request: ControlPolicyRequest): void {
    const types = ADDRESS_TYPES[request.direction];
    if (types === undefined) {
        throw new CloudApiError("ErrorParametersDirection", `The direction is invalid: "${request.direction}".`);
    }
    requireModelled(request.sourceType, types.source);
    requireModelled(request.destinationType, types.destination);
    requireValidRule(account, decodeRule(request), types);
}

/** Where an address is, the simulated cloud does not know: refused, so that nothing relies on it. */
function requireModelled(type: string, allowed: string[]): void {
    if (type === "location" && allowed.includes(type)) {
        throw new CloudApiError("ErrorParameters", "Locations are not modelled by the simulated Alibaba Cloud.");
    }
}

import { type Account, effectiveAt } from "./account";
import { CloudApiError } from "./api-error";
import type { PlacedPolicy, PolicyRule } from "./objects";

/** The API's word for the lowest priority; also what the provider sends when no order is given. */
export const LOWEST = "-1";

/**
 * Puts a policy among the others of its boundary: 1 is looked at first, and everything below the new place shifts by one
 * (https://www.alibabacloud.com/help/en/cloud-firewall/cloudfirewall/user-guide/how-access-control-policies-work-1).
 */
export function place(others: PlacedPolicy[], policy: PlacedPolicy, newOrder: string): void {
    const lowest = others.length + 1;
    const order = newOrder === LOWEST ? lowest : Number(newOrder);
    if (!Number.isInteger(order) || order < 1 || order > lowest) {
        throw new CloudApiError(
            "ErrorParametersNewOrder",
            `The newOrder is invalid: "${newOrder}" is neither ${LOWEST} nor 1 to ${lowest}.`,
        );
    }
    renumber(others.toSpliced(order - 1, 0, policy));
}

/** Orders are dense: 1 to n without gaps. */
export function renumber(chain: PlacedPolicy[]): void {
    for (const [index, policy] of chain.entries()) {
        policy.order = index + 1;
    }
}

/** First looked at first. */
export function byOrder(one: PlacedPolicy, other: PlacedPolicy): number {
    return one.order - other.order;
}

/** What an edit leaves of the policy before it: its place, and its rule (`ruleNow`) until the edit bites. */
export function revisionOf(
    account: Account,
    current: PlacedPolicy,
    ruleNow: PolicyRule,
): Pick<PlacedPolicy, "order" | "effectiveAt" | "superseded"> {
    const settled = Date.parse(current.effectiveAt) <= Date.now();
    const superseded = settled ? ruleNow : current.superseded;
    return {
        order: current.order,
        effectiveAt: effectiveAt(account),
        ...(superseded === undefined ? {} : { superseded }),
    };
}

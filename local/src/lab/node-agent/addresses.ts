import ipaddr from "ipaddr.js";
import type { Account } from "../../alicloud/account/account";
import type { KubernetesObject } from "../../kubernetes/object";
import { type LabelSelector, type Labels, matches } from "./label-selector";

interface PodNetworkingSpec {
    readonly selector?: { readonly podSelector?: LabelSelector; readonly namespaceSelector?: LabelSelector };
    readonly vSwitchOptions?: readonly string[];
    readonly securityGroupIDs?: readonly string[];
}

/** Where a Pod's own interface comes from, by Terway's PodNetworking. */
export interface PodNetwork {
    readonly name: string;
    readonly vswitchIds: readonly string[];
    readonly securityGroupIds: readonly string[];
}

/**
 * The first that selects the Pod: one that is not Ready, or that selects nothing, never does, and Pods on the host network are
 * passed by. Source: Terway, docs/terway-trunk.md and pkg/controller/webhook.
 */
export function podNetworkOf(
    pod: { readonly labels: Labels; readonly namespaceLabels: Labels; readonly hostNetwork: boolean },
    podNetworkings: readonly KubernetesObject[],
): PodNetwork | undefined {
    if (pod.hostNetwork || pod.labels["k8s.aliyun.com/ignore-by-terway"] === "true") {
        return undefined;
    }
    const found = [...podNetworkings]
        .sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1))
        .find(({ spec, status }) => {
            const { podSelector, namespaceSelector } = (spec as PodNetworkingSpec | undefined)?.selector ?? {};
            return (
                (status as { status?: string } | undefined)?.status === "Ready" &&
                (podSelector !== undefined || namespaceSelector !== undefined) &&
                matches(podSelector ?? {}, pod.labels) &&
                matches(namespaceSelector ?? {}, pod.namespaceLabels)
            );
        });
    const { vSwitchOptions = [], securityGroupIDs = [] } = (found?.spec ?? {}) as PodNetworkingSpec;
    return found && { name: found.metadata.name, vswitchIds: vSwitchOptions, securityGroupIds: securityGroupIDs };
}

/** Range of a vSwitch in a zone; undefined: none of them is there. */
export function rangeInZone(account: Account, vswitchIds: readonly string[], zone: string): string | undefined {
    return vswitchIds.map((id) => account.vswitches[id]).find((vswitch) => vswitch?.zoneId === zone)?.cidrBlock;
}

/** The lowest address of a range that nobody has; a vSwitch keeps its first three and its last for itself. */
export function freeAddress(range: string, taken: ReadonlySet<string>): string {
    const [network, bits] = ipaddr.IPv4.parseCIDR(range);
    const first = network.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
    const last = first + 2 ** (32 - bits) - 1;
    for (let number = first + 4; number < last; number += 1) {
        const address = [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
        if (!taken.has(address)) {
            return address;
        }
    }
    throw new Error(`${range} has no free address left`);
}

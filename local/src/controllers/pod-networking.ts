import { isDeepStrictEqual } from "node:util";
import type { ApiClient } from "../kubernetes/api-client";
import { isNotFound } from "../kubernetes/api-error";
import { collectionPath, objectPath, type ResourceKind } from "../kubernetes/discovery";
import type { KubernetesObject } from "../kubernetes/object";
import { log } from "./log";

const KIND: ResourceKind = {
    apiVersion: "network.alibabacloud.com/v1beta1",
    kind: "PodNetworking",
    plural: "podnetworkings",
    namespaced: false,
};

export const POD_NETWORKINGS = collectionPath(KIND);

export interface PodNetworking extends KubernetesObject {
    readonly spec?: { readonly vSwitchOptions?: readonly string[] };
    readonly status?: PodNetworkingStatus;
}

export interface PodNetworkingStatus {
    readonly status: "Ready" | "Fail";
    readonly message?: string;
    readonly vSwitches?: readonly { readonly id: string }[];
}

/**
 * What Terway's controller answers. It would fill an empty list of vSwitches from the cluster's own configuration; there is
 * none here, and a perimeter whose Pods fell into the nodes' vSwitches would be a mistake worth hearing about. The zones of
 * the vSwitches are known to the cloud alone and left out.
 */
export function podNetworkingStatus({ spec }: PodNetworking): PodNetworkingStatus {
    const vSwitches = spec?.vSwitchOptions ?? [];
    return vSwitches.length === 0
        ? { status: "Fail", message: "spec.vSwitchOptions is empty: no vSwitch to take addresses from" }
        : { status: "Ready", vSwitches: vSwitches.map((id) => ({ id })) };
}

export async function reconcilePodNetworking(client: ApiClient, object: PodNetworking): Promise<void> {
    const status = podNetworkingStatus(object);
    if (object.metadata.deletionTimestamp !== undefined || isDeepStrictEqual(object.status, status)) {
        return;
    }
    const { name } = object.metadata;
    try {
        // A merge patch keeps what is not named: an old message has to be removed by name.
        const message = status.message ?? null;
        await client.mergePatch(objectPath(KIND, { name, namespace: undefined }, "status"), {
            status: { ...status, message, vSwitches: status.vSwitches ?? null },
        });
        log(`PodNetworking ${name}: ${status.status}`);
    } catch (error) {
        // Deleted in between.
        if (!isNotFound(error)) {
            throw error;
        }
    }
}

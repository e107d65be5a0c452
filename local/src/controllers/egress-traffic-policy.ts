import { isDeepStrictEqual } from "node:util";
import type { ApiClient } from "../kubernetes/api-client";
import { isNotFound } from "../kubernetes/api-error";
import { collectionPath, objectPath, type ResourceKind } from "../kubernetes/discovery";
import type { KubernetesObject } from "../kubernetes/object";
import { log } from "./log";

const KIND: ResourceKind = {
    apiVersion: "istio.alibabacloud.com/v1beta1",
    kind: "ASMEgressTrafficPolicy",
    plural: "asmegresstrafficpolicies",
    namespaced: true,
};

export const EGRESS_TRAFFIC_POLICIES = collectionPath(KIND);

const NAMESPACE = "istio-egress";

export interface EgressTrafficPolicy extends KubernetesObject {
    readonly spec?: { readonly byEgressGateway?: { readonly name?: string } };
    readonly status?: EgressTrafficPolicyStatus;
}

interface EgressTrafficPolicyStatus {
    readonly status: "Success" | "Failed";
    readonly message?: string;
}

/**
 * What ASM's controller answers, by the two conventions of its documentation: the namespace, and a name after the gateway.
 * What it makes of a policy is not public, so nothing is made here; nor are its words for a status.
 */
export function egressTrafficPolicyStatus({ metadata, spec }: EgressTrafficPolicy): EgressTrafficPolicyStatus {
    const expected = `egress-by-${spec?.byEgressGateway?.name ?? "<gateway>"}`;
    if (metadata.namespace !== NAMESPACE) {
        return { status: "Failed", message: `the namespace has to be ${NAMESPACE}` };
    }
    return metadata.name === expected
        ? { status: "Success" }
        : { status: "Failed", message: `the name has to be ${expected}` };
}

export async function reconcileEgressTrafficPolicy(client: ApiClient, object: EgressTrafficPolicy): Promise<void> {
    const status = egressTrafficPolicyStatus(object);
    if (object.metadata.deletionTimestamp !== undefined || isDeepStrictEqual(object.status, status)) {
        return;
    }
    const { name, namespace } = object.metadata;
    try {
        // A merge patch keeps what is not named: an old message has to be removed by name.
        await client.mergePatch(objectPath(KIND, { name, namespace }, "status"), {
            status: { ...status, message: status.message ?? null },
        });
        log(`ASMEgressTrafficPolicy ${namespace}/${name}: ${status.status} ${status.message ?? ""}`);
    } catch (error) {
        // Deleted in between.
        if (!isNotFound(error)) {
            throw error;
        }
    }
}

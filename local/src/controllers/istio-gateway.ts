import type { ApiClient } from "../kubernetes/api-client";
import { ApiError, isNotFound } from "../kubernetes/api-error";
import { collectionPath, objectPath, type ResourceKind } from "../kubernetes/discovery";
import type { KubernetesObject, ObjectName } from "../kubernetes/object";
import {
    GATEWAY_NAMESPACE,
    gatewayProblem,
    gatewayService,
    type IstioGateway,
    type IstioGatewayStatus,
    OWNER_LABEL,
    serviceName,
} from "./gateway-service";
import { log } from "./log";

const GATEWAY: ResourceKind = {
    apiVersion: "istio.alibabacloud.com/v1beta1",
    kind: "IstioGateway",
    plural: "istiogateways",
    namespaced: true,
};
const SERVICE: ResourceKind = { apiVersion: "v1", kind: "Service", plural: "services", namespaced: true };
const FIELD_MANAGER = "asm-egress-controllers";

export const ISTIO_GATEWAYS = collectionPath(GATEWAY);
export const GATEWAY_SERVICES = collectionPath(SERVICE, GATEWAY_NAMESPACE);

/** Makes what is there follow the gateway as it is now; called for every change and safe to repeat. */
export async function reconcileGateway(client: ApiClient, gateway: IstioGateway): Promise<void> {
    if (gateway.metadata.deletionTimestamp !== undefined) {
        return;
    }
    const problem = gatewayProblem(gateway) ?? (await applyService(client, gateway));
    const wanted: IstioGatewayStatus =
        problem === undefined ? { Status: "Running" } : { Status: "Failed", ErrorMessage: problem };
    const { Status, ErrorMessage } = gateway.status ?? {};
    if (Status === wanted.Status && ErrorMessage === wanted.ErrorMessage) {
        return;
    }
    const { name, namespace } = gateway.metadata;
    try {
        await client.mergePatch(objectPath(GATEWAY, { name, namespace }, "status"), {
            status: { Status: wanted.Status, ErrorMessage: wanted.ErrorMessage ?? null },
        });
        log(`IstioGateway ${namespace}/${name}: ${wanted.Status} ${wanted.ErrorMessage ?? ""}`);
    } catch (error) {
        // Deleted in between.
        if (!isNotFound(error)) {
            throw error;
        }
    }
}

/** Called for a Service that changed or is gone: its gateway, if there is one, puts it right. */
export async function reconcileOwner(client: ApiClient, service: KubernetesObject): Promise<void> {
    const owner = service.metadata.labels?.[OWNER_LABEL];
    if (owner === undefined) {
        return;
    }
    const gateway = await client.find(objectPath(GATEWAY, { name: owner, namespace: GATEWAY_NAMESPACE }));
    await (gateway === undefined ? removeService(client, owner) : reconcileGateway(client, gateway));
}

/** Removes the Service of a gateway that is gone, and no other: one without the label was made by somebody else. */
export async function removeService(client: ApiClient, gateway: string): Promise<void> {
    const path = objectPath(SERVICE, serviceOf(gateway));
    const service = await client.find(path);
    if (service?.metadata.labels?.[OWNER_LABEL] === gateway) {
        await client.delete(path);
        log(`Service ${serviceName(gateway)}: removed with its gateway`);
    }
}

/** Answers why the Service cannot be as the gateway wants it, or undefined. */
async function applyService(client: ApiClient, gateway: IstioGateway): Promise<string | undefined> {
    const { name } = gateway.metadata;
    const path = objectPath(SERVICE, serviceOf(name));
    const present = await client.find(path);
    if (present !== undefined && present.metadata.labels?.[OWNER_LABEL] !== name) {
        return `Service ${serviceName(name)} exists and was not made for this gateway`;
    }
    try {
        await client.apply(path, gatewayService(gateway), { fieldManager: FIELD_MANAGER, force: true });
        return undefined;
    } catch (error) {
        // What the API server finds invalid is the gateway's fault; anything else is tried again.
        if (error instanceof ApiError && (error.status === 422 || error.status === 400)) {
            return error.message;
        }
        throw error;
    }
}

function serviceOf(gateway: string): ObjectName {
    return { name: serviceName(gateway), namespace: GATEWAY_NAMESPACE };
}

import type { DeleteRequest } from "../plugin-host/provider";
import { isObject } from "../plugin-host/values";
import { ApiError, isNotFound } from "./api-error";
import type { Cluster, ObjectLocation } from "./cluster";
import type { KubernetesObject } from "./object";
import { fieldManagerIn, isOwnedBy } from "./ownership";
import { pollWhile } from "./poll";

const DEFAULT_TIMEOUT_SECONDS = 600;

/** Deletes the object and waits until it is gone. An object of the same name that is somebody else's by now is left alone. */
export async function deleteObject(cluster: Cluster, location: ObjectLocation, request: DeleteRequest): Promise<void> {
    const { outputs, urn, timeoutSeconds } = request;
    const metadata = isObject(outputs.metadata) ? outputs.metadata : {};
    const knownUid = typeof metadata.uid === "string" ? metadata.uid : undefined;
    const uid = await requestDeletion(cluster, location, knownUid, fieldManagerIn(outputs, urn));
    if (uid !== undefined) await awaitGone(cluster, location, uid, timeoutSeconds);
}

/** The uid of what is being deleted; `undefined`: there is nothing of ours to delete. */
async function requestDeletion(
    cluster: Cluster,
    { path }: ObjectLocation,
    knownUid: string | undefined,
    fieldManager: string,
): Promise<string | undefined> {
    if (knownUid !== undefined) {
        try {
            return (await cluster.client.delete(path, { uid: knownUid })) ? knownUid : undefined;
        } catch (error) {
            const otherUid = error instanceof ApiError && error.status === 409;
            if (!otherUid) throw error;
        }
    }
    // Made anew since the state saw it last: by this resource, for example by an update that found it missing, or by others.
    const live = await cluster.client.find(path);
    if (live?.metadata.uid === undefined || !isOwnedBy(live, fieldManager)) return undefined;
    return (await cluster.client.delete(path, { uid: live.metadata.uid })) ? live.metadata.uid : undefined;
}

/** Waits until the object with this uid is no longer there. */
export async function awaitGone(
    cluster: Cluster,
    location: ObjectLocation,
    uid: string | undefined,
    timeoutSeconds: number,
): Promise<void> {
    const seconds = timeoutSeconds > 0 ? timeoutSeconds : DEFAULT_TIMEOUT_SECONDS;
    const patience = { timeoutSeconds: seconds, signal: cluster.interrupted };
    const remaining = await pollWhile(async () => {
        const live = await cluster.client.find(location.path);
        if (live === undefined || live.metadata.uid !== uid) return undefined;
        if (isNamespace(live)) await finalizeNamespace(cluster, location, live);
        return live;
    }, patience);
    if (remaining === undefined) return;
    const finalizers = remaining.metadata.finalizers ?? [];
    const held = finalizers.length > 0 ? `; finalizers that nobody has removed: ${finalizers.join(", ")}` : "";
    const after = cluster.interrupted.aborted ? "when it was interrupted" : `${seconds} s after its deletion`;
    throw new Error(`${location.label} is still there ${after}${held}`);
}

/** A Namespace waits for the namespace controller of the controller manager, which does not run in the local world. */
async function finalizeNamespace(cluster: Cluster, { path }: ObjectLocation, live: KubernetesObject): Promise<void> {
    if (live.metadata.deletionTimestamp === undefined) return;
    const { resourceVersion: _, ...metadata } = live.metadata;
    const spec = { ...(isObject(live.spec) ? live.spec : {}), finalizers: [] };
    try {
        await cluster.client.replace(`${path}/finalize`, { ...live, metadata, spec });
    } catch (error) {
        if (!isNotFound(error)) throw error;
    }
}

function isNamespace({ apiVersion, kind }: KubernetesObject): boolean {
    return apiVersion === "v1" && kind === "Namespace";
}

import type { Properties } from "../plugin-host/provider";
import { isObject } from "../plugin-host/values";
import type { ApplyOptions } from "./api-client";
import { ApiError } from "./api-error";
import type { Cluster, ObjectLocation } from "./cluster";
import type { KubernetesObject } from "./object";
import { isOwnedBy } from "./ownership";

const PATCH_FORCE = "pulumi.com/patchForce";

/** Applies the inputs of a resource; the server's answer is the whole object as it is, or would be, afterwards. */
export async function applyInputs(
    cluster: Cluster,
    location: ObjectLocation,
    inputs: Properties,
    options: Omit<ApplyOptions, "force">,
): Promise<KubernetesObject> {
    const metadata = isObject(inputs.metadata) ? inputs.metadata : {};
    const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
    const force = cluster.settings.force || annotations[PATCH_FORCE] === "true";
    // A kind that was not served yet when the inputs were checked got no default namespace there.
    const namespace = location.namespace === undefined ? {} : { namespace: location.namespace };
    const body = { ...inputs, metadata: { ...metadata, ...namespace } };
    try {
        return await cluster.client.apply(location.path, body, { ...options, force });
    } catch (error) {
        throw isFieldConflict(error) ? withWayOut(error) : error;
    }
}

function isFieldConflict(error: unknown): error is ApiError {
    return error instanceof ApiError && error.reason === "Conflict";
}

/** The server says who owns the fields, but not what a Pulumi user can do about it. */
function withWayOut({ message }: ApiError): Error {
    return new Error(`${message}; the annotation ${PATCH_FORCE}: "true" takes the fields over`);
}

/** The object that a create would meet. One that belongs to somebody else is an error. */
export async function findOwn(
    cluster: Cluster,
    { path, label }: ObjectLocation,
    fieldManager: string,
): Promise<KubernetesObject | undefined> {
    const existing = await cluster.client.find(path);
    if (existing === undefined || isOwnedBy(existing, fieldManager)) return existing;
    throw new Error(`${label} already exists and does not belong to this resource: import it, or delete it first`);
}

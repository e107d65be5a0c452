import type { CreateRequest, Properties, UpdateRequest } from "../plugin-host/provider";
import { containsUnknown } from "../plugin-host/values";
import { isNotFound } from "./api-error";
import type { Cluster, ObjectLocation } from "./cluster";
import { applyInputs, findOwn } from "./desired-object";
import type { KubernetesObject } from "./object";
import { outputsOf, outputsOfDryRun, outputsOfInputs } from "./outputs";
import { fieldManagerIn, fieldManagerOf } from "./ownership";

/** What a create would give: from a dry run where there can be one. */
export async function previewCreate(cluster: Cluster, { inputs, urn }: CreateRequest): Promise<Properties> {
    const fieldManager = fieldManagerOf(urn);
    const fromInputs = outputsOfInputs(inputs, {});
    const location = await locate(cluster, inputs);
    if (location === undefined) return fromInputs;
    // An own object that exists before its create is about to be replaced, and then gone: the server's objections to changing
    // it would mean nothing.
    if (await findOwn(cluster, location, fieldManager)) return fromInputs;
    const result = await dryRun(cluster, location, inputs, fieldManager);
    return result ? outputsOfDryRun(result, fieldManager) : fromInputs;
}

/** What an update would give. Here the server's uid and times are the real ones. */
export async function previewUpdate(cluster: Cluster, request: UpdateRequest): Promise<Properties> {
    const { newInputs, oldOutputs, urn } = request;
    const fieldManager = fieldManagerIn(oldOutputs, urn);
    const location = await locate(cluster, newInputs);
    const result = location && (await dryRun(cluster, location, newInputs, fieldManager));
    return result ? outputsOf(result, fieldManager) : outputsOfInputs(newInputs, oldOutputs);
}

/** `undefined` where a dry run is not possible: values are missing, or the kind's definition is to be made by the same run. */
async function locate(cluster: Cluster, inputs: Properties): Promise<ObjectLocation | undefined> {
    const kind = containsUnknown(inputs) ? undefined : await cluster.kindOf(inputs);
    return kind && cluster.locate(kind, inputs);
}

async function dryRun(
    cluster: Cluster,
    location: ObjectLocation,
    inputs: Properties,
    fieldManager: string,
): Promise<KubernetesObject | undefined> {
    try {
        return await applyInputs(cluster, location, inputs, { fieldManager, dryRun: true });
    } catch (error) {
        // The namespace may be made by the same run.
        if (isNotFound(error)) return undefined;
        throw error;
    }
}

import { InitFailed } from "../plugin-host/errors";
import type { Created, CreateRequest, Properties, UpdateRequest } from "../plugin-host/provider";
import type { Cluster, ObjectLocation } from "./cluster";
import { applyInputs, findOwn } from "./desired-object";
import { formatName } from "./object";
import { outputsOf } from "./outputs";
import { fieldManagerIn, fieldManagerOf } from "./ownership";
import { awaitReady } from "./readiness";
import { awaitGone } from "./removal";

export interface CreatedObject extends Created {
    /** The object was there already, and was this resource's own. */
    readonly adopted: boolean;
}

export async function createObject(cluster: Cluster, request: CreateRequest): Promise<CreatedObject> {
    const { inputs, urn, timeoutSeconds } = request;
    const fieldManager = fieldManagerOf(urn);
    const location = await locate(cluster, inputs);
    const existing = await findOwn(cluster, location, fieldManager);
    const leaving = existing?.metadata.deletionTimestamp !== undefined;
    if (leaving) await awaitGone(cluster, location, existing.metadata.uid, timeoutSeconds);

    const outputs = await applyAndWait(cluster, location, inputs, fieldManager, timeoutSeconds);
    return { id: formatName(location), outputs, adopted: existing !== undefined && !leaving };
}

export async function updateObject(cluster: Cluster, request: UpdateRequest): Promise<Properties> {
    const { newInputs, oldOutputs, urn, timeoutSeconds } = request;
    const location = await locate(cluster, newInputs);
    return applyAndWait(cluster, location, newInputs, fieldManagerIn(oldOutputs, urn), timeoutSeconds);
}

async function locate(cluster: Cluster, inputs: Properties): Promise<ObjectLocation> {
    const kind = await cluster.kindOf(inputs);
    if (kind !== undefined) return cluster.locate(kind, inputs);
    throw new Error(
        `the API server does not serve ${inputs.apiVersion} ${inputs.kind}: ` +
            "its CustomResourceDefinition has to be there first (`dependsOn` orders them within one run)",
    );
}

async function applyAndWait(
    cluster: Cluster,
    location: ObjectLocation,
    inputs: Properties,
    fieldManager: string,
    timeoutSeconds: number,
): Promise<Properties> {
    const applied = await applyInputs(cluster, location, inputs, { fieldManager });
    const { object, reasons } = await awaitReady(cluster, location, applied, timeoutSeconds);
    const outputs = outputsOf(object, fieldManager);
    if (reasons.length > 0) throw new InitFailed({ id: formatName(location), outputs, reasons });
    return outputs;
}

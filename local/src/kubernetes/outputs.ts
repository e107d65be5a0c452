import type { Properties } from "../plugin-host/provider";
import { isObject, secret, UNKNOWN } from "../plugin-host/values";
import type { KubernetesObject } from "./object";
import { FIELD_MANAGER } from "./ownership";

/** Outputs of a resource: the live object, and the manager by which it is changed again. */
export function outputsOf(live: KubernetesObject, fieldManager: string): Properties {
    const { managedFields: _, ...metadata } = live.metadata;
    return { ...hideSecretData(live), metadata, [FIELD_MANAGER]: fieldManager };
}

/** What the server gives to an object on creation. A dry run makes up values for it that the real object will not have. */
const GIVEN_ON_CREATION = { uid: UNKNOWN, resourceVersion: UNKNOWN, creationTimestamp: UNKNOWN };

/** Outputs of an object that a dry run created. */
export function outputsOfDryRun(result: KubernetesObject, fieldManager: string): Properties {
    return withMetadata(outputsOf(result, fieldManager), GIVEN_ON_CREATION);
}

/** Outputs as far as they follow from the inputs alone. `lastSeen` is empty for an object that does not exist yet. */
export function outputsOfInputs(inputs: Properties, lastSeen: Properties): Properties {
    const { uid, creationTimestamp } = isObject(lastSeen.metadata) ? lastSeen.metadata : {};
    const kept = { ...(uid !== undefined && { uid }), ...(creationTimestamp !== undefined && { creationTimestamp }) };
    return withMetadata(inputs, { ...GIVEN_ON_CREATION, ...kept });
}

function withMetadata(object: Properties, fields: Properties): Properties {
    // Metadata that is unknown as a whole stays so.
    return isObject(object.metadata) ? { ...object, metadata: { ...object.metadata, ...fields } } : object;
}

/** The engine hides only what was secret in the inputs, and there it may have been `stringData`. */
function hideSecretData(live: KubernetesObject): KubernetesObject {
    if (live.kind !== "Secret" || live.apiVersion !== "v1" || live.data === undefined) return live;
    return { ...live, data: secret(live.data) };
}

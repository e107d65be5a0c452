import { diffProperties, isWithin } from "../plugin-host/property-diff";
import type { DiffRequest, DiffResult, Properties } from "../plugin-host/provider";
import { isObject, isUnknown } from "../plugin-host/values";
import { isAutonamed } from "./inputs";

/** What identifies an object, beside its API group: another value means another object. */
const IDENTITY = ["kind", "metadata.name", "metadata.namespace"];

/** Fields that the API server refuses to change, for the kinds that programs commonly hold. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
    "apps/DaemonSet": ["spec.selector"],
    "apps/Deployment": ["spec.selector"],
    "apps/StatefulSet": ["spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"],
    "batch/Job": ["spec.selector", "spec.template", "spec.completionMode"],
    "/PersistentVolumeClaim": ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
    "/Secret": ["type"],
    "/Service": ["spec.clusterIP", "spec.clusterIPs"],
    "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
    "storage.k8s.io/StorageClass": ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"],
    "scheduling.k8s.io/PriorityClass": ["value", "preemptionPolicy"],
    "networking.k8s.io/IngressClass": ["spec.controller"],
    "apiextensions.k8s.io/CustomResourceDefinition": ["spec.group", "spec.scope"],
};

/** Of a ConfigMap or Secret that declares itself immutable. */
const SEALED = ["data", "binaryData", "stringData", "immutable"];

/** What changed in the inputs, and whether the object can follow or has to be made anew. */
export function diffObject({ oldInputs, oldOutputs, newInputs }: DiffRequest): DiffResult {
    const before = withActualNamespace(oldInputs, oldOutputs);
    const fixed = [...IDENTITY, ...immutableFields(before)];
    const changes = diffProperties(before, newInputs).map((difference) => ({
        ...difference,
        replace:
            fixed.some((field) => isWithin(difference.path, field)) || isRegrouped(difference.path, before, newInputs),
    }));
    const replaces = changes.some(({ replace }) => replace);
    return { changes, deleteBeforeReplace: replaces && keepsItsName(before, newInputs) };
}

/**
 * The same object has every version of its API, so that a program may go to another one in place. Another group is
 * another kind. Source: pulumi-kubernetes, provider/pkg/provider/diff.go: no `apiVersion` among what forces a new object.
 */
function isRegrouped(path: string, before: Properties, after: Properties): boolean {
    return path === "apiVersion" && groupOf(before) !== groupOf(after);
}

function groupOf({ apiVersion }: Properties): string {
    const [group = ""] = /^(.*)(?=\/)/.exec(String(apiVersion)) ?? [];
    return group;
}

/**
 * A kind that was not served yet when the inputs were checked got no default namespace there, but the object did. Without this, the
 * next check would look like a move to another namespace.
 */
function withActualNamespace(inputs: Properties, outputs: Properties): Properties {
    const metadata = metadataOf(inputs);
    const namespace = metadata.namespace ?? metadataOf(outputs).namespace;
    if (namespace === undefined || metadata.namespace === namespace) return inputs;
    return { ...inputs, metadata: { ...metadata, namespace } };
}

function immutableFields(inputs: Properties): readonly string[] {
    const key = `${groupOf(inputs)}/${inputs.kind}`;
    const sealed = (key === "/ConfigMap" || key === "/Secret") && inputs.immutable === true;
    return [...(IMMUTABLE[key] ?? []), ...(sealed ? SEALED : [])];
}

/** Two objects of one name cannot be there at once. Of a generated name the engine asks for a fresh one. */
function keepsItsName(before: Properties, after: Properties): boolean {
    if (isAutonamed(after)) return false;
    const [old, next] = [metadataOf(before), metadataOf(after)];
    return (
        before.kind === after.kind &&
        old.name === next.name &&
        old.namespace === next.namespace &&
        !isUnknown(next.name) &&
        !isUnknown(next.namespace)
    );
}

function metadataOf(object: Properties): Properties {
    return isObject(object.metadata) ? object.metadata : {};
}

/** Any Kubernetes object as the API server sends and takes it. */
export interface KubernetesObject {
    apiVersion: string;
    kind: string;
    metadata: ObjectMeta;
    [field: string]: unknown;
}

interface ObjectMeta {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    finalizers?: string[];
    managedFields?: ManagedFields[];
    [field: string]: unknown;
}

interface ManagedFields {
    manager?: string;
    operation?: string;
    [field: string]: unknown;
}

/** Name and, for namespaced kinds, namespace: together with the kind they address one object. */
export interface ObjectName {
    readonly name: string;
    readonly namespace: string | undefined;
}

/** `namespace/name`, or `name` for cluster-scoped kinds: also the resource id in Pulumi. */
export function formatName({ name, namespace }: ObjectName): string {
    return namespace === undefined ? name : `${namespace}/${name}`;
}

export function parseName(id: string): ObjectName {
    const slash = id.indexOf("/");
    return slash < 0
        ? { name: id, namespace: undefined }
        : { name: id.slice(slash + 1), namespace: id.slice(0, slash) };
}

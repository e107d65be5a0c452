import { ApiClient } from "../kubernetes/api-client";
import { everyObject } from "../kubernetes/every-object";
import { readKubeconfig } from "../kubernetes/kubeconfig";
import type { KubernetesObject as ApiObject } from "../kubernetes/object";
import type { KubernetesObject } from "./surroundings";

/**
 * Objects that a Pulumi provider has applied, whatever their kind. The field manager tells: the official provider's
 * begins with `pulumi-kubernetes`, the local one's with `pulumi-local`. Scaffolding and people use others.
 */
export async function managedObjects(kubeconfigFile: string): Promise<KubernetesObject[]> {
    const client = new ApiClient(readKubeconfig(kubeconfigFile));
    try {
        return (await everyObject(client))
            .map(({ object }) => object)
            .filter(isManagedByPulumi)
            .map(reference)
            .sort((left, right) => text(left).localeCompare(text(right)));
    } finally {
        client.close();
    }
}

function isManagedByPulumi(object: ApiObject): boolean {
    return (object.metadata.managedFields ?? []).some((entry) => entry.manager?.startsWith("pulumi") === true);
}

function reference({ apiVersion, kind, metadata }: ApiObject): KubernetesObject {
    const namespace = metadata.namespace === undefined ? {} : { namespace: metadata.namespace };
    return { apiVersion, kind, name: metadata.name, ...namespace };
}

function text(object: KubernetesObject): string {
    return `${object.kind} ${object.namespace ?? ""} ${object.name}`;
}

import { ApiClient } from "../kubernetes/api-client";
import { ApiError } from "../kubernetes/api-error";
import { collectionPath, kindsOf, type ResourceKind } from "../kubernetes/discovery";
import { readKubeconfig } from "../kubernetes/kubeconfig";
import type { KubernetesObject as ApiObject } from "../kubernetes/object";
import type { KubernetesObject } from "./surroundings";

const DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/**
 * Objects that a Pulumi provider has applied, whatever their kind. The field manager tells: the official provider's
 * begins with `pulumi-kubernetes`, the local one's with `pulumi-local`. Scaffolding and people use others.
 */
export async function managedObjects(kubeconfigFile: string): Promise<KubernetesObject[]> {
    const client = new ApiClient(readKubeconfig(kubeconfigFile));
    try {
        const lists = await Promise.all((await kinds(client)).map((kind) => listed(client, kind)));
        return lists
            .flat()
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

/** One version of every kind: a group lists the one it prefers first. */
async function kinds(client: ApiClient): Promise<ResourceKind[]> {
    const roots = ["/api", "/apis"].map((path) =>
        client.json<{ items?: Parameters<typeof kindsOf>[0] }>({ method: "GET", path, accept: DISCOVERY }),
    );
    const served = (await Promise.all(roots)).flatMap((root) => kindsOf(root.items ?? []));
    const byName = new Map<string, ResourceKind>();
    for (const kind of served) {
        const group = kind.apiVersion.includes("/") ? kind.apiVersion.split("/")[0] : "";
        const key = `${group}/${kind.plural}`;
        byName.set(key, byName.get(key) ?? kind);
    }
    return [...byName.values()];
}

async function listed(client: ApiClient, kind: ResourceKind): Promise<ApiObject[]> {
    try {
        return (await client.list(collectionPath(kind))).items;
    } catch (error) {
        // Reviews and the like can be created only; an aggregated API may be absent for the moment.
        if (error instanceof ApiError) {
            return [];
        }
        throw error;
    }
}

function reference({ apiVersion, kind, metadata }: ApiObject): KubernetesObject {
    const namespace = metadata.namespace === undefined ? {} : { namespace: metadata.namespace };
    return { apiVersion, kind, name: metadata.name, ...namespace };
}

function text(object: KubernetesObject): string {
    return `${object.kind} ${object.namespace ?? ""} ${object.name}`;
}

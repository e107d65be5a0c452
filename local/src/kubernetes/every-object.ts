import type { ApiClient } from "./api-client";
import { ApiError } from "./api-error";
import { collectionPath, kindsOf, type ResourceKind } from "./discovery";
import type { KubernetesObject } from "./object";

const DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

export interface ObjectOfKind {
    readonly kind: ResourceKind;
    readonly object: KubernetesObject;
}

/** Everything that the API server holds, each object once, in its group's preferred version. */
export async function everyObject(client: ApiClient): Promise<ObjectOfKind[]> {
    const lists = (await kinds(client)).map(async (kind) =>
        (await listed(client, kind)).map((object) => ({ kind, object })),
    );
    return (await Promise.all(lists)).flat();
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

async function listed(client: ApiClient, kind: ResourceKind): Promise<KubernetesObject[]> {
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

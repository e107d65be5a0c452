import type { ApiClient } from "./api-client";
import type { ObjectName } from "./object";

/** Where the objects of one kind live in the API. */
export interface ResourceKind {
    readonly apiVersion: string;
    readonly kind: string;
    readonly plural: string;
    readonly namespaced: boolean;
}

/** Aggregated discovery (stable since Kubernetes 1.30): every group, version and kind in one answer per API root. */
const ACCEPT = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

interface GroupDiscovery {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
        readonly version: string;
        readonly resources?: readonly {
            readonly resource: string;
            readonly scope: "Cluster" | "Namespaced";
            readonly responseKind?: { readonly kind?: string };
        }[];
    }[];
}

/** Knows which kinds the API server serves. */
export class Discovery {
    readonly #client: ApiClient;
    #kinds: Map<string, ResourceKind> | undefined;
    #looking: Promise<Map<string, ResourceKind>> | undefined;

    constructor(client: ApiClient) {
        this.#client = client;
    }

    /** `undefined`: the server does not serve this kind, not even when asked once more. */
    async find(apiVersion: string, kind: string): Promise<ResourceKind | undefined> {
        const key = kindKey(apiVersion, kind);
        // On a miss one more look: a CustomResourceDefinition may have been made since, by this very operation.
        return this.#kinds?.get(key) ?? (await this.#look()).get(key);
    }

    /** Many resources miss at the same time; they share one look. */
    async #look(): Promise<Map<string, ResourceKind>> {
        this.#looking ??= this.#fetch().finally(() => {
            this.#looking = undefined;
        });
        this.#kinds = await this.#looking;
        return this.#kinds;
    }

    async #fetch(): Promise<Map<string, ResourceKind>> {
        const roots = ["/api", "/apis"].map((path) =>
            this.#client.json<{ items?: GroupDiscovery[] }>({ method: "GET", path, accept: ACCEPT }),
        );
        const groups = (await Promise.all(roots)).flatMap((root) => root.items ?? []);
        return new Map(kindsOf(groups).map((kind) => [kindKey(kind.apiVersion, kind.kind), kind]));
    }
}

export function kindsOf(groups: readonly GroupDiscovery[]): ResourceKind[] {
    return groups.flatMap(({ metadata, versions }) =>
        (versions ?? []).flatMap(({ version, resources }) =>
            (resources ?? []).map(({ resource, scope, responseKind }) => ({
                apiVersion: metadata?.name ? `${metadata.name}/${version}` : version,
                kind: responseKind?.kind ?? "",
                plural: resource,
                namespaced: scope === "Namespaced",
            })),
        ),
    );
}

/** `/apis/apps/v1/namespaces/default/deployments`; without a namespace the collection of the whole cluster. */
export function collectionPath({ apiVersion, plural, namespaced }: ResourceKind, namespace?: string): string {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const scope = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
    return `${root}${scope}/${plural}`;
}

/** `/api/v1/namespaces/default/pods/a`, or `…/pods/a/status` with the subresource `status`. */
export function objectPath(kind: ResourceKind, { name, namespace }: ObjectName, subresource?: string): string {
    const path = `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;
    return subresource === undefined ? path : `${path}/${subresource}`;
}

function kindKey(apiVersion: string, kind: string): string {
    return `${apiVersion}/${kind}`;
}

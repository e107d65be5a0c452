import type { Account } from "../../local/src/alicloud/account/account";
import type { ApiClient } from "../../local/src/kubernetes/api-client";
import type { KubernetesObject } from "../../local/src/kubernetes/object";
import type { LiveWorld } from "../../local/src/lab/lab-runner";

/** Kinds of which a perimeter's fence is made, by the path of their group. */
const KINDS = {
    AuthorizationPolicy: ["/apis/security.istio.io/v1", "authorizationpolicies"],
    RequestAuthentication: ["/apis/security.istio.io/v1", "requestauthentications"],
    DestinationRule: ["/apis/networking.istio.io/v1", "destinationrules"],
    Gateway: ["/apis/networking.istio.io/v1", "gateways"],
    Sidecar: ["/apis/networking.istio.io/v1", "sidecars"],
    VirtualService: ["/apis/networking.istio.io/v1", "virtualservices"],
    NetworkPolicy: ["/apis/networking.k8s.io/v1", "networkpolicies"],
} as const;

export type FenceKind = keyof typeof KINDS;

const ALL_KINDS = Object.keys(KINDS) as FenceKind[];

/** All objects of a kind, in all namespaces. */
export async function objectsOf(client: ApiClient, kind: FenceKind): Promise<KubernetesObject[]> {
    const [group, plural] = KINDS[kind];
    return (await client.list(`${group}/${plural}`)).items;
}

export function pathOf(kind: FenceKind, { metadata }: KubernetesObject): string {
    const [group, plural] = KINDS[kind];
    return `${group}/namespaces/${metadata.namespace}/${plural}/${metadata.name}`;
}

/** What fences, as it was at one time: objects of the cluster and the whole account. */
export class WorldSnapshot {
    private constructor(
        private readonly account: Account,
        private readonly objects: ReadonlyMap<FenceKind, readonly KubernetesObject[]>,
    ) {}

    static async of({ client, account }: Pick<LiveWorld, "client" | "account">): Promise<WorldSnapshot> {
        const objects = new Map<FenceKind, KubernetesObject[]>();
        for (const kind of ALL_KINDS) {
            objects.set(kind, await objectsOf(client, kind));
        }
        return new WorldSnapshot(structuredClone(account()), objects);
    }

    /** Makes what is gone, changes back what is another, and takes away what has come. */
    async putBack(live: LiveWorld): Promise<void> {
        live.changeAccount((account) => {
            Object.assign(account, structuredClone(this.account));
        });
        for (const kind of ALL_KINDS) {
            await this.putBackKind(live.client, kind);
        }
    }

    private async putBackKind(client: ApiClient, kind: FenceKind): Promise<void> {
        const before = new Map((this.objects.get(kind) ?? []).map((object) => [pathOf(kind, object), object]));
        const now = new Map((await objectsOf(client, kind)).map((object) => [pathOf(kind, object), object]));
        for (const path of now.keys()) {
            if (!before.has(path)) {
                await client.delete(path);
            }
        }
        for (const [path, object] of before) {
            const current = now.get(path);
            const { uid: _uid, resourceVersion: _version, managedFields: _fields, ...metadata } = object.metadata;
            if (current === undefined) {
                await client.create(path.slice(0, path.lastIndexOf("/")), { ...object, metadata });
            } else if (current.metadata.resourceVersion !== object.metadata.resourceVersion) {
                const { resourceVersion } = current.metadata;
                await client.replace(path, { ...object, metadata: { ...metadata, resourceVersion } });
            }
        }
    }
}

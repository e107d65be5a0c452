import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { ApiClient } from "../../kubernetes/api-client";
import { ApiError } from "../../kubernetes/api-error";
import { objectPath } from "../../kubernetes/discovery";
import { everyObject, type ObjectOfKind } from "../../kubernetes/every-object";
import type { KubernetesObject } from "../../kubernetes/object";

const RESTORE_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 50;
/** The API server makes and removes these by itself: its leases, what happened, and the addresses of Services. */
const ITS_OWN: readonly string[] = ["events", "ipaddresses", "leases"];

/** What an API server held at one moment, to bring it back to that. */
export class ClusterContents {
    private constructor(private readonly objects: ReadonlyMap<string, ObjectOfKind>) {}

    static async of(client: ApiClient): Promise<ClusterContents> {
        return new ClusterContents(await held(client));
    }

    /** Removes what has come since, and puts back what was changed; throws where it does not get there within a minute. */
    async restore(client: ApiClient): Promise<void> {
        const deadline = Date.now() + RESTORE_MILLISECONDS;
        for (;;) {
            const now = await held(client);
            const wrong = await this.differences(now, client);
            if (wrong.length === 0) {
                return;
            }
            const refused = (await Promise.all(wrong.map((mend) => refusalOf(mend)))).flatMap((text) => text ?? []);
            if (Date.now() > deadline) {
                throw new Error(["the API server does not become what it was", ...new Set(refused)].join("; "));
            }
            await delay(POLL_MILLISECONDS);
        }
    }

    /** A way to mend each. */
    private async differences(now: ReadonlyMap<string, ObjectOfKind>, client: ApiClient) {
        const added = [...now]
            .filter(([key]) => !this.objects.has(key))
            .map(
                ([, one]) =>
                    () =>
                        remove(one, client),
            );
        const changed = [...this.objects].flatMap(([key, before]) => {
            const after = now.get(key);
            const isSame = after !== undefined && isDeepStrictEqual(lasting(after.object), lasting(before.object));
            return isSame ? [] : [() => putBack(before, after, client)];
        });
        return [...added, ...changed];
    }
}

async function held(client: ApiClient): Promise<ReadonlyMap<string, ObjectOfKind>> {
    const objects = (await everyObject(client)).filter(({ kind }) => !ITS_OWN.includes(kind.plural));
    return new Map(objects.map((one) => [pathOf(one), one]));
}

async function remove(one: ObjectOfKind, client: ApiClient): Promise<void> {
    const path = pathOf(one);
    await client.delete(path, { graceSeconds: 0 });
    if (one.object.kind === "Namespace") {
        // What a namespace's controller does once it has emptied it.
        await client.replace(`${path}/finalize`, { ...one.object, spec: { finalizers: [] } });
    }
}

async function putBack(before: ObjectOfKind, after: ObjectOfKind | undefined, client: ApiClient): Promise<void> {
    const { resourceVersion: _, uid, ...metadata } = before.object.metadata as Record<string, unknown>;
    if (after === undefined) {
        await client.create(pathOf(before).replace(/\/[^/]+$/, ""), { ...before.object, metadata });
    } else {
        const { resourceVersion } = after.object.metadata as { resourceVersion?: string };
        await client.replace(pathOf(before), { ...before.object, metadata: { ...metadata, uid, resourceVersion } });
    }
}

/** Without what every write, every controller, and putting back itself changes. */
function lasting({ metadata, status: _, ...rest }: KubernetesObject & { readonly status?: unknown }): object {
    const { resourceVersion, generation, managedFields, uid, creationTimestamp, ...kept } = metadata as Record<
        string,
        unknown
    >;
    return { ...rest, metadata: kept };
}

function pathOf({ kind, object }: ObjectOfKind): string {
    return objectPath(kind, { name: object.metadata.name, namespace: object.metadata.namespace });
}

/** What was refused now may be taken the next time: an admission policy ends a moment after it was removed. */
async function refusalOf(mend: () => Promise<void>): Promise<string | undefined> {
    try {
        await mend();
        return undefined;
    } catch (error) {
        if (error instanceof ApiError) {
            return error.message;
        }
        throw error;
    }
}

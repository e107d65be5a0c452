import { ApiError, isNotFound } from "./api-error";
import type { ClusterAccess } from "./kubeconfig";
import type { KubernetesObject } from "./object";
import { type HttpRequest, Transport } from "./transport";

export interface ApplyOptions {
    /** Owner of the applied fields: what it applied once and does not apply again is removed. */
    readonly fieldManager: string;
    /** Takes fields over from other managers instead of failing with a conflict. */
    readonly force?: boolean;
    readonly dryRun?: boolean;
}

export interface Selection {
    readonly labelSelector?: string;
    readonly fieldSelector?: string;
}

export interface ObjectList {
    readonly items: KubernetesObject[];
    /** Where a watch may start so that it misses nothing. */
    readonly resourceVersion: string;
}

export interface WatchOptions extends Selection {
    /** Default: the watch starts with an `ADDED` event for every object there is. */
    readonly resourceVersion?: string;
    readonly signal?: AbortSignal;
}

export interface DeleteOptions {
    readonly uid?: string;
    /** Default: the Pod's own. */
    readonly graceSeconds?: number;
}

export interface WatchEvent {
    readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
    readonly object: KubernetesObject;
}

/**
 * A small client of the Kubernetes API. Paths are those of the API, for example `/api/v1/namespaces/default/pods/a/status`;
 * `objectPath` and `collectionPath` of `discovery.ts` build them. Failures are thrown as `ApiError`.
 */
export class ApiClient {
    readonly #transport: Transport;

    constructor(access: ClusterAccess) {
        this.#transport = new Transport(access);
    }

    async get(path: string): Promise<KubernetesObject> {
        return this.json({ method: "GET", path });
    }

    /** Like `get`, but an object that is not there is `undefined`. */
    async find(path: string): Promise<KubernetesObject | undefined> {
        return absentIfNotFound(this.get(path));
    }

    async list(path: string, selection: Selection = {}): Promise<ObjectList> {
        const list = await this.json<RawList>({ method: "GET", path: path + query({ ...selection }) });
        // The server leaves apiVersion and kind out of the items of a list.
        const type = { apiVersion: list.apiVersion, kind: list.kind.replace(/List$/, "") };
        return {
            items: (list.items ?? []).map((item) => ({ ...type, ...item })),
            resourceVersion: list.metadata.resourceVersion,
        };
    }

    /** `path` is the collection's. */
    async create(path: string, object: object): Promise<KubernetesObject> {
        return this.json({ method: "POST", path, body: object });
    }

    /** Server-side apply: creates the object, or changes it to what is given. */
    async apply(path: string, object: object, options: ApplyOptions): Promise<KubernetesObject> {
        const { fieldManager, force, dryRun } = options;
        return this.json({
            method: "PATCH",
            path: path + query({ fieldManager, force: force ? "true" : undefined, dryRun: dryRun ? "All" : undefined }),
            body: object,
            contentType: "application/apply-patch+yaml", // of which JSON is a subset
        });
    }

    /** JSON merge patch: `null` removes a field, lists are replaced as a whole. */
    async mergePatch(path: string, patch: object): Promise<KubernetesObject> {
        return this.json({ method: "PATCH", path, body: patch, contentType: "application/merge-patch+json" });
    }

    /** Replaces the whole object; refused as a conflict if `metadata.resourceVersion` is given and not the newest. */
    async replace(path: string, object: object): Promise<KubernetesObject> {
        return this.json({ method: "PUT", path, body: object });
    }

    /**
     * Asks for deletion; the object may stay for as long as it has finalizers. False: it was not there. With `uid`, an object that has another
     * one is refused with status 409; `graceSeconds` is for Pods.
     */
    async delete(path: string, { uid, graceSeconds }: DeleteOptions = {}): Promise<boolean> {
        const body = {
            apiVersion: "v1",
            kind: "DeleteOptions",
            propagationPolicy: "Background", // foreground deletion waits for a controller manager
            ...(uid !== undefined && { preconditions: { uid } }),
            ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }),
        };
        const answer = await absentIfNotFound(this.json({ method: "DELETE", path, body }));
        return answer !== undefined;
    }

    /**
     * Events of a collection, until the server ends the stream (after some minutes, as a matter of course) or `signal` aborts it, which
     * throws an `AbortError`. A resource version that is too old is thrown as an `ApiError` with status 410: list again.
     */
    async *watch(path: string, options: WatchOptions = {}): AsyncGenerator<WatchEvent, void, undefined> {
        const { signal, ...selection } = options;
        const request = { method: "GET", path: path + query({ ...selection, watch: "true" }), signal } as const;
        for await (const line of this.#transport.lines(request)) {
            const event: WatchEvent | { type: "ERROR"; object: Record<string, unknown> } = JSON.parse(line);
            if (event.type === "ERROR") throw ApiError.fromStatus(event.object);
            yield event;
        }
    }

    /** Any other request whose answer is JSON. */
    async json<T = KubernetesObject>(request: HttpRequest): Promise<T> {
        return JSON.parse(await this.#transport.request(request));
    }

    close(): void {
        this.#transport.close();
    }
}

interface RawList {
    apiVersion: string;
    kind: string;
    metadata: { resourceVersion: string };
    items: KubernetesObject[] | null;
}

async function absentIfNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
        return await answer;
    } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
    }
}

function query(parameters: Record<string, string | undefined>): string {
    const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

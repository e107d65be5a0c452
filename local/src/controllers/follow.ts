import { setTimeout as delay } from "node:timers/promises";
import { ApiClient, type Selection } from "../kubernetes/api-client";
import { readKubeconfig } from "../kubernetes/kubeconfig";
import type { KubernetesObject } from "../kubernetes/object";
import { log } from "./log";

export interface Followed {
    /** What is followed, for the log. */
    readonly name: string;
    readonly path: string;
    readonly selection?: Selection;
    readonly changed: (client: ApiClient, object: KubernetesObject) => Promise<void>;
    readonly deleted: (client: ApiClient, object: KubernetesObject) => Promise<void>;
}

const FIRST_PAUSE_MILLISECONDS = 200;
const LONGEST_PAUSE_MILLISECONDS = 5000;

/**
 * Lists and watches a collection until `signal` aborts. Whatever goes wrong (the API server restarts, a version is too old, a
 * request fails) leads to a new list after a pause, so that nothing is missed for good.
 */
export async function follow(followed: Followed, kubeconfigFile: string, signal: AbortSignal): Promise<void> {
    let pause = FIRST_PAUSE_MILLISECONDS;
    while (!signal.aborted) {
        try {
            // Read anew: a restarted API server may be at another port.
            const client = new ApiClient(readKubeconfig(kubeconfigFile));
            try {
                for await (const _ of listAndWatch(client, followed, signal)) {
                    pause = FIRST_PAUSE_MILLISECONDS;
                }
            } finally {
                client.close();
            }
        } catch (error) {
            if (signal.aborted) {
                return;
            }
            log(`${followed.name}: ${error instanceof Error ? error.message : String(error)}; again in ${pause} ms`);
        }
        await delay(pause, undefined, { signal }).catch(() => {});
        pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS);
    }
}

/** Yields after each piece of work that went well. */
async function* listAndWatch(client: ApiClient, followed: Followed, signal: AbortSignal): AsyncGenerator<void> {
    const { path, selection = {} } = followed;
    const { items, resourceVersion } = await client.list(path, selection);
    for (const object of items) {
        await followed.changed(client, object);
    }
    yield;
    for await (const event of client.watch(path, { ...selection, resourceVersion, signal })) {
        if (event.type === "DELETED") {
            await followed.deleted(client, event.object);
        } else if (event.type !== "BOOKMARK") {
            await followed.changed(client, event.object);
        }
        yield;
    }
}

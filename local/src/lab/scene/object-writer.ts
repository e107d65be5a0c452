import type { ApiClient } from "../../kubernetes/api-client";
import { ApiError } from "../../kubernetes/api-error";
import { Discovery, objectPath } from "../../kubernetes/discovery";
import type { KubernetesObject } from "../../kubernetes/object";
import type { ActionOutcome } from "../lab-runner";
import { ClusterObjects } from "../node-agent/cluster-objects";

/** Writes objects of any kind as somebody who may: an administrator before the perimeter comes, or a tenant. */
export class ObjectWriter {
    private readonly discovery: Discovery;

    constructor(private readonly client: ApiClient) {
        this.discovery = new Discovery(client);
    }

    async write(object: KubernetesObject): Promise<void> {
        const { namespace } = object.metadata;
        if (namespace !== undefined) {
            await new ClusterObjects(this.client).ensureNamespace(namespace);
        }
        await this.client.apply(await this.pathOf(object), object, { fieldManager: "somebody", force: true });
    }

    /** What the API server says to it. */
    async tryWrite(object: KubernetesObject): Promise<ActionOutcome> {
        try {
            await this.write(object);
            return { allowed: true };
        } catch (error) {
            if (error instanceof ApiError) {
                return { allowed: false, message: error.message };
            }
            throw error;
        }
    }

    async delete(object: KubernetesObject): Promise<void> {
        await this.client.delete(await this.pathOf(object));
    }

    private async pathOf({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): Promise<string> {
        const served = await this.discovery.find(apiVersion, kind);
        if (served === undefined) {
            throw new Error(`the API server does not serve ${apiVersion} ${kind}`);
        }
        return objectPath(served, { name, namespace });
    }
}

import { writeJsonFile } from "../alicloud/json-file";
import type { World } from "../engine/world";
import { ApiClient } from "../kubernetes/api-client";
import { Discovery, objectPath } from "../kubernetes/discovery";
import { readKubeconfig } from "../kubernetes/kubeconfig";
import type { KubernetesObject } from "../kubernetes/object";
import { FIELD_MANAGER } from "../kubernetes/ownership";
import { type DeployedResource, importDeployment } from "./deployment";
import { placed } from "./normalise";
import { placesOf } from "./places";
import type { Recording } from "./recording";

/**
 * Makes `world`, which is new, what it was when the recording was made: the account, the objects in the API server under the
 * field managers that the state names, and the state itself. The first operation refreshes, since the API server is new to it.
 */
export async function restore(world: World, configFile: string, recording: Recording): Promise<void> {
    await world.start();
    const { account, deployment } = placed(recording.world, placesOf(world.layout));
    writeJsonFile(world.layout.cloudFile, account);
    await applyObjects(world.layout.kubeconfig.admin, deployment.resources);
    await importDeployment(world, configFile, deployment);
}

async function applyObjects(kubeconfig: string, resources: readonly DeployedResource[]): Promise<void> {
    const client = new ApiClient(readKubeconfig(kubeconfig));
    try {
        const discovery = new Discovery(client);
        for (const { urn, type, inputs, outputs } of resources) {
            if (type.startsWith("kubernetes:")) {
                const { apiVersion, kind, metadata } = inputs as unknown as KubernetesObject;
                const served = await discovery.find(apiVersion, kind);
                if (served === undefined) {
                    throw new Error(`${urn}: the API server does not serve ${apiVersion} ${kind}`);
                }
                const fieldManager = String(outputs?.[FIELD_MANAGER]);
                const path = objectPath(served, { name: metadata.name, namespace: metadata.namespace });
                await client.apply(path, inputs as object, { fieldManager });
            }
        }
    } finally {
        client.close();
    }
}

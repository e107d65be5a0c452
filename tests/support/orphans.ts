import type { Account } from "../../local/src/alicloud/account/account";
import { changeAccount } from "../../local/src/alicloud/account-file";
import { RESOURCE_TYPES } from "../../local/src/alicloud/provider/resource-types";
import type { CloudObject, KubernetesObject } from "../../local/src/engine/surroundings";
import type { World } from "../../local/src/engine/world";
import { Cluster, locationOf } from "../../local/src/kubernetes/cluster";
import { readConfiguration } from "../../local/src/kubernetes/configuration";
import { awaitGone } from "../../local/src/kubernetes/removal";

/**
 * What a person does in the console after a crash: removes exactly the objects that `status` calls orphans.
 *
 * @param ofTypes only those of these types; default: every one
 */
export async function removeOrphans(world: World, ofTypes?: readonly string[]): Promise<readonly CloudObject[]> {
    const { cloud } = await world.status();
    const orphans = cloud.orphans.filter(({ type }) => ofTypes?.includes(type) ?? true);
    changeAccount(world.layout.cloudFile, (account) => removeInAnyOrder(account, orphans));
    return orphans;
}

/** The account refuses an object that another one needs, so the others come first. */
function removeInAnyOrder(account: Account, objects: readonly CloudObject[]): void {
    const refusals: unknown[] = [];
    const left = objects.filter((object) => {
        try {
            RESOURCE_TYPES.get(object.type)?.delete(account, object.id);
            return false;
        } catch (error) {
            refusals.push(error);
            return true;
        }
    });
    if (left.length > 0 && left.length === objects.length) {
        throw refusals[0];
    }
    if (left.length > 0) {
        removeInAnyOrder(account, left);
    }
}

/** The same at the API server, with kubectl: the next `up` would take these objects up again, a destroy leaves them. */
export async function removeKubernetesOrphans(world: World): Promise<readonly KubernetesObject[]> {
    const orphans = (await world.status()).kubernetes?.orphans ?? [];
    const settings = readConfiguration({ kubeconfig: world.layout.kubeconfig.admin });
    const cluster = new Cluster(settings, new AbortController().signal);
    try {
        for (const { apiVersion, kind, name, namespace } of orphans) {
            const resourceKind = await cluster.discovery.find(apiVersion, kind);
            if (resourceKind === undefined) {
                throw new Error(`the API server does not serve ${apiVersion} ${kind}`);
            }
            const location = locationOf(resourceKind, { name, namespace });
            const live = await cluster.client.find(location.path);
            await cluster.client.delete(location.path, {});
            await awaitGone(cluster, location, live?.metadata.uid, 60);
        }
    } finally {
        cluster.client.close();
    }
    return orphans;
}

import type { Account } from "../../local/src/alicloud/account/account";
import { changeAccount } from "../../local/src/alicloud/account-file";
import { RESOURCE_TYPES } from "../../local/src/alicloud/provider/resource-types";
import type { CloudObject } from "../../local/src/engine/surroundings";
import type { World } from "../../local/src/engine/world";

/** What a person does in the console after a crash: removes exactly the objects that `status` calls orphans. */
export async function removeOrphans(world: World): Promise<readonly CloudObject[]> {
    const { orphans } = (await world.status()).cloud;
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

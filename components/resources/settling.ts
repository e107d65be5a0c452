import { setTimeout as wait } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";

/**
 * A wait between "the API has accepted the rule" and "the rule holds". It runs in the engine's create step, after every
 * dependency and only when the resource is really created, so previews and unchanged updates do not wait.
 */
export function settling(resource: string, seconds: number): pulumi.ResourceHookBinding | undefined {
    if (seconds === 0) {
        return undefined;
    }
    const hook = new pulumi.ResourceHook(`settle-${resource}`, async () => {
        await wait(seconds * 1000);
    });
    return { beforeCreate: [hook] };
}

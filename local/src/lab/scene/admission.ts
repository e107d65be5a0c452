import { setTimeout as delay } from "node:timers/promises";
import type { ApiClient } from "../../kubernetes/api-client";
import { ClusterObjects } from "../node-agent/cluster-objects";
import { workloadPod } from "../node-agent/workload-pod";
import type { Scenario } from "../scenario/scenario";
import { requestsOf } from "./requests";

const WAIT_MILLISECONDS = 20_000;
const POLL_MILLISECONDS = 200;

/** The API server reads its admission policies a moment after they were written: until it refuses what is to be refused. */
export function untilRefused(client: ApiClient, scenario: Scenario): Promise<void> {
    return untilItSays("refused", client, scenario);
}

/** Until it takes what was refused, its policies being gone. */
export function untilTaken(client: ApiClient, scenario: Scenario): Promise<void> {
    return untilItSays("taken", client, scenario);
}

/** Whether it ever says so is for the probes to find: a guard that lets pass is what they are there to show. */
async function untilItSays(wanted: "refused" | "taken", client: ApiClient, scenario: Scenario): Promise<void> {
    const hostile = scenario.workloads.filter(({ admission }) => admission === "refused").map(({ name }) => name);
    const cluster = new ClusterObjects(client);
    const deadline = Date.now() + WAIT_MILLISECONDS;
    for (const request of requestsOf(scenario).filter(({ name }) => hostile.includes(name) && !hasSidecar(name))) {
        const asked = workloadPod({ ...request, name: `${request.name}-asked` });
        while (Date.now() < deadline) {
            const refusal = await cluster.createPod(asked, { dryRun: true });
            if ((refusal === undefined ? "taken" : "refused") === wanted) {
                break;
            }
            await delay(POLL_MILLISECONDS);
        }
    }

    /** As it would be asked, it has to be injected first. */
    function hasSidecar(name: string): boolean {
        return scenario.workloads.some((workload) => workload.name === name && workload.sidecar);
    }
}

import { setTimeout as delay } from "node:timers/promises";
import { readKubeconfig } from "../kubernetes/kubeconfig";
import { Transport } from "../kubernetes/transport";
import { type Daemon, describeLog, runningDaemon } from "./daemon";

const POLL_MILLISECONDS = 50;
const ANSWER_MILLISECONDS = 3000;

/** Whether the API server answers that it is ready. */
export async function isReady(kubeconfigFile: string): Promise<boolean> {
    let transport: Transport | undefined;
    try {
        transport = new Transport(readKubeconfig(kubeconfigFile));
        const answer = await transport.request({
            method: "GET",
            path: "/readyz",
            signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
        });
        return answer.trim() === "ok";
    } catch {
        // Not up yet, or a kubeconfig from before the certificate was made.
        return false;
    } finally {
        transport?.close();
    }
}

/** Polls `condition` until it holds. Ends early, with the end of its log, when one of the processes has died. */
export async function waitForReadiness(
    condition: () => Promise<boolean>,
    daemons: readonly Daemon[],
    deadline: number,
): Promise<void> {
    while (!(await condition())) {
        const dead = daemons.find((daemon) => runningDaemon(daemon.pidFile) === undefined);
        if (dead !== undefined) {
            throw new Error(`${dead.name} ended before it was ready; ${describeLog(dead.logFile)}`);
        }
        if (Date.now() > deadline) {
            const logs = daemons.map((daemon) => `${daemon.name}: ${describeLog(daemon.logFile)}`);
            throw new Error(["the local API server is not ready in time", ...logs].join("\n"));
        }
        await delay(POLL_MILLISECONDS);
    }
}

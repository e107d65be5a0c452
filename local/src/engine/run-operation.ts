import { type ChildProcess, fork } from "node:child_process";
import * as path from "node:path";
import { descendantsOf } from "./descendants";
import type { FromOperation, OperationResult, OperationSpec, Step, ToOperation } from "./operation-result";

export interface OperationWatcher {
    readonly onStep?: ((step: Step) => void) | undefined;
    readonly onNote?: ((text: string) => void) | undefined;
    /** Process id of the engine, as soon as it runs. */
    readonly onEngine?: ((pid: number) => void) | undefined;
    /** Aborting asks the engine to stop after the steps in flight. */
    readonly cancel?: AbortSignal | undefined;
    /** Aborting ends engine and plugins at once. What they were doing is not recorded. */
    readonly kill?: AbortSignal | undefined;
}

/** Compiled entry of the child, also when this file runs as TypeScript in a test. */
const ENTRY = path.resolve(__dirname, "..", "..", "dist", "engine", "operation.js");

/** Runs one engine operation in a process of its own and never leaves anything of it behind. */
export async function runOperation(
    spec: OperationSpec,
    environment: Readonly<Record<string, string>>,
    watcher: OperationWatcher = {},
    entry: string = ENTRY,
): Promise<OperationResult> {
    if (watcher.cancel?.aborted === true) {
        return broken([], true, "");
    }
    const child = fork(entry, [], {
        env: { ...environment },
        // A group of its own: Ctrl-C in a terminal goes to the whole group and would end the plugins in mid-call. Here
        // the engine alone is asked to stop, and it lets the calls in flight finish.
        detached: true,
        stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const cancel = () => send(child, { cancel: true });
    const kill = () => killAll(child);
    watcher.cancel?.addEventListener("abort", cancel, { once: true });
    watcher.kill?.addEventListener("abort", kill, { once: true });
    // A parent that ends by itself, for example by an unhandled error, still takes its engine along.
    process.once("exit", kill);
    try {
        return await conversation(child, spec, watcher);
    } finally {
        watcher.cancel?.removeEventListener("abort", cancel);
        watcher.kill?.removeEventListener("abort", kill);
        process.removeListener("exit", kill);
    }
}

function conversation(child: ChildProcess, spec: OperationSpec, watcher: OperationWatcher): Promise<OperationResult> {
    return new Promise((resolve) => {
        let result: OperationResult | undefined;
        let complaint = "";
        let steps: Step[] = [];
        child.stderr?.on("data", (chunk: Buffer) => {
            complaint = (complaint + chunk.toString()).slice(-4000);
        });
        child.on("message", (message: FromOperation) => {
            if ("result" in message) {
                result = message.result;
            } else if ("engine" in message) {
                watcher.onEngine?.(message.engine);
            } else if ("note" in message) {
                watcher.onNote?.(message.note);
            } else {
                steps = [...steps, message.step];
                watcher.onStep?.(message.step);
            }
        });
        child.once("error", (error) => {
            result ??= broken(steps, false, `The engine's process could not be started: ${error.message}`);
        });
        child.once("close", () => {
            const wanted = watcher.kill?.aborted === true;
            const why = "The process that drove the engine ended without a result; --verbose shows what it said last.";
            resolve(result ?? { ...broken(steps, wanted, why), ...(spec.verbose ? { raw: complaint } : {}) });
        });
        send(child, { start: spec });
    });
}

function broken(steps: readonly Step[], interrupted: boolean, error: string): OperationResult {
    return {
        ok: false,
        changes: {},
        steps,
        errors: interrupted ? [] : [error],
        warnings: [],
        outputs: {},
        seconds: 0,
        interrupted,
    };
}

/** The engine puts each plugin into a group of its own, so killing the child's group is not enough. */
function killAll(child: ChildProcess): void {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
        return;
    }
    // The child first: it would report the end of its engine as a failure, although it was wanted.
    for (const pid of [child.pid, ...descendantsOf(child.pid)]) {
        try {
            process.kill(pid, "SIGKILL");
        } catch {
            // Ended by itself in the meantime.
        }
    }
}

function send(child: ChildProcess, message: ToOperation): void {
    if (child.connected) {
        // A child that has just ended is not a problem: its result, or the lack of one, is what counts.
        child.send(message, () => {});
    }
}

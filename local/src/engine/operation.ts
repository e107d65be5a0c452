import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import * as auto from "@pulumi/pulumi/automation";
import { repairBackend } from "./backend-repair";
import { readState } from "./checkpoint";
import { descendantsOf } from "./descendants";
import { Diagnostics, errorLines } from "./diagnostics";
import { lockHolders } from "./engine-locks";
import { EventLog } from "./event-log";
import { PROJECT_NAME } from "./layout";
import type { FromOperation, OperationResult, OperationSpec, ToOperation } from "./operation-result";
import { programOf } from "./program";

/*
 * Entry point of the child process that runs exactly one engine operation. A process of its own, since the program has
 * to be loaded afresh each time, and since what the SDK keeps per operation is never given back.
 */

const ABANDONED_GRACE_MS = 15_000;

const cancelled = new AbortController();

function main(): void {
    // Engine and plugins must not outlive the person's command, however that ended.
    process.on("disconnect", abandon);
    process.on("message", (message: ToOperation) => {
        if ("cancel" in message) {
            cancelled.abort();
            return;
        }
        run(message.start)
            .catch((error: unknown) => failed(error, message.start.verbose))
            .then((result) => send({ result }))
            .then(() => process.exit(0));
    });
    reportEngine();
}

/** The parent is gone: stop gracefully, but not for ever, since nobody is left to press Ctrl-C again. */
function abandon(): void {
    cancelled.abort();
    const end = () => {
        for (const pid of descendantsOf(process.pid)) {
            process.kill(pid, "SIGKILL");
        }
        process.exit(1);
    };
    setTimeout(end, ABANDONED_GRACE_MS).unref();
}

async function run(spec: OperationSpec): Promise<OperationResult> {
    const started = Date.now();
    afterCrash(spec);
    const stack = await openStack(spec);

    const log = new EventLog();
    // A signal that has fired already is not heard by the engine's process any more.
    cancelled.signal.throwIfAborted();
    const failure = await withStaleLockBroken(stack, spec, () => operate(stack, spec, log));

    const errors = new Diagnostics();
    const told = log.errors.length > 0 || failure === undefined ? log.errors : reasons(failure.error, spec);
    for (const message of told) {
        errors.add(message);
    }
    return {
        ok: failure === undefined,
        changes: log.changes,
        steps: log.steps,
        errors: cancelled.signal.aborted ? [] : errors.messages,
        warnings: log.warnings,
        outputs: failure === undefined && spec.kind !== "preview" ? readState(spec.checkpointFile).outputs : {},
        seconds: (Date.now() - started) / 1000,
        interrupted: cancelled.signal.aborted && failure !== undefined,
        ...(spec.verbose && failure !== undefined ? { raw: String(failure.error) } : {}),
    };
}

function afterCrash(spec: OperationSpec): void {
    const busy = lockHolders(spec.locksFolder).some((holder) => holder.alive);
    if (!busy && repairBackend(spec.backendFolder).length > 0) {
        send({ note: "An earlier run was killed while it wrote its state; the state is put in order." });
    }
}

async function openStack(spec: OperationSpec): Promise<auto.Stack> {
    const pulumiCommand = await auto.PulumiCommand.get({ root: spec.toolsFolder });
    return await auto.LocalWorkspace.createOrSelectStack(
        { stackName: spec.stackName, projectName: PROJECT_NAME, program: programOf(spec.programFile) },
        { pulumiCommand, workDir: spec.workFolder },
    );
}

/** Runs one operation; the failure comes back as a value, for the events have told more about it by then. */
async function operate(stack: auto.Stack, spec: OperationSpec, log: EventLog): Promise<Failure | undefined> {
    const options = {
        onEvent: (event: auto.EngineEvent) => {
            const step = log.accept(event);
            if (step !== undefined) {
                send({ step });
            }
        },
        // The providers of this run come from the program. Those in the state may point at an API server that is gone.
        runProgram: true,
        signal: cancelled.signal,
        suppressOutputs: true,
        ...(spec.parallel === undefined ? {} : { parallel: spec.parallel }),
    };
    try {
        switch (spec.kind) {
            case "up":
                await stack.up({ ...options, refresh: spec.refresh });
                break;
            case "preview":
                await stack.preview({ ...options, refresh: spec.refresh });
                break;
            case "refresh":
                await stack.refresh({ ...options, clearPendingCreates: true });
                break;
            case "destroy":
                await stack.destroy({ ...options, refresh: spec.refresh });
                break;
        }
        return undefined;
    } catch (error) {
        return { error };
    }
}

interface Failure {
    readonly error: unknown;
}

/** An engine that was killed leaves its lock. One that is still at work is left alone. */
async function withStaleLockBroken(
    stack: auto.Stack,
    spec: OperationSpec,
    operation: () => Promise<Failure | undefined>,
): Promise<Failure | undefined> {
    const failure = await operation();
    if (!(failure?.error instanceof auto.ConcurrentUpdateError)) {
        return failure;
    }
    const running = lockHolders(spec.locksFolder).find((holder) => holder.alive);
    if (running !== undefined) {
        return { error: new Busy(spec.stackName, running.pid) };
    }
    send({ note: "The engine of an earlier run was killed; its lock is removed." });
    await stack.cancel();
    return await operation();
}

class Busy extends Error {
    constructor(stackName: string, pid: number) {
        super(
            `Another operation is at work on stack "${stackName}" (engine: process ${pid}). ` +
                "Wait until it has ended, or end it with Ctrl-C where it runs.",
        );
    }
}

function failed(error: unknown, verbose: boolean): OperationResult {
    return {
        ok: false,
        changes: {},
        steps: [],
        errors: cancelled.signal.aborted ? [] : reasons(error, undefined),
        warnings: [],
        outputs: {},
        seconds: 0,
        interrupted: cancelled.signal.aborted,
        ...(verbose ? { raw: String(error) } : {}),
    };
}

/** Why the CLI failed where no event says it. Its message is its whole output, several times over: never shown. */
function reasons(error: unknown, spec: OperationSpec | undefined): string[] {
    if (error instanceof Busy) {
        return [error.message];
    }
    if (error instanceof auto.CommandError) {
        const lines = errorLines(error.message);
        const what = spec === undefined ? "The engine could not be started" : `The engine's ${spec.kind} failed`;
        return lines.length > 0 ? lines : [`${what} without saying why; --verbose shows its output.`];
    }
    return [error instanceof Error ? error.message : String(error)];
}

/** Tells the parent the engine's process id, so that it can be ended for sure. */
function reportEngine(): void {
    subscribe("child_process", (message) => {
        const { process: child } = message as { process: ChildProcess };
        child.once("spawn", () => {
            const isOperation = child.spawnargs.some((argument) => argument.startsWith("--exec-kind"));
            if (isOperation && child.pid !== undefined) {
                send({ engine: child.pid });
            }
        });
    });
}

async function send(message: FromOperation): Promise<void> {
    if (process.connected) {
        await new Promise<void>((resolve) => process.send?.(message, () => resolve()));
    }
}

main();

import type { OperationKind, OperationResult, Step } from "../engine/operation-result";
import type { OperationOptions, World } from "../engine/world";
import { type CommonOptions, type Terminal, terminal, worldOf } from "./context";
import { EXIT_FAILED, EXIT_INTERRUPTED, renderProblems } from "./failure";
import { type Interrupts, withInterrupts } from "./interrupts";
import { stepLine } from "./step-line";
import { plural } from "./table";

export interface OperateOptions extends CommonOptions {
    readonly refresh?: boolean;
}

const TITLES: Readonly<Record<OperationKind, string>> = {
    up: "Updating",
    preview: "Previewing",
    refresh: "Refreshing",
    destroy: "Destroying",
};

/** Runs one engine operation with its progress on the terminal; answers the exit code. */
export async function operate(
    kind: OperationKind,
    options: OperateOptions,
    summary: (world: World, result: OperationResult) => string,
    world: World = worldOf(options),
    to: Terminal = terminal,
): Promise<number> {
    let startedHere = false;
    const quiet = options.json === true;
    const onSignal = (count: number) =>
        to.err(
            count === 1
                ? "Stopping after the steps in flight; Ctrl-C again stops at once."
                : "Stopping at once; what this run has made so far is not recorded.",
        );

    const result = await withInterrupts(onSignal, async (interrupts) => {
        if (!quiet) {
            to.out(`${TITLES[kind]} stack ${world.stackName}`);
        }
        try {
            return await world[kind]({
                ...watching(options, interrupts, quiet, to),
                onControlPlane: ({ started }) => {
                    startedHere = started;
                },
            });
        } finally {
            if (startedHere && interrupts.cancel.aborted) {
                // Whoever stops the first run half-way wants nothing left running in the background.
                await world.stop();
            }
        }
    });
    const code = report(kind, result, options, () => summary(world, result), to);
    if (!result.ok && !result.interrupted) {
        await hintAtOrphans(world, to);
    }
    return code;
}

/** After a crash the account can hold what no state knows, and a create then fails for reasons that look like a defect. */
async function hintAtOrphans(world: World, to: Terminal): Promise<void> {
    // A hint only: the failure has been told, and whatever caused it may also keep the status from being read.
    const status = await world.status().catch(() => undefined);
    const count = (status?.cloud.orphans.length ?? 0) + (status?.kubernetes?.orphans.length ?? 0);
    if (count > 0) {
        to.err(
            `\n${plural(count, "object")} of an earlier run that was cut off: "status" lists, "reset" starts afresh.`,
        );
    }
}

function watching(options: OperateOptions, interrupts: Interrupts, quiet: boolean, to: Terminal): OperationOptions {
    return {
        refresh: options.refresh === true,
        verbose: options.verbose === true,
        cancel: interrupts.cancel,
        kill: interrupts.kill,
        onNote: (text) => to.err(text),
        onStep: (step) => {
            if (!quiet && !isBookkeeping(step)) {
                to.out(stepLine(step, to.paint));
            }
        },
    };
}

/** The engine's own entries, which exist nowhere but in its state: the stack, and providers nobody configured. */
function isBookkeeping({ type, name }: Step): boolean {
    return type === "pulumi:pulumi:Stack" || (type.startsWith("pulumi:providers:") && name.startsWith("default_"));
}

function report(
    kind: OperationKind,
    result: OperationResult,
    options: OperateOptions,
    summary: () => string,
    to: Terminal,
): number {
    if (options.json === true) {
        to.out(JSON.stringify(result, undefined, 2));
    }
    if (result.raw !== undefined) {
        to.err(result.raw);
    }
    if (result.interrupted) {
        to.err(`${TITLES[kind]} was stopped; the same command goes on where it ended.`);
        return EXIT_INTERRUPTED;
    }
    if (!result.ok) {
        const title = `${kind} failed: ${plural(result.errors.length, "problem")}`;
        to.err(`\n${renderProblems(title, result.errors, to.paintError)}`);
        return EXIT_FAILED;
    }
    // What to improve before the next `up` is of no use to somebody who removes the stack.
    for (const warning of kind === "up" || kind === "preview" ? result.warnings : []) {
        to.err(`Warning: ${warning}`);
    }
    if (options.json !== true) {
        to.out(summary());
    }
    return 0;
}

import { rmSync } from "node:fs";
import { vi } from "vitest";
import type { StateResource } from "../../local/src/engine/checkpoint";
import type { OperationResult, Step } from "../../local/src/engine/operation-result";
import type { World } from "../../local/src/engine/world";
import { isObject } from "./perimeter-world";

export interface Crash {
    /** Last step that was finished and written to the state; absent where the operation ended by itself. */
    readonly after: Step | undefined;
    readonly result: OperationResult;
}

interface CrashOptions {
    /** The step to crash after; default: the first one. */
    readonly when?: (step: Step) => boolean;
    /** Told of every finished step, before the crash. */
    readonly onStep?: (step: Step) => void;
}

/**
 * Runs an operation as users do and kills engine and plugins, all at once, as soon as the state holds a finished step.
 * The step that comes next is under way by then, or even done without anybody knowing. One step at a time, so that
 * the crash comes after the same step each time.
 */
export async function crash(
    world: World,
    operation: "up" | "destroy",
    { when = () => true, onStep }: CrashOptions = {},
): Promise<Crash> {
    await lookAfterCrash(world);
    const kill = new AbortController();
    let after: Step | undefined;
    let written: Promise<unknown> = Promise.resolve();
    const result = await world[operation]({
        checkpoints: "default",
        parallel: 1,
        kill: kill.signal,
        onStep: (step) => {
            onStep?.(step);
            if (after === undefined && isObject(step) && !step.failed && when(step)) {
                after = step;
                written = vi
                    .waitUntil(() => isWritten(world, step), { interval: 2, timeout: 20_000 })
                    .finally(() => kill.abort());
            }
        },
    });
    await written;
    return { after, result };
}

/**
 * What the driver does by itself before it goes on after a crash. Done here, so that the steps that are told of are
 * those of the operation alone, and without the start of an engine that only finds the lock of the killed one.
 */
async function lookAfterCrash(world: World): Promise<void> {
    rmSync(world.layout.locks, { recursive: true, force: true });
    const { pendingOperations, resources } = world.exportState();
    if (pendingOperations.length > 0) {
        const { ok, errors } = await world.refresh({ checkpoints: "default" });
        if (!ok) {
            const unfinished = resources.filter((one) => one.delete === true || one.pendingReplacement === true);
            const found = JSON.stringify({ pendingOperations, unfinished }, undefined, 2);
            throw new Error(`refresh after a crash failed:\n${errors.join("\n")}\nin the state: ${found}`);
        }
    }
}

/** The engine tells of a step before it writes it down. */
function isWritten(world: World, step: Step): boolean {
    try {
        const { resources, pendingOperations } = world.exportState();
        // No resources at all: read while the file was being exchanged.
        return (
            resources.length > 0 &&
            pendingOperations.every(({ urn }) => urn !== step.urn) &&
            isInState(
                step,
                resources.filter(({ urn }) => urn === step.urn),
            )
        );
    } catch {
        // Read in the middle of a write.
        return false;
    }
}

/** A delete is never a pending operation: only what it leaves tells. */
function isInState({ op }: Step, ofUrn: readonly StateResource[]): boolean {
    switch (op) {
        case "delete":
            return ofUrn.length === 0;
        case "delete-replaced":
            return ofUrn.every((resource) => resource.pendingReplacement === true || resource.delete !== true);
        default:
            return ofUrn.some((resource) => resource.delete !== true && resource.pendingReplacement !== true);
    }
}

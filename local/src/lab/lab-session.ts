import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { UserError } from "../engine/user-error";
import { isRunning, ownIdentity, type ProcessIdentity, parseIdentity } from "../processes/process-identity";
import type { LabMachine, LabRunner } from "./lab-runner";

/** A lab that is up, as other commands find it. It belongs to a process, and ends with it. */
export interface LabSession {
    readonly owner: ProcessIdentity;
    readonly scenario: string;
    readonly machines: readonly LabMachine[];
}

/** Writes the lab down, says how to look around, and returns when the signal aborts. */
export async function stayUp(
    folder: string,
    lab: LabRunner,
    scenario: string,
    signal: AbortSignal,
    say: (text: string) => void,
): Promise<void> {
    const session: LabSession = { owner: ownIdentity(), scenario, machines: lab.machines() };
    mkdirSync(folder, { recursive: true });
    writeFileSync(fileIn(folder), JSON.stringify(session));
    const names = session.machines.map(({ name }) => name);
    say(`The lab of ${scenario} is up: ${names.join(", ")}. Look around from another terminal:`);
    say(`  npm run local -- lab shell ${names[0] ?? "WORKLOAD"}\n  npm run local -- lab logs gateway`);
    say("Ctrl-C takes it down, and so does: npm run local -- lab down");
    try {
        await aborted(signal);
    } finally {
        rmSync(fileIn(folder), { force: true });
    }
}

/** The lab that is up; undefined where there is none, or its process has ended without saying so. */
export function sessionIn(folder: string): LabSession | undefined {
    try {
        const session = JSON.parse(readFileSync(fileIn(folder), "utf8")) as LabSession;
        const owner = parseIdentity(JSON.stringify(session.owner));
        return owner !== undefined && isRunning(owner) ? session : undefined;
    } catch {
        return undefined;
    }
}

export function machineIn(folder: string, name: string): LabMachine {
    const session = sessionIn(folder);
    if (session === undefined) {
        throw new UserError("No lab is up.", "Bring one up: npm run local -- lab up FILE");
    }
    const machine = session.machines.find((one) => one.name === name);
    if (machine === undefined) {
        const names = session.machines.map((one) => one.name).join(", ");
        throw new UserError(`The lab of ${session.scenario} has no "${name}".`, `It has ${names}.`);
    }
    return machine;
}

function fileIn(folder: string): string {
    return path.join(folder, "lab.json");
}

function aborted(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
        if (signal.aborted) {
            resolve();
            return;
        }
        // A listener alone does not keep the process alive.
        const alive = setInterval(() => {}, 60_000);
        signal.addEventListener("abort", () => {
            clearInterval(alive);
            resolve();
        });
    });
}

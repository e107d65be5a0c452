import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { LabMachine } from "../lab/lab-runner";
import { machineIn, sessionIn } from "../lab/lab-session";
import { readScenarios } from "../lab/scenario/read-scenario";
import { isRunning } from "../processes/process-identity";
import { withInterrupt } from "../tools/interrupt";
import { type Terminal, terminal } from "./context";
import { EXIT_FAILED } from "./failure";
import { EXIT_NO_LAB, type LabSurroundings, labSurroundings, noLab, withRunner } from "./lab-surroundings";

/** Brings the lab to a scenario and leaves it there until Ctrl-C or `lab down`. */
export async function labUp(
    file: string,
    to: Terminal = terminal,
    surroundings: LabSurroundings = labSurroundings(false),
): Promise<number> {
    const [scenario] = readScenarios([path.resolve(file)]);
    if (scenario === undefined || surroundings.missing.length > 0) {
        to.err(noLab(surroundings.missing));
        return EXIT_NO_LAB;
    }
    const running = sessionIn(surroundings.folder);
    if (running !== undefined) {
        to.err(`The lab of ${running.scenario} is up already; "lab down" takes it down.`);
        return EXIT_FAILED;
    }
    await withInterrupt((signal) =>
        withRunner(surroundings, signal, async (lab) => {
            const line = surroundings.progress.begin(scenario.id, "bringing the lab there");
            try {
                await lab.bring(scenario, signal, (text) => line.update(text));
                line.done("up");
            } catch (error) {
                line.fail("not up");
                throw error;
            }
            await surroundings.stayUp(lab, scenario.id, signal, (text) => to.err(text));
        }),
    );
    return 0;
}

/** How long a lab may take to leave nothing behind. */
const DOWN_MILLISECONDS = 60_000;

/** Tells the process of the lab to end, and returns when it has. */
export async function labDown(
    to: Terminal = terminal,
    { folder }: Pick<LabSurroundings, "folder"> = labSurroundings(true),
): Promise<number> {
    const session = sessionIn(folder);
    if (session === undefined) {
        to.out("No lab is up.");
        return 0;
    }
    process.kill(session.owner.pid, "SIGTERM");
    const deadline = Date.now() + DOWN_MILLISECONDS;
    while (isRunning(session.owner) && Date.now() < deadline) {
        await setTimeout(100);
    }
    if (isRunning(session.owner)) {
        to.err(`The lab's process ${session.owner.pid} has not ended yet.`);
        return EXIT_FAILED;
    }
    to.out(`The lab of ${session.scenario} is down.`);
    return 0;
}

/** A shell on a machine of the lab, as its application runs: captured by the sidecar, with its names and addresses. */
export function labShell(
    name: string,
    { folder }: Pick<LabSurroundings, "folder"> = labSurroundings(true),
): Promise<number> {
    const [program = "ip", ...args] = shellCommand(machineIn(folder, name));
    return new Promise((resolve, reject) => {
        const shell = spawn(program, args, { stdio: "inherit" });
        shell.once("error", reject);
        shell.once("exit", (code) => resolve(code ?? EXIT_FAILED));
    });
}

export function shellCommand({ networkNamespace, uid, name }: LabMachine): string[] {
    const id = String(uid);
    const identity = ["setpriv", "--reuid", id, "--regid", id, "--clear-groups"];
    return ["ip", "netns", "exec", networkNamespace, ...identity, "env", `PS1=${name}$ `, "sh"];
}

/** The access log of a machine's proxy so far. */
export async function labLogs(
    name: string,
    to: Terminal = terminal,
    { folder }: Pick<LabSurroundings, "folder"> = labSurroundings(true),
): Promise<number> {
    const { accessLog } = machineIn(folder, name);
    if (accessLog === undefined) {
        to.err(`${name} has no proxy, so it has no access log.`);
        return EXIT_FAILED;
    }
    to.out(readFileSync(accessLog, "utf8").trimEnd());
    return 0;
}

import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { identifyProcess, isRunning, type ProcessIdentity, parseIdentity } from "../processes/process-identity";
import { writePrivateFile } from "./control-plane-folder";

/** A program that runs on after the command that started it. */
export interface Daemon {
    readonly name: string;
    readonly command: string;
    readonly args: readonly string[];
    readonly pidFile: string;
    readonly logFile: string;
    /** Anything beside command and arguments that a running process would have to be restarted for. */
    readonly revision?: string;
}

const LOG_LIMIT_BYTES = 10_000_000;

/** Starts it and records which process it is. Its output goes to the log file. */
export async function startDaemon(daemon: Daemon): Promise<ProcessIdentity> {
    rotate(daemon.logFile);
    const log = openSync(daemon.logFile, "a", 0o600);
    try {
        const child = spawn(daemon.command, [...daemon.args], {
            detached: true,
            stdio: ["ignore", log, log],
            env: plainEnvironment(process.env),
        });
        await new Promise<void>((resolve, reject) => {
            child.once("spawn", resolve);
            child.once("error", (error) => reject(new Error(`${daemon.name} cannot be started: ${error.message}`)));
        });
        child.unref();
        const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
        if (identity === undefined) {
            throw new Error(`${daemon.name} ended at once; ${describeLog(daemon.logFile)}`);
        }
        writePrivateFile(daemon.pidFile, JSON.stringify({ ...identity, started: startedAs(daemon) }));
        return identity;
    } finally {
        closeSync(log);
    }
}

/** The recorded process, if it is still that very process. */
export function runningDaemon(pidFile: string): ProcessIdentity | undefined {
    const identity = existsSync(pidFile) ? parseIdentity(readFileSync(pidFile, "utf8")) : undefined;
    return identity !== undefined && isRunning(identity) ? identity : undefined;
}

/** Whether it runs and was started with the same program and arguments, so that it need not be restarted. */
export function isCurrent(daemon: Daemon): boolean {
    if (runningDaemon(daemon.pidFile) === undefined) {
        return false;
    }
    const record = JSON.parse(readFileSync(daemon.pidFile, "utf8")) as { started?: unknown };
    return record.started === startedAs(daemon);
}

/** Ends the recorded process and waits until it is gone. A pid that now belongs to another program is left alone. */
export async function stopDaemon(pidFile: string, graceMilliseconds: number): Promise<void> {
    const identity = runningDaemon(pidFile);
    if (identity !== undefined) {
        send(identity, "SIGTERM");
        if (!(await hasEnded(identity, graceMilliseconds))) {
            send(identity, "SIGKILL");
            if (!(await hasEnded(identity, 5000))) {
                throw new Error(`process ${identity.pid} does not end, not even by SIGKILL`);
            }
        }
    }
    rmSync(pidFile, { force: true });
}

/** The end of a log, for an error message. */
export function describeLog(logFile: string, lines = 8): string {
    const text = existsSync(logFile) ? readFileSync(logFile, "utf8").trim() : "";
    if (text === "") {
        return `its log ${logFile} is empty`;
    }
    const last = text.split("\n").slice(-lines);
    return [
        `the last lines of ${logFile}:`,
        ...last.map((line) => `    ${line.length > 300 ? `${line.slice(0, 300)}…` : line}`),
    ].join("\n");
}

function startedAs({ command, args, revision }: Daemon): string {
    return JSON.stringify([command, args, revision ?? ""]);
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): void {
    try {
        process.kill(identity.pid, signal);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
            throw error;
        }
    }
}

async function hasEnded(identity: ProcessIdentity, withinMilliseconds: number): Promise<boolean> {
    const deadline = Date.now() + withinMilliseconds;
    while (isRunning(identity)) {
        if (Date.now() > deadline) {
            return false;
        }
        await delay(25);
    }
    return true;
}

/** Variables such as ETCD_DATA_DIR or NODE_OPTIONS of the calling shell would change what is started. */
function plainEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const kept = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ"] as const;
    return Object.fromEntries(kept.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

function rotate(logFile: string): void {
    if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) {
        renameSync(logFile, `${logFile}.1`);
    }
}

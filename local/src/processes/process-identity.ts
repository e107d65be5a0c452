import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Names one run of one process. A pid alone does not: the system hands it out again, and a pid file that outlived a reboot
 * would then point at somebody else's process.
 */
export interface ProcessIdentity {
    readonly pid: number;
    readonly startMark: string;
}

/**
 * Identity of a running process, or undefined when there is none. A zombie has ended as far as anyone is concerned, but only
 * once its last thread has: until then the first thread is a zombie already while its ports and files are still held.
 */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
    const startMark = process.platform === "linux" ? linuxStartMark(pid) : portableStartMark(pid);
    return startMark === undefined ? undefined : { pid, startMark };
}

export function ownIdentity(): ProcessIdentity {
    const identity = identifyProcess(process.pid);
    if (identity === undefined) {
        throw new Error("the start time of this very process could not be read; is /proc mounted?");
    }
    return identity;
}

/** Whether the process that was recorded is still the one behind its pid. */
export function isRunning(recorded: ProcessIdentity): boolean {
    return identifyProcess(recorded.pid)?.startMark === recorded.startMark;
}

/** Reads an identity from untrusted JSON (a file that may be cut short). */
export function parseIdentity(text: string): ProcessIdentity | undefined {
    try {
        const value: unknown = JSON.parse(text);
        if (typeof value !== "object" || value === null || !("pid" in value) || !("startMark" in value)) {
            return undefined;
        }
        const { pid, startMark } = value;
        if (typeof pid !== "number" || !Number.isInteger(pid) || pid <= 1 || typeof startMark !== "string") {
            return undefined;
        }
        return { pid, startMark };
    } catch {
        return undefined;
    }
}

function linuxStartMark(pid: number): string | undefined {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        // The second field is the command in brackets and may itself hold spaces and brackets: count from the last one.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const state = fields[0];
        const threads = Number(fields[17]);
        const startTicks = fields[19];
        const ended = state === "X" || (state === "Z" && threads <= 1);
        if (state === undefined || startTicks === undefined || ended) {
            return undefined;
        }
        // Ticks count from boot, so they only mean something together with which boot it was.
        const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
        return `${boot}:${startTicks}`;
    } catch {
        return undefined;
    }
}

function portableStartMark(pid: number): string | undefined {
    try {
        const line = execFileSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
        const [state, ...start] = line.split(/\s+/);
        return state === undefined || state.startsWith("Z") || start.length === 0 ? undefined : start.join(" ");
    } catch {
        return undefined;
    }
}

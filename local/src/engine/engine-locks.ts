import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** Engine that holds a stack's lock. */
export interface LockHolder {
    readonly pid: number;
    readonly alive: boolean;
}

/** The engine removes its lock when it ends; one that was killed leaves it behind, and no later engine would start. */
export function lockHolders(locksFolder: string): LockHolder[] {
    return lockFiles(locksFolder).map((file) => {
        const lock = readLock(file);
        // A lock nobody can read was cut short by a crash. One from another machine is not ours to judge.
        const foreign = lock?.hostname !== undefined && lock.hostname !== os.hostname();
        return { pid: lock?.pid ?? 0, alive: lock !== undefined && (foreign || isEngine(lock.pid)) };
    });
}

function lockFiles(folder: string): string[] {
    if (!fs.existsSync(folder)) {
        return [];
    }
    return fs
        .readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .map((name) => path.join(folder, name));
}

function readLock(file: string): { pid: number; hostname?: string } | undefined {
    try {
        const value = JSON.parse(fs.readFileSync(file, "utf8")) as { pid?: unknown; hostname?: unknown };
        if (typeof value.pid !== "number") {
            return undefined;
        }
        return { pid: value.pid, ...(typeof value.hostname === "string" ? { hostname: value.hostname } : {}) };
    } catch {
        return undefined;
    }
}

/** A pid alone may have been handed out again since the crash: the program behind it has to be an engine, too. */
function isEngine(pid: number): boolean {
    try {
        const command =
            process.platform === "linux"
                ? linuxCommand(pid)
                : execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
        return path.basename(command.trim()).startsWith("pulumi");
    } catch {
        return false;
    }
}

/** A killed process whose parent has not yet collected it is still listed, as a zombie. */
function linuxCommand(pid: number): string {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const end = stat.lastIndexOf(")");
    const zombie = stat.slice(end + 2).startsWith("Z");
    return zombie ? "" : stat.slice(stat.indexOf("(") + 1, end);
}

import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

const WAIT_MILLISECONDS = 5;
const DEADLINE_MILLISECONDS = 30_000;

/**
 * Runs `action` while no other process holds `<file>.lock`. Several plugin processes share one account, one for each
 * provider instance. Synchronous on purpose: the work is milliseconds, and calls of one process then cannot interleave.
 */
export function withFileLock<T>(file: string, action: () => T): T {
    const lock = `${file}.lock`;
    const claim = `${process.pid} ${randomUUID()}`;
    const deadline = Date.now() + DEADLINE_MILLISECONDS;
    while (!acquire(lock, claim)) {
        breakIfStale(lock);
        if (Date.now() > deadline) {
            throw new Error(`${lock} has been held for ${DEADLINE_MILLISECONDS / 1000} s by process ${holder(lock)}`);
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MILLISECONDS);
    }
    try {
        return action();
    } finally {
        rmSync(lock, { force: true });
    }
}

/** A hard link appears with its content or not at all, so a lock never lacks the id of its holder. */
function acquire(lock: string, claim: string): boolean {
    const draft = `${lock}.${randomUUID()}`;
    writeFileSync(draft, claim);
    try {
        linkSync(draft, lock);
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
            throw error;
        }
        return false;
    } finally {
        rmSync(draft, { force: true });
    }
}

/**
 * Takes away the lock of a process that died. The lock is moved aside before it is judged again: between reading and
 * removing it, another process may have broken it and taken its own.
 */
function breakIfStale(lock: string): void {
    const claim = read(lock);
    if (claim === undefined || isAlive(processOf(claim))) {
        return;
    }
    const aside = `${lock}.${randomUUID()}`;
    try {
        renameSync(lock, aside);
    } catch {
        return;
    }
    const taken = read(aside);
    if (taken !== undefined && taken !== claim) {
        acquire(lock, taken);
    }
    rmSync(aside, { force: true });
}

function isAlive(pid: number): boolean {
    // A lock with this process's own id is from an earlier process with the same id: this one is not inside `action`.
    if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) {
        return false;
    }
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}

function processOf(claim: string): number {
    return Number(claim.split(" ")[0]);
}

function holder(lock: string): string {
    return String(processOf(read(lock) ?? ""));
}

function read(file: string): string | undefined {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return undefined;
    }
}

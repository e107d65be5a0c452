import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning, ownIdentity, type ProcessIdentity, parseIdentity } from "./process-identity";

export interface LockOptions {
    /** Called once when somebody else holds the lock, so that waiting is never silent. */
    readonly onWait?: (holder: ProcessIdentity) => void;
    readonly signal?: AbortSignal;
    readonly pollMilliseconds?: number;
}

/**
 * Runs `action` while no other process runs one under the same lock file. The file holds the owner's identity; a lock whose
 * owner has ended is broken, so a crash never needs hand work.
 */
export async function withFileLock<T>(file: string, options: LockOptions, action: () => Promise<T>): Promise<T> {
    await acquire(file, options);
    try {
        return await action();
    } finally {
        rmSync(file, { force: true });
    }
}

const SYNC_POLL_MILLISECONDS = 5;
const SYNC_DEADLINE_MILLISECONDS = 30_000;

/**
 * The same for work of milliseconds, without a turn of the event loop: calls of one process cannot interleave. Throws when
 * a running process holds the lock for half a minute.
 */
export function withFileLockSync<T>(file: string, action: () => T): T {
    const deadline = Date.now() + SYNC_DEADLINE_MILLISECONDS;
    while (!tryTake(file)) {
        const holder = holderOf(file);
        if (holder !== undefined && Date.now() > deadline) {
            throw new Error(
                `${file} has been held for ${SYNC_DEADLINE_MILLISECONDS / 1000} s by process ${holder.pid}`,
            );
        }
        if (holder !== undefined) {
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SYNC_POLL_MILLISECONDS);
        }
    }
    try {
        return action();
    } finally {
        rmSync(file, { force: true });
    }
}

async function acquire(file: string, options: LockOptions): Promise<void> {
    let announced = false;
    while (!tryTake(file)) {
        const holder = holderOf(file);
        if (holder === undefined) {
            continue;
        }
        if (!announced) {
            options.onWait?.(holder);
            announced = true;
        }
        await delay(options.pollMilliseconds ?? 200, undefined, options.signal ? { signal: options.signal } : {});
    }
}

/** The running process that holds the lock. None: the lock is gone, or was its owner's last and has been broken. */
function holderOf(file: string): ProcessIdentity | undefined {
    const content = readIfPresent(file);
    if (content === undefined) {
        return undefined;
    }
    const holder = parseIdentity(content);
    if (holder !== undefined && isRunning(holder)) {
        return holder;
    }
    breakStale(file, content);
    return undefined;
}

/** Taking is a hard link: the lock appears together with its content, so nobody can read a half-written owner. */
function tryTake(file: string): boolean {
    const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
    writeFileSync(draft, JSON.stringify(ownIdentity()), { mode: 0o600 });
    try {
        linkSync(draft, file);
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") {
            return false;
        }
        throw error;
    } finally {
        rmSync(draft, { force: true });
    }
}

/** Two waiters may see the same stale lock; the one that moves away a fresh one instead puts it back. */
function breakStale(file: string, staleContent: string): void {
    const aside = `${file}.stale.${process.pid}.${randomBytes(4).toString("hex")}`;
    try {
        renameSync(file, aside);
    } catch {
        return;
    }
    try {
        if (readFileSync(aside, "utf8") !== staleContent) {
            linkSync(aside, file);
        }
    } catch {
        // A third process took the lock in between: it is the owner now.
    } finally {
        rmSync(aside, { force: true });
    }
}

function readIfPresent(file: string): string | undefined {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
            return undefined;
        }
        throw error;
    }
}

import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import { type LockOptions, withFileLock } from "../processes/file-lock";

/** `~/.cache/asm-egress/tools`: per user, shared by every checkout of the project, safe to delete. */
export function toolCacheFolder(environment: NodeJS.ProcessEnv): string {
    // The XDG specification has a relative path ignored.
    const configured = environment.XDG_CACHE_HOME;
    const base =
        configured !== undefined && path.isAbsolute(configured)
            ? configured
            : path.join(environment.HOME ?? homedir(), ".cache");
    return path.join(base, "asm-egress", "tools");
}

/** Changes with everything that decides what a build produces: pinned modules, sources of its own, flags, platform. */
export function cacheKey(moduleFolder: string, flags: readonly string[]): string {
    const hash = createHash("sha256");
    const sources = readdirSync(moduleFolder).filter((file) => file.endsWith(".go"));
    for (const file of ["go.mod", "go.sum", ...sources.sort()]) {
        hash.update(readFileSync(path.join(moduleFolder, file))).update("\0");
    }
    hash.update(JSON.stringify([flags, process.platform, process.arch]));
    return hash.digest("hex").slice(0, 16);
}

/**
 * Makes `folder` by filling a temporary one beside it and renaming: a folder that exists is complete. Of several processes
 * that want the same folder one fills it and the others wait.
 */
export async function installOnce(
    folder: string,
    options: LockOptions,
    fill: (draft: string) => Promise<void>,
): Promise<void> {
    mkdirSync(path.dirname(folder), { recursive: true });
    await withFileLock(`${folder}.lock`, options, async () => {
        if (existsSync(folder)) {
            return;
        }
        removeAbandonedDrafts(folder);
        const draft = `${folder}.part-${randomBytes(4).toString("hex")}`;
        mkdirSync(draft);
        try {
            await fill(draft);
            renameSync(draft, folder);
        } finally {
            rmSync(draft, { recursive: true, force: true });
        }
    });
}

/** Only called under the lock, where every draft is one of a process that was killed. */
function removeAbandonedDrafts(folder: string): void {
    const parent = path.dirname(folder);
    const prefix = `${path.basename(folder)}.part-`;
    for (const entry of readdirSync(parent)) {
        if (entry.startsWith(prefix)) {
            rmSync(path.join(parent, entry), { recursive: true, force: true });
        }
    }
}

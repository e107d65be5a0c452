import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { stopControlPlane } from "../control-plane/control-plane";
import { isRunning, ownIdentity, parseIdentity } from "../processes/process-identity";

const PREFIX = "lab-";

/** What a lab keeps on disk. It belongs to a process; the next lab removes what a killed one left. */
export interface LabFolder {
    readonly root: string;
    readonly stacks: string;
    readonly controlPlane: string;
    readonly injection: string;
    /** Scenes, with sockets, whose paths may have 107 bytes: below the machine's own folder for such, also removed by the next lab. */
    readonly scenes: string;
}

/** A new folder below `home`, of this process. */
export function makeLabFolder(home: string): LabFolder {
    mkdirSync(home, { recursive: true });
    const draft = mkdtempSync(path.join(home, "new-"));
    writeFileSync(path.join(draft, "owner.json"), JSON.stringify(ownIdentity()));
    const root = path.join(home, path.basename(draft).replace("new-", PREFIX));
    renameSync(draft, root);
    const folder = layoutOf(root);
    mkdirSync(folder.scenes, { recursive: true, mode: 0o700 });
    return folder;
}

export function removeLabFolder({ root, scenes }: LabFolder): void {
    for (const folder of [scenes, root]) {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** Ends and removes the labs below `home` whose process has ended. */
export async function removeAbandonedFolders(home: string): Promise<void> {
    for (const name of existsSync(home) ? readdirSync(home) : []) {
        const root = path.join(home, name);
        if (name.startsWith(PREFIX) && !hasOwner(root)) {
            await stopControlPlane(layoutOf(root).controlPlane);
            removeLabFolder(layoutOf(root));
        }
    }
}

function layoutOf(root: string): LabFolder {
    return {
        root,
        stacks: path.join(root, "stacks"),
        controlPlane: path.join(root, "control-plane"),
        injection: path.join(root, "injection"),
        scenes: path.join(tmpdir(), `asm-egress-${path.basename(root)}`),
    };
}

function hasOwner(root: string): boolean {
    try {
        const owner = parseIdentity(readFileSync(path.join(root, "owner.json"), "utf8"));
        return owner !== undefined && isRunning(owner);
    } catch {
        return false;
    }
}

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
}

/** A new folder below `home`, of this process. */
export function makeLabFolder(home: string): LabFolder {
    mkdirSync(home, { recursive: true });
    const draft = mkdtempSync(path.join(home, "new-"));
    writeFileSync(path.join(draft, "owner.json"), JSON.stringify(ownIdentity()));
    const root = path.join(home, path.basename(draft).replace("new-", PREFIX));
    renameSync(draft, root);
    return layoutOf(root);
}

/** Ends and removes the labs below `home` whose process has ended. */
export async function removeAbandonedFolders(home: string): Promise<void> {
    for (const name of existsSync(home) ? readdirSync(home) : []) {
        const root = path.join(home, name);
        if (name.startsWith(PREFIX) && !hasOwner(root)) {
            await stopControlPlane(layoutOf(root).controlPlane);
            rmSync(root, { recursive: true, force: true });
        }
    }
}

function layoutOf(root: string): LabFolder {
    return {
        root,
        stacks: path.join(root, "stacks"),
        controlPlane: path.join(root, "control-plane"),
        injection: path.join(root, "injection"),
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

import * as path from "node:path";
import { localHome } from "../engine/layout";
import type { Progress } from "../tools/progress";
import { resolveTools } from "../tools/resolve-tools";
import { Lab } from "./lab";
import { makeLabFolder, removeAbandonedFolders } from "./lab-folder";
import type { LabRunner } from "./lab-runner";
import { resolveMeshTools } from "./mesh/mesh-tools";
import { removeAbandoned } from "./network-namespaces";

export interface LabOptions {
    /** Folder with the compiled stack. */
    readonly projectRoot: string;
    /** Folder that holds one folder per running lab. Default: `.lab` where the stacks of this machine are. */
    readonly home?: string;
    /** Of tools that are built or downloaded; a scenario tells its own. */
    readonly progress: Progress;
}

/** A lab of this machine, brought to nothing yet. What an earlier one left when it was killed is taken away first. */
export async function openLab({ projectRoot, home, progress }: LabOptions, signal: AbortSignal): Promise<LabRunner> {
    const tools = await resolveMeshTools(progress);
    signal.throwIfAborted();
    await removeAbandoned();
    const labs = home ?? path.join(localHome(projectRoot), ".lab");
    await removeAbandonedFolders(labs);
    const controlPlaneTools = await resolveTools(["etcd", "kubeApiserver", "istioCrds"], progress);
    return new Lab(projectRoot, makeLabFolder(labs), { ...tools, ...controlPlaneTools });
}

import * as path from "node:path";
import { localHome } from "../engine/layout";
import type { Progress } from "../tools/progress";
import { silentProgress } from "../tools/progress";
import { Lab } from "./lab";
import type { LabRunner } from "./lab-runner";
import { resolveMeshTools } from "./mesh/mesh-tools";
import { removeAbandoned } from "./network-namespaces";

/** A lab of this machine, brought to nothing yet. What an earlier one left when it was killed is taken away first. */
export async function openLab(projectRoot: string, progress: Progress, signal: AbortSignal): Promise<LabRunner> {
    const tools = await resolveMeshTools(progress);
    signal.throwIfAborted();
    await removeAbandoned();
    // Each scenario says its own progress, on one line.
    return new Lab({ projectRoot, home: path.join(localHome(projectRoot), ".lab"), progress: silentProgress }, tools);
}

import { UserError } from "../engine/user-error";
import type { Progress } from "../tools/progress";
import type { LabRunner } from "./lab-runner";

/** A lab of this machine, brought to nothing yet. */
export async function openLab(_projectRoot: string, _progress: Progress, _signal: AbortSignal): Promise<LabRunner> {
    throw new UserError("The packet lab is not put together yet.", "Scenario files are checked; nothing was started.");
}

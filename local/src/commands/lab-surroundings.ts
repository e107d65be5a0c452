import { localHome } from "../engine/layout";
import type { LabRunner } from "../lab/lab-runner";
import { stayUp } from "../lab/lab-session";
import { openLab } from "../lab/open-lab";
import { missingForLab, thisMachine } from "../lab/requirements";
import { consoleProgress } from "../tools/console-progress";
import { type Progress, silentProgress } from "../tools/progress";
import { PROJECT_ROOT } from "./context";

/** What this machine lacks is nothing that a scenario could put right, so it has a code of its own. */
export const EXIT_NO_LAB = 2;

/** What the commands of the lab stand on; tests put another one in its place. */
export interface LabSurroundings {
    /** What the machine lacks, with what puts it right. */
    readonly missing: readonly string[];
    readonly progress: Progress;
    /** Where `lab shell` and the others find a lab that is up. */
    readonly folder: string;
    readonly open: (signal: AbortSignal) => Promise<LabRunner>;
    /** Returns when the signal aborts. */
    readonly stayUp: (
        lab: LabRunner,
        scenario: string,
        signal: AbortSignal,
        say: (text: string) => void,
    ) => Promise<void>;
}

export function labSurroundings(quiet: boolean): LabSurroundings {
    const folder = localHome(PROJECT_ROOT);
    const progress = quiet ? silentProgress : consoleProgress();
    return {
        missing: missingForLab(thisMachine()),
        progress,
        folder,
        open: (signal) => openLab({ projectRoot: PROJECT_ROOT, progress }, signal),
        stayUp: (lab, scenario, signal, say) => stayUp(folder, lab, scenario, signal, say),
    };
}

export function noLab(missing: readonly string[]): string {
    return ["The lab cannot run here. It needs", ...missing.map((item) => `  ${item}`)].join("\n");
}

/** However it ends, also by Ctrl-C, nothing of the lab is left. */
export async function withRunner<T>(
    { open }: LabSurroundings,
    signal: AbortSignal,
    action: (lab: LabRunner) => Promise<T>,
): Promise<T> {
    const lab = await open(signal);
    try {
        return await action(lab);
    } finally {
        await lab.dispose();
    }
}

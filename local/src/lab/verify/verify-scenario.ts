import type { LabRunner } from "../lab-runner";
import { type Action, actionText } from "../scenario/action";
import type { Layer } from "../scenario/layer";
import { nameOf, type Probe } from "../scenario/probe";
import type { Removal, Scenario } from "../scenario/scenario";
import type { Difference } from "./difference";
import { type Judgment, judge, type Prober } from "./judge";

/** What became of an action that did not go as expected. */
interface ActionResult {
    readonly action: string;
    readonly differences: readonly Difference[];
}

/** The probes that were denied, once more without a layer. */
interface RemovalResult {
    readonly layer: Layer;
    readonly judgments: readonly Judgment[];
}

export interface ScenarioResult {
    readonly id: string;
    readonly name: string;
    readonly file: string;
    readonly judgments: readonly Judgment[];
    readonly actions: readonly ActionResult[];
    readonly removals: readonly RemovalResult[];
    readonly seconds: number;
    /** Why it could not be tried to its end. */
    readonly failure?: string;
}

/** Brings the lab to a scenario, tries every probe in order, then every removal. */
export async function verifyScenario(
    scenario: Scenario,
    lab: LabRunner,
    signal: AbortSignal,
    onStep: (text: string) => void,
): Promise<ScenarioResult> {
    const began = Date.now();
    const judgments: Judgment[] = [];
    const actions: ActionResult[] = [];
    const removals: RemovalResult[] = [];
    const result = (failure?: string): ScenarioResult => ({
        id: scenario.id,
        name: scenario.name,
        file: scenario.file,
        judgments,
        actions,
        removals,
        seconds: (Date.now() - began) / 1000,
        ...(failure === undefined ? {} : { failure }),
    });
    try {
        await lab.bring(scenario, signal, onStep);
        for (const [index, probe] of scenario.probes.entries()) {
            for (const action of scenario.actions.filter(({ before }) => before === nameOf(probe))) {
                onStep(actionText(action));
                actions.push(...(await tried(action, lab, signal)));
            }
            onStep(`probe ${index + 1} of ${scenario.probes.length}: ${nameOf(probe)}`);
            judgments.push(judge(probe, await lab.probe(probe, signal), proberOf(scenario, probe)));
        }
        for (const removal of scenario.remove) {
            removals.push(await without(removal, scenario, lab, signal, onStep));
        }
        return result();
    } catch (error) {
        if (signal.aborted) {
            throw error;
        }
        return result(error instanceof Error ? error.message : String(error));
    }
}

/** Everything that was denied has to be denied still, but for what only this layer holds. */
async function without(
    removal: Removal,
    scenario: Scenario,
    lab: LabRunner,
    signal: AbortSignal,
    onStep: (text: string) => void,
): Promise<RemovalResult> {
    onStep(`without ${removal.layer}`);
    const judgments: Judgment[] = [];
    await lab.remove(removal.layer, signal);
    for (const probe of scenario.probes.filter(({ expect }) => expect === "denied")) {
        const evidence = await lab.probe(probe, signal);
        const prober = proberOf(scenario, probe);
        const admission = removal.layer === "guard" ? "allowed" : prober.admission;
        judgments.push(judge(expectedWithout(removal, probe), evidence, { ...prober, admission }));
    }
    await lab.restore(signal);
    return { layer: removal.layer, judgments };
}

/** What the prober got, and who decides, may be another thing without the layer: only what the removal itself says counts. */
function expectedWithout({ by, opens }: Removal, probe: Probe): Probe {
    const { answer: _, log: __, by: ___, ...rest } = probe;
    const name = nameOf(probe);
    if (opens.includes(name)) {
        return { ...rest, expect: "allowed", answer: {} };
    }
    const now = by[name];
    return now === undefined ? rest : { ...rest, by: [now] };
}

async function tried(action: Action, lab: LabRunner, signal: AbortSignal): Promise<ActionResult[]> {
    const { allowed, message } = await lab.act(action, signal);
    const got = allowed ? "allowed" : "refused";
    if (got === action.admission) {
        return [];
    }
    const told = message === undefined ? got : `${got}: ${message}`;
    return [
        { action: actionText(action), differences: [{ what: "admission", expected: action.admission, got: told }] },
    ];
}

export function proberOf({ workloads }: Scenario, { from }: Probe): Prober {
    const workload = workloads.find(({ name }) => name === from);
    return {
        hasSidecar: workload?.sidecar === true && !workload.hostNetwork,
        admission: workload?.admission ?? "allowed",
    };
}

/** Everything that is not as expected, a failure included. */
export function differencesIn({ judgments, actions, removals, failure }: ScenarioResult): number {
    const judged = [...judgments, ...removals.flatMap((removal) => removal.judgments)];
    return (
        [...judged, ...actions].filter(({ differences }) => differences.length > 0).length +
        (failure === undefined ? 0 : 1)
    );
}

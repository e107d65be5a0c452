import * as path from "node:path";
import type { LabRunner } from "../lab/lab-runner";
import { readScenarios } from "../lab/scenario/read-scenario";
import type { Scenario } from "../lab/scenario/scenario";
import { matrix, summary } from "../lab/verify/matrix";
import { differencesIn, type ScenarioResult, verifyScenario } from "../lab/verify/verify-scenario";
import { withInterrupt } from "../tools/interrupt";
import { type Terminal, terminal } from "./context";
import { EXIT_FAILED } from "./failure";
import { EXIT_NO_LAB, type LabSurroundings, labSurroundings, noLab, withRunner } from "./lab-surroundings";

export interface VerifyOptions {
    readonly json?: boolean;
    /** Leaves the lab of the last scenario up until Ctrl-C. */
    readonly keep?: boolean;
    readonly verbose?: boolean;
}

/**
 * Tries every scenario in the lab and prints what became of each probe. Answers 0 where all is as expected, 1 where anything
 * is not, 2 where this machine cannot have a lab.
 */
export async function verify(
    files: readonly string[],
    options: VerifyOptions,
    to: Terminal = terminal,
    surroundings: LabSurroundings = labSurroundings(options.json === true),
): Promise<number> {
    const scenarios = readScenarios(files.map((file) => path.resolve(file)));
    if (surroundings.missing.length > 0) {
        to.err(noLab(surroundings.missing));
        return EXIT_NO_LAB;
    }
    const results = await withInterrupt((signal) =>
        withRunner(surroundings, signal, async (lab) => {
            const all = await tryAll(scenarios, lab, signal, surroundings, (result) => {
                if (options.json !== true) {
                    to.out(`${matrix(result, to.paint)}\n`);
                }
            });
            report(all, options, to);
            if (options.keep === true) {
                await surroundings.stayUp(lab, scenarios.at(-1)?.id ?? "", signal, (text) => to.err(text));
            }
            return all;
        }),
    );
    return results.some((result) => differencesIn(result) > 0) ? EXIT_FAILED : 0;
}

async function tryAll(
    scenarios: readonly Scenario[],
    lab: LabRunner,
    signal: AbortSignal,
    { progress }: LabSurroundings,
    onResult: (result: ScenarioResult) => void,
): Promise<ScenarioResult[]> {
    const results: ScenarioResult[] = [];
    for (const scenario of scenarios) {
        const line = progress.begin(scenario.id, "bringing the lab there");
        try {
            const result = await verifyScenario(scenario, lab, signal, (text) => line.update(text));
            const wrong = differencesIn(result);
            wrong === 0 ? line.done("as expected") : line.fail(`${wrong} not as expected`);
            onResult(result);
            results.push(result);
        } catch (error) {
            line.fail("stopped");
            throw error;
        }
    }
    return results;
}

function report(results: readonly ScenarioResult[], options: VerifyOptions, to: Terminal): void {
    if (options.json === true) {
        const ok = results.every((result) => differencesIn(result) === 0);
        to.out(JSON.stringify({ ok, scenarios: results }, undefined, 2));
    } else {
        to.out(summary(results));
    }
}

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LabRunner } from "../../local/src/lab/lab-runner";
import { openLab } from "../../local/src/lab/open-lab";
import { missingForLab, thisMachine } from "../../local/src/lab/requirements";
import { readScenarios } from "../../local/src/lab/scenario/read-scenario";
import { matrix } from "../../local/src/lab/verify/matrix";
import { differencesIn, verifyScenario } from "../../local/src/lab/verify/verify-scenario";
import { consoleProgress } from "../../local/src/tools/console-progress";
import { PROJECT_ROOT } from "./perimeter-world";

/** istiod, its agent and Envoy are built or downloaded where this machine has never had a lab. */
const TOOLS_MILLISECONDS = 30 * 60_000;
const SCENARIO_MILLISECONDS = 5 * 60_000;

/** A test for each scenario, with real packets; without root or network namespaces each is a skip that says why. */
export function tryScenarios(title: string, names: readonly string[]): void {
    const missing = missingForLab(thisMachine());
    const scenarios = readScenarios(names.map((name) => join(PROJECT_ROOT, "tests", "scenarios", `${name}.yaml`)));
    const why = missing.length === 0 ? "" : ` (skipped: the lab lacks ${missing.join("; ")})`;

    describe.skipIf(missing.length > 0)(`${title}${why}`, () => {
        const controller = new AbortController();
        let lab: LabRunner | undefined;

        beforeAll(async () => {
            lab = await openLab({ projectRoot: PROJECT_ROOT, progress: consoleProgress() }, controller.signal);
        }, TOOLS_MILLISECONDS);

        afterAll(async () => {
            controller.abort();
            await lab?.dispose();
        }, 60_000);

        it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
            "%s is as expected",
            { timeout: SCENARIO_MILLISECONDS },
            async (_, scenario) => {
                if (lab === undefined) {
                    throw new Error("the lab did not open");
                }
                const result = await verifyScenario(scenario, lab, controller.signal, () => {});
                expect(differencesIn(result), matrix(result)).toBe(0);
            },
        );
    });
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newAccount } from "../../local/src/alicloud/account/account";
import type { LabRunner, LiveWorld } from "../../local/src/lab/lab-runner";
import { openLab } from "../../local/src/lab/open-lab";
import { missingForLab, thisMachine } from "../../local/src/lab/requirements";
import { nameOf } from "../../local/src/lab/scenario/probe";
import { readScenarios } from "../../local/src/lab/scenario/read-scenario";
import type { Scenario } from "../../local/src/lab/scenario/scenario";
import { geometryOf } from "../../local/src/lab/scene/geometry";
import { judge } from "../../local/src/lab/verify/judge";
import { proberOf } from "../../local/src/lab/verify/verify-scenario";
import { consoleProgress } from "../../local/src/tools/console-progress";
import { type Change, MUTATIONS } from "../support/mutations";
import { PROJECT_ROOT } from "../support/perimeter-world";
import { WorldSnapshot } from "../support/world-snapshot";

const [scenario] = readScenarios([join(PROJECT_ROOT, "tests", "support", "broken-objects.yaml")]) as [Scenario];
const NAMES = scenario.probes.map(nameOf);
const geometry = geometryOf(scenario.perimeter);

const missing = missingForLab(thisMachine());
const why = missing.length === 0 ? "" : ` (skipped: the lab lacks ${missing.join("; ")})`;

describe("the mutations", () => {
    it("are ten or more, and each probe but the other tenant's own requests is turned red by one", () => {
        expect(MUTATIONS.length).toBeGreaterThanOrEqual(10);
        const red = MUTATIONS.flatMap((mutation) => mutation.red);
        expect(red.filter((name) => !NAMES.includes(name))).toEqual([]);
        expect(NAMES.filter((name) => !red.includes(name))).toEqual(["the other tenant's own requests"]);
        expect(MUTATIONS.filter((mutation) => mutation.red.length === 0)).toEqual([]);
    });

    const changes = MUTATIONS.flatMap(({ name, breaks }) =>
        typeof breaks === "string" ? [] : [[name, breaks] as const],
    );
    it.each(changes)("fail where there is nothing to break: %s", async (_, breaks) => {
        const account = newAccount();
        const live = {
            client: { list: async () => ({ items: [] }) },
            account: () => account,
            changeAccount: (change: (all: typeof account) => void) => change(account),
        };
        await expect(breaks(live as unknown as LiveWorld, geometry)).rejects.toThrow(/has no /);
    });
});

describe.skipIf(missing.length > 0)(`a world of which something is broken${why}`, { timeout: 5 * 60_000 }, () => {
    const { signal } = new AbortController();
    let home: string;
    let lab: LabRunner;
    let whole: WorldSnapshot;

    beforeAll(async () => {
        home = mkdtempSync(join(tmpdir(), "asm-egress-broken-"));
        lab = await openLab({ projectRoot: PROJECT_ROOT, home, progress: consoleProgress() }, signal);
        await lab.bring(scenario, signal, () => {});
        await lab.mutate(async (live) => {
            whole = await WorldSnapshot.of(live);
        });
    }, 30 * 60_000);

    afterAll(async () => {
        await lab?.dispose();
        rmSync(home, { recursive: true, force: true });
    }, 120_000);

    it("is as expected while nothing is", async () => {
        expect(await differences(NAMES)).toEqual({});
    });

    it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
        "is noticed where %s",
        async (_, { given, breaks, red }) => {
            try {
                if (given !== undefined) {
                    await change(given);
                }
                expect(await differences(red)).toEqual({});
                await (typeof breaks === "string" ? lab.remove(breaks, signal) : change(breaks));
                const found = await differences(red);
                expect(Object.keys(found)).toEqual(red);
            } finally {
                await (typeof breaks === "string" ? lab.restore(signal) : lab.mutate((live) => whole.putBack(live)));
            }
        },
    );

    it("is as expected again, once everything is put back", async () => {
        // A Pod that was made without the guard stays: admission looks at what is new.
        const admitted = MUTATIONS.flatMap(({ breaks, red }) => (breaks === "guard" ? red : []));
        expect(await differences(NAMES.filter((name) => !admitted.includes(name)))).toEqual({});
    });

    function change(made: Change): Promise<void> {
        return lab.mutate((live) => made(live, geometry));
    }

    /** Of the probes with these names, by name; nothing of one that is as expected. In the order of the names. */
    async function differences(names: readonly string[]): Promise<Record<string, readonly string[]>> {
        const found: Record<string, readonly string[]> = {};
        for (const name of names) {
            for (const probe of scenario.probes.filter((one) => nameOf(one) === name)) {
                const judged = judge(probe, await lab.probe(probe, signal), proberOf(scenario, probe));
                if (judged.differences.length > 0) {
                    found[name] = judged.differences.map(
                        ({ what, expected, got }) => `${what} ${got}, not ${expected}`,
                    );
                }
            }
        }
        return found;
    }
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { crash } from "../support/crash";
import { removeKubernetesOrphans, removeOrphans } from "../support/orphans";
import { type PerimeterYaml, perimeterWorld } from "../support/perimeter-world";
import { leaksOf } from "../support/ways-out";

/** A create that is cut off and not taken up again: destroyed instead, once for every step that it can be cut off after. */
const { world, configure } = perimeterWorld("given-up");

/** Its policies are a third of all objects, come last and are no way out; the sweep of `up` has them. */
function withoutGuard(perimeter: PerimeterYaml): void {
    perimeter.guard = { enabled: false };
}

const LONG = 3_600_000;
/** More steps than any perimeter of the tests has. */
const ENDLESS = 300;
const tried: string[] = [];

beforeAll(async () => {
    configure(withoutGuard);
    await world.start();
}, 180_000);

afterAll(async () => {
    process.stdout.write(`crash, then destroy: tried after ${tried.length} steps of create\n`);
}, 120_000);

/** Creates from nothing and kills it after its nth step; the step, or none where it has ended before. */
async function crashAfter(count: number, look: (when: string) => void): Promise<string | undefined> {
    let steps = 0;
    const { after } = await crash(world, "up", {
        when: () => {
            steps += 1;
            return steps === count;
        },
        onStep: ({ op, name }) => look(`up, at ${op} ${name}`),
    });
    return after && `${after.op} ${after.name}`;
}

describe("a create that crashed, after any of its steps", () => {
    it(
        "is destroyed to nothing, and nothing undeclared leaves on the way",
        async () => {
            for (let count = 1; count < ENDLESS; count += 1) {
                const leaks: string[] = [];
                const look = (when: string) => leaks.push(...leaksOf(world).map((leak) => `${when}: ${leak}`));
                const after = await crashAfter(count, look);
                if (after === undefined) {
                    break;
                }
                tried.push(after);
                const looked = () =>
                    world.destroy({
                        checkpoints: "default",
                        onStep: ({ op, name }) => look(`destroy after ${after}, at ${op} ${name}`),
                    });
                const destroyed = await looked();
                if (!destroyed.ok) {
                    // An object that no state knows stands in the way: `status` has to name it.
                    expect(await removeOrphans(world), destroyed.errors.join("\n")).not.toEqual([]);
                    expect((await looked()).errors, `destroy after ${after}`).toEqual([]);
                }
                await removeOrphans(world);
                await removeKubernetesOrphans(world);
                expect(leaks).toEqual([]);
                const left = await world.status();
                expect(isEmptyOfOurs(left), `left after ${after}: ${JSON.stringify(left)}`).toBe(true);
            }
            expect(tried.length).toBeGreaterThan(40);
        },
        LONG,
    );
});

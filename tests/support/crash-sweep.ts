import { expect } from "vitest";
import type { World } from "../../local/src/engine/world";
import { crash } from "./crash";
import { removeOrphans } from "./orphans";
import { leaksOf } from "./ways-out";

/**
 * What has to go before the next run: the platform leads the default route of a VPC to its first NAT gateway, so a second
 * one beside an orphan is not the one that `internet.systemRouteTableId` is about.
 */
const AT_ONCE = ["alicloud:vpc/natGateway:NatGateway"];

/** More crashes than any perimeter of the tests has steps. */
const ENDLESS = 300;

export interface Sweep {
    /** `op name` of the step that each crash came after. */
    readonly crashes: readonly string[];
    /** Objects that the state holds more, or fewer, in the end. */
    readonly objects: number;
    /** Types of the orphans that stood in the way and that a person removed. */
    readonly removed: readonly string[];
}

interface SweepOptions {
    /** What has to have changed from one crash to the next. Default: the state is one it has not been in before. */
    readonly progress?: "grows" | "shrinks";
    /** Looked at beside the leaks that hold for every perimeter, at every step and after every crash. */
    readonly alsoLeaks?: () => readonly string[];
}

/**
 * Repeats an operation, killed right after its first finished step, until one ends by itself. Fails where anything
 * undeclared could leave at any time, where a crash comes before anything is done, or where it does not converge.
 */
export async function crashSweep(
    world: World,
    operation: "up" | "destroy",
    { progress, alsoLeaks = () => [] }: SweepOptions = {},
): Promise<Sweep> {
    const crashes: string[] = [];
    const removed: string[] = [];
    const states = [stateOf(world)];
    let blocked = false;
    while (crashes.length < ENDLESS) {
        const leaks: string[] = [];
        const look = (when: string) =>
            leaks.push(...[...leaksOf(world), ...alsoLeaks()].map((leak) => `${when}: ${leak}`));
        const { after, result } = await crash(world, operation, {
            onStep: ({ op, name }) => look(`${operation}, at ${op} ${name}`),
        });
        const where = after === undefined ? "at its end" : `after ${after.op} ${after.name}`;
        look(`${operation}, ${where}`);
        expect(leaks).toEqual([]);

        if (after !== undefined) {
            expect(result, where).toMatchObject({ ok: false, interrupted: true });
            const state = stateOf(world);
            const before = states.at(-1) as StateSeen;
            expect(
                states.map(({ text }) => text),
                `no progress ${where}`,
            ).not.toContain(state.text);
            if (progress !== undefined) {
                const step = progress === "grows" ? state.objects - before.objects : before.objects - state.objects;
                expect(step, `objects in the state ${where}`).toBeGreaterThan(0);
            }
            states.push(state);
            crashes.push(`${after.op} ${after.name}`);
            removed.push(...(await removeOrphans(world, AT_ONCE)).map(({ type }) => type));
            blocked = false;
        } else if (result.ok) {
            return { crashes, removed, objects: Math.abs(stateOf(world).objects - (states[0] as StateSeen).objects) };
        } else {
            // The platform refuses a second one of what a crash has left behind: `status` must have named it.
            expect(blocked, `still blocked: ${result.errors.join("\n")}`).toBe(false);
            const orphans = await removeOrphans(world);
            expect(orphans, result.errors.join("\n")).not.toEqual([]);
            removed.push(...orphans.map(({ type }) => type));
            blocked = true;
        }
    }
    throw new Error(`${operation} has not ended after ${ENDLESS} crashes`);
}

interface StateSeen {
    readonly objects: number;
    readonly text: string;
}

/** Objects that the state holds. */
function stateOf(world: World): StateSeen {
    const objects = world.exportState().resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
    return { objects: objects.length, text: JSON.stringify(objects) };
}

import { expect } from "vitest";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { unannounced, WAY_OUT } from "./announced";
import { lossesIn } from "./losses";
import type { PerimeterWorld } from "./perimeter-world";
import { announced } from "./released";

/** What an upgrade takes away from a stack, and CHANGELOG.md does not say. */
export function surprisesIn(stack: string, result: OperationResult): string[] {
    return unannounced(stack, lossesIn(result), announced());
}

/** The upgrade as docs/operating.md has it: look, then bring it up; and what came of it is a whole perimeter, which can go. */
export async function expectUpgrade({ world }: PerimeterWorld): Promise<void> {
    // A rename may fail over the object's old self before anything is deleted: the preview says what was to be.
    const preview = await world.preview();
    expect(surprisesIn(world.stackName, preview), WAY_OUT).toEqual([]);
    const up = await world.up();
    expect(up.errors).toEqual([]);
    expect(surprisesIn(world.stackName, up), WAY_OUT).toEqual([]);
    const { cloud, kubernetes } = await world.status();
    expect({ cloud: cloud.orphans, kubernetes: kubernetes?.orphans }).toEqual({ cloud: [], kubernetes: [] });
    expect([...cloud.ours, ...(kubernetes?.ours ?? [])].length).toBeGreaterThan(5);

    const destroyed = await world.destroy();
    expect(destroyed.errors).toEqual([]);
    expect(isEmptyOfOurs(await world.status())).toBe(true);
}

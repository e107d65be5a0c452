import { describe, expect, it } from "vitest";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { type PerimeterYaml, perimeterWorld, stepsOf, withoutSettling } from "../support/perimeter-world";

/** As they are in the repository, but for the wait of a real firewall and the protection of real addresses. */
function forATest(perimeter: PerimeterYaml): void {
    withoutSettling(perimeter);
    const { internet } = perimeter;
    if (internet.subnet !== undefined) {
        internet.protectAddresses = false;
    }
}

describe.each(["local", "dev", "staging", "prod"])("Pulumi.%s.yaml", (name) => {
    const { world, configure } = perimeterWorld(`full-${name}`, `Pulumi.${name}.yaml`);
    it("goes up, is unchanged by a second up and by a refresh, and goes down to nothing", async () => {
        configure(forATest);
        const up = await world.up({ checkpoints: "default" });
        expect(up.errors).toEqual([]);
        expect(stepsOf(await world.up())).toEqual([]);
        expect((await world.refresh()).ok).toBe(true);
        expect(stepsOf(await world.up())).toEqual([]);
        const destroyed = await world.destroy({ checkpoints: "default" });
        expect(destroyed.errors).toEqual([]);
        expect(isEmptyOfOurs(await world.status())).toBe(true);
    }, 900_000);
});

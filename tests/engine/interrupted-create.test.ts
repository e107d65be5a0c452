import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { perimeterWorld, stepsOf } from "../support/perimeter-world";

/** Creates that the cloud or the machine cuts off, each followed by a plain `up`. Default checkpoints, as users run. */
const { world, configure, setFaults } = perimeterWorld("faults");

const asUsersRun = { checkpoints: "default" as const };

beforeAll(async () => {
    configure();
    await world.start();
}, 180_000);

afterEach(async () => {
    setFaults([]);
    await world.destroy();
}, 240_000);

describe("a throttled create", () => {
    it("is tried again until the cloud takes it", async () => {
        setFaults([{ type: "alicloud:vpc/natGateway:NatGateway", operation: "create", fault: "throttle", times: 2 }]);
        const up = await world.up(asUsersRun);
        expect(up.errors).toEqual([]);
        expect(up.ok).toBe(true);
    }, 240_000);

    it("that never ends is an error with the platform's code, the way out stays closed, and the next up goes on", async () => {
        setFaults([
            {
                type: "alicloud:cloudfirewall/natFirewall:NatFirewall",
                operation: "create",
                fault: "throttle",
                times: 99,
            },
        ]);
        const failed = await world.up(asUsersRun);
        expect(failed.ok).toBe(false);
        expect(failed.errors.join("\n")).toContain("Throttling");
        expect(stepsOf(failed).filter((step) => step.includes("snat"))).toEqual([]);

        setFaults([]);
        const next = await world.up(asUsersRun);
        expect(next.errors).toEqual([]);
        expect(stepsOf(await world.up())).toEqual([]);
    }, 360_000);
});

describe("a create whose answer never came", () => {
    it("leaves an orphan that status names, and the next up completes the perimeter", async () => {
        setFaults([
            { type: "alicloud:ecs/eipAddress:EipAddress", operation: "create", fault: "crashAfterCreate", times: 1 },
        ]);
        const crashed = await world.up(asUsersRun);
        expect(crashed.ok).toBe(false);
        expect(stepsOf(crashed).filter((step) => step.includes("snat"))).toEqual([]);

        const next = await world.up(asUsersRun);
        expect(next.errors).toEqual([]);
        const { cloud } = await world.status();
        // Other creates may have been on their way when the plugin crashed, and are left over in the same manner.
        const types = cloud.orphans.map(({ type }) => type);
        expect(types.filter((type) => type === "alicloud:ecs/eipAddress:EipAddress")).toHaveLength(1);
        expect(isEmptyOfOurs(await world.status())).toBe(false);
    }, 360_000);
});

import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readAccount } from "../../local/src/alicloud/account-file";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { removeOrphans } from "../support/orphans";
import { perimeterWorld } from "../support/perimeter-world";
import { leaksOf, openRanges } from "../support/ways-out";

const { world, configure, setFaults } = perimeterWorld("unknown");

beforeAll(async () => {
    configure();
    await world.start();
}, 180_000);

// As a person does between two runs.
beforeEach(async () => {
    await removeOrphans(world);
});

describe("a way out that no state knows, because its create was never answered", () => {
    const SNAT_ENTRY = "alicloud:vpc/snatEntry:SnatEntry";

    it("is named by status, and leads to what is declared only", async () => {
        setFaults([{ type: SNAT_ENTRY, operation: "create", fault: "crashAfterCreate", times: 1 }]);
        const up = await world.up({ checkpoints: "default" });
        expect(up.ok).toBe(false);
        const { orphans } = (await world.status()).cloud;
        expect(orphans.map(({ type }) => type)).toEqual([SNAT_ENTRY]);
        expect(openRanges(world)).not.toEqual([]);
        expect(leaksOf(world)).toEqual([]);
    }, 120_000);

    // `beforeEach` has removed it.
    it("stands in the way of up no longer, once a person has removed it", async () => {
        const up = await world.up({ checkpoints: "default" });
        expect(up.errors).toEqual([]);
        expect(openRanges(world)).toEqual(["gateway in h", "gateway in i"]);
        expect(leaksOf(world)).toEqual([]);
    }, 120_000);

    describe("and that nobody removed before destroy", () => {
        const leaks: string[] = [];

        beforeAll(async () => {
            await world.destroy();
            setFaults([{ type: SNAT_ENTRY, operation: "create", fault: "crashAfterCreate", times: 1 }]);
            await world.up({ checkpoints: "default" });
            const { ok } = await world.destroy({
                checkpoints: "default",
                onStep: ({ op, name }) => leaks.push(...leaksOf(world).map((leak) => `${op} ${name}: ${leak}`)),
            });
            expect(ok).toBe(false);
        }, 180_000);

        it("stops at the range, which the platform keeps under an SNAT entry, with every deny still in place", () => {
            const { natFirewalls, natFirewallPolicies } = readAccount(world.layout.cloudFile);
            expect(Object.keys(natFirewalls).length).toBe(1);
            const drops = Object.values(natFirewallPolicies).filter(({ aclAction }) => aclAction === "drop");
            expect(drops.map(({ source }) => source)).toEqual(
                expect.arrayContaining(["10.0.64.0/28", "10.0.64.16/28"]),
            );
        });

        // A range that is detached from its own table falls back to the system route table, which leads to the same NAT
        // gateway (the first of its VPC); the firewall stands there too (`internet.systemRouteTableId`).
        it("lets nothing undeclared out at any step", () => {
            expect(leaks).toEqual([]);
        });

        it("keeps the address and the range it uses, until a person has removed it", async () => {
            const destroyed = await world.destroy({ checkpoints: "default" });
            expect(destroyed.errors).toEqual([]);
            expect(isEmptyOfOurs(await world.status())).toBe(true);
        }, 120_000);
    });
});

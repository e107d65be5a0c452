import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Account, all } from "../../local/src/alicloud/account/account";
import type { NatFirewallPolicy } from "../../local/src/alicloud/account/objects";
import { readAccount } from "../../local/src/alicloud/account-file";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { crash } from "../support/crash";
import { removeOrphans } from "../support/orphans";
import { perimeterWorld } from "../support/perimeter-world";
import { leaksOf, openRanges } from "../support/ways-out";

/**
 * Crashes where one matters most, each after the one before it, on one perimeter; `crash-sweep.full.test.ts` tries every
 * step. Default checkpoints, as users run.
 */
const { world, configure, setFaults } = perimeterWorld("points");

beforeAll(async () => {
    configure();
    await world.start();
}, 180_000);

// What the crash before has left behind would be refused a second time, so a person would remove it.
beforeEach(async () => {
    await removeOrphans(world);
});

/** Kills the operation after a step, looking at what could leave at every step; returns what can leave it then. */
async function killedAfter(operation: "up" | "destroy", name: RegExp): Promise<Account> {
    const leaks: string[] = [];
    const { after } = await crash(world, operation, {
        when: (step) => name.test(step.name),
        onStep: (step) => leaks.push(...leaksOf(world).map((leak) => `${step.op} ${step.name}: ${leak}`)),
    });
    expect(after?.name).toMatch(name);
    expect([...leaks, ...leaksOf(world)]).toEqual([]);
    return readAccount(world.layout.cloudFile);
}

function policies(account: Account): Pick<NatFirewallPolicy, "aclAction" | "order">[] {
    return all(account.natFirewallPolicies)
        .sort((one, other) => one.order - other.order)
        .map(({ aclAction, order }) => ({ aclAction, order }));
}

/** Holds the engine back for a moment at a step that must not be done before the crash. */
function holdBack(resource: string, type: string): void {
    setFaults([{ type, name: `points-${resource}`, operation: "create", fault: "throttle", times: 99 }]);
}

const POLICY = "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy";
const ORDER = "alicloud:cloudfirewall/natFirewallControlPolicyOrder:NatFirewallControlPolicyOrder";

describe("up, killed", () => {
    it("after the NAT firewall, before it has any rule: no way out yet", async () => {
        holdBack("firewall-gateway-deny-10.0.64.0_28", POLICY);
        const account = await killedAfter("up", /-firewall-nat-firewall$/);
        expect(all(account.natFirewalls)).toHaveLength(1);
        expect(openRanges(world)).toEqual([]);
    }, 120_000);

    it("after the first gateway deny", async () => {
        setFaults([]);
        const account = await killedAfter("up", /-firewall-gateway-deny-/);
        expect(policies(account)[0]).toEqual({ aclAction: "drop", order: 1 });
        expect(all(account.snatEntries)).toEqual([]);
    }, 120_000);

    it("after the first accept, before it is pinned: it lies below the denies and lets nothing out", async () => {
        holdBack("firewall-order-hosts-443", ORDER);
        const account = await killedAfter("up", /-firewall-accept-hosts-443$/);
        const chain = policies(account);
        expect(chain.slice(0, 2).map(({ aclAction }) => aclAction)).toEqual(["drop", "drop"]);
        expect(chain.map(({ aclAction }) => aclAction)).toContain("accept");
        setFaults([]);
    }, 120_000);

    it("after the first way out: what is declared leaves through it, and nothing else", async () => {
        const account = await killedAfter("up", /-exit-snat-/);
        expect(all(account.snatEntries)).not.toEqual([]);
        expect(openRanges(world)).not.toEqual([]);
    }, 120_000);

    it("is completed by the next up", async () => {
        const up = await world.up({ checkpoints: "default" });
        expect(up.errors).toEqual([]);
        expect(openRanges(world)).toEqual(["gateway in h", "gateway in i"]);
        expect(leaksOf(world)).toEqual([]);
    }, 120_000);
});

describe("destroy, killed", () => {
    it("after the first way out: the other one still leads to what is declared only", async () => {
        const account = await killedAfter("destroy", /-exit-snat-/);
        expect(all(account.snatEntries).length).toBeLessThan(2);
    }, 120_000);

    it("after the cluster deny: both ways out are gone, the gateway denies are still there", async () => {
        const account = await killedAfter("destroy", /-firewall-cluster-deny$/);
        expect(all(account.snatEntries)).toEqual([]);
        expect(policies(account).filter(({ aclAction }) => aclAction === "drop")).toHaveLength(2);
    }, 120_000);

    it("is completed by the next destroy", async () => {
        const destroyed = await world.destroy({ checkpoints: "default" });
        expect(destroyed.errors).toEqual([]);
        expect(isEmptyOfOurs(await world.status())).toBe(true);
    }, 120_000);
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeAccount } from "../../local/src/alicloud/account-file";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { crashSweep, type Sweep } from "../support/crash-sweep";
import { removeOrphans } from "../support/orphans";
import { type PerimeterYaml, perimeterWorld, stepsOf } from "../support/perimeter-world";
import { OTHER_GATEWAY_CIDR, openRanges } from "../support/ways-out";

/**
 * One perimeter whose every step is cut off once, in every operation of its life. Firewall rules bite late here, as at
 * the real service, so that a way out opened too early shows. Where two steps end within the moment that a kill takes,
 * as deletes may, the crash comes after the second one: the report says how many crashes there were.
 */
const { world, configure } = perimeterWorld("sweep");

const LONG = 3_600_000;
const RULE_LAG_SECONDS = 1;
const tried: string[] = [];

function withLag(edit: (perimeter: PerimeterYaml) => void = () => {}): void {
    configure((perimeter: PerimeterYaml) => {
        perimeter.firewall.settleSeconds = RULE_LAG_SECONDS + 1;
        edit(perimeter);
    });
}

function report(operation: string, { crashes, objects, removed }: Sweep): void {
    const removals = removed.length === 0 ? "" : `, ${removed.length} orphans removed`;
    tried.push(`${crashes.length} during ${operation} (objects made or gone: ${objects}${removals})`);
}

beforeAll(async () => {
    withLag();
    await world.start();
    changeAccount(world.layout.cloudFile, ({ settings }) => {
        settings.ruleLagSeconds = RULE_LAG_SECONDS;
    });
}, 180_000);

afterAll(async () => {
    process.stdout.write(`crash sweep: crashes ${tried.join(", ")}\n`);
}, 120_000);

async function expectConverged(): Promise<void> {
    await removeOrphans(world);
    const again = await world.up();
    expect(again.errors).toEqual([]);
    expect(stepsOf(again)).toEqual([]);
}

describe("a crash after every step", () => {
    it(
        "of create: nothing undeclared ever leaves, and up completes the perimeter",
        async () => {
            expect(openRanges(world)).toEqual([]);
            const sweep = await crashSweep(world, "up", { progress: "grows" });
            report("create", sweep);
            expect(sweep.crashes.length).toBeGreaterThan(sweep.objects / 2);
            await expectConverged();
            expect(openRanges(world)).toEqual(["gateway in h", "gateway in i"]);
        },
        LONG,
    );

    it(
        "of adding a host: it is open in the end, and nothing else is at any time",
        async () => {
            withLag(({ externalServices }) => externalServices[0].hosts.push("connect.stripe.com"));
            expect(openRanges(world, "connect.stripe.com")).toEqual([]);
            const sweep = await crashSweep(world, "up");
            report("adding a host", sweep);
            expect(sweep.crashes.length).toBeGreaterThanOrEqual(4);
            await expectConverged();
            expect(openRanges(world, "connect.stripe.com")).toEqual(["gateway in h", "gateway in i"]);
        },
        LONG,
    );

    it(
        "of removing it: it is closed in the end",
        async () => {
            withLag();
            const sweep = await crashSweep(world, "up");
            report("removing it", sweep);
            expect(sweep.crashes.length).toBeGreaterThanOrEqual(4);
            await expectConverged();
            expect(openRanges(world, "connect.stripe.com")).toEqual([]);
            expect(openRanges(world)).toEqual(["gateway in h", "gateway in i"]);
        },
        LONG,
    );

    it(
        "of moving the gateway to another range: neither range ever reaches what is undeclared",
        async () => {
            withLag(({ gateway }) => {
                gateway.subnets[0].cidrBlock = OTHER_GATEWAY_CIDR;
            });
            const sweep = await crashSweep(world, "up");
            report("moving the gateway", sweep);
            expect(sweep.crashes.length).toBeGreaterThanOrEqual(6);
            await expectConverged();
            expect(openRanges(world)).toEqual(["gateway in i", "gateway moved"]);
        },
        LONG,
    );

    it(
        "of destroy: nothing undeclared leaves on the way, and nothing is left",
        async () => {
            const sweep = await crashSweep(world, "destroy", { progress: "shrinks" });
            report("destroy", sweep);
            expect(sweep.crashes.length).toBeGreaterThan(sweep.objects / 2);
            await removeOrphans(world);
            expect(isEmptyOfOurs(await world.status())).toBe(true);
        },
        LONG,
    );
});

import { beforeAll, expect, it } from "vitest";
import { readAccount } from "../../local/src/alicloud/account-file";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { type PerimeterYaml, perimeterWorld, stepsOf } from "../support/perimeter-world";

const { world, configure } = perimeterWorld("protected");

beforeAll(async () => {
    configure(({ internet }: PerimeterYaml) => {
        internet.protectAddresses = true;
    });
    const up = await world.up();
    expect(up.errors).toEqual([]);
}, 180_000);

it("a perimeter with protected addresses refuses to be destroyed, and nothing of it goes", async () => {
    const before = readAccount(world.layout.cloudFile);
    await expect(world.destroy()).rejects.toThrow(/2 resources are protected/);
    expect(readAccount(world.layout.cloudFile)).toEqual(before);
}, 120_000);

it("is destroyed after the protection was switched off and brought up", async () => {
    configure();
    const unprotected = await world.up();
    expect(stepsOf(unprotected)).toEqual(["update protected-nat-gateway", "update protected-nat-public-address-1"]);
    const destroyed = await world.destroy();
    expect(destroyed.errors).toEqual([]);
    expect(isEmptyOfOurs(await world.status())).toBe(true);
}, 240_000);

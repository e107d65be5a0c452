import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { providerAtWork } from "../testing/provider-at-work";
import type { Fault } from "./faults";

const EIP = "alicloud:ecs/eipAddress:EipAddress";

function fault(changes: Partial<Fault>): Fault[] {
    return [{ type: EIP, operation: "create", fault: "throttle", times: 1, ...changes }];
}

const made = ({ account }: ReturnType<typeof providerAtWork>) =>
    Object.values(account().eips).filter(({ given }) => !given).length;

describe("a fault", () => {
    it.each(["throttle", "serverError"] as const)(
        "of kind %s passes by repeating the call, and is used up",
        async (kind) => {
            const world = providerAtWork(fault({ fault: kind, times: 2 }));
            await world.create(EIP, {});
            expect(made(world)).toBe(1);
            expect(JSON.parse(readFileSync(world.faultsFile, "utf8"))).toMatchObject([{ times: 0 }]);
        },
    );

    it.each([
        ["throttle", /Resource alicloud_eip_address AllocateEipAddress Failed.*Code: Throttling\.User/s],
        ["serverError", /StatusCode: 503/],
    ] as const)("of kind %s that lasts ends in an error after a bounded number of calls", async (kind, text) => {
        const world = providerAtWork(fault({ fault: kind, times: 100 }));
        await expect(world.create(EIP, {})).rejects.toThrow(text);
        expect(made(world)).toBe(0);
        expect(JSON.parse(readFileSync(world.faultsFile, "utf8"))).toMatchObject([{ times: 95 }]);
    });

    it("of kind timeout is an error at once", async () => {
        const world = providerAtWork(fault({ fault: "timeout", times: 2 }));
        await expect(world.create(EIP, {})).rejects.toThrow(/AllocateEipAddress Failed!!!.*Client\.Timeout exceeded/);
        expect(JSON.parse(readFileSync(world.faultsFile, "utf8"))).toMatchObject([{ times: 1 }]);
    });

    it("of kind crashAfterCreate stores the object and ends the process; the next create makes a second one", async () => {
        const world = providerAtWork(fault({ fault: "crashAfterCreate" }));
        await expect(world.create(EIP, {})).rejects.toThrow("the process ended");
        expect(made(world)).toBe(1);
        await world.create(EIP, {});
        expect(made(world)).toBe(2);
    });

    it("meets the resource and the operation it names, and no other", async () => {
        const world = providerAtWork(fault({ name: "a", fault: "timeout", operation: "delete" }));
        const { id } = await world.create(EIP, {}, "a");
        const remove = (name: string) =>
            world.provider.delete({ ...world.resource(EIP, name), id, inputs: {}, outputs: {}, timeoutSeconds: 0 });
        await expect(remove("b")).resolves.toBeUndefined();
        await expect(remove("a")).rejects.toThrow(/ReleaseEipAddress Failed/);
        await expect(remove("a")).resolves.toBeUndefined();
    });

    it("does not repeat what the service refuses", async () => {
        const world = providerAtWork();
        await expect(world.create(EIP, { bandwidth: "0" })).rejects.toThrow(/InvalidBandwidth/);
    });

    it("may also meet a read", async () => {
        const world = providerAtWork(fault({ operation: "read", fault: "timeout" }));
        const { id } = await world.create(EIP, {});
        await expect(world.read(EIP, id)).rejects.toThrow(/DescribeEipAddresses Failed/);
        expect(await world.read(EIP, id)).toMatchObject({ id });
    });
});

import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { type Interrupts, withInterrupts } from "./interrupts";

function press(times: number): Promise<{ seen: Interrupts; counts: number[]; source: EventEmitter }> {
    const source = new EventEmitter();
    const counts: number[] = [];
    const action = async (seen: Interrupts) => {
        for (let i = 0; i < times; i++) {
            source.emit("SIGINT");
        }
        return { seen, counts, source };
    };
    return withInterrupts((count) => counts.push(count), action, source as unknown as NodeJS.Process);
}

describe("Ctrl-C", () => {
    it("once cancels and does not kill", async () => {
        const { seen } = await press(1);
        expect([seen.cancel.aborted, seen.kill.aborted]).toEqual([true, false]);
    });

    it("twice kills", async () => {
        const { seen, counts } = await press(2);
        expect(seen.kill.aborted).toBe(true);
        expect(counts).toEqual([1, 2]);
    });

    it("that is never pressed does nothing", async () => {
        const { seen } = await press(0);
        expect([seen.cancel.aborted, seen.kill.aborted]).toEqual([false, false]);
    });

    it("works as usual again afterwards, also after a failure", async () => {
        const { source } = await press(1);
        expect(source.eventNames()).toEqual([]);
        const failing = withInterrupts(
            () => {},
            () => Promise.reject(new Error("no")),
            source as unknown as NodeJS.Process,
        );
        await expect(failing).rejects.toThrow("no");
        expect(source.eventNames()).toEqual([]);
    });
});

import { expect, it } from "vitest";
import { Ending } from "./ending";

it("what began last ends first, one after the other", async () => {
    const ending = new Ending();
    const done: number[] = [];
    for (const step of [1, 2, 3]) {
        ending.add(async () => {
            await Promise.resolve();
            done.push(step);
        });
    }
    await ending.run();
    expect(done).toEqual([3, 2, 1]);
});

it("a failure leaves the others to be done, and the first one is told", async () => {
    const ending = new Ending();
    const done: number[] = [];
    ending.add(() => done.push(1));
    ending.add(() => Promise.reject(new Error("later")));
    ending.add(() => {
        throw new Error("first");
    });
    await expect(ending.run()).rejects.toThrow("first");
    expect(done).toEqual([1]);
});

it("a second run has nothing left to do", async () => {
    const ending = new Ending();
    let times = 0;
    ending.add(() => {
        times += 1;
    });
    await ending.run();
    await ending.run();
    expect(times).toBe(1);
});

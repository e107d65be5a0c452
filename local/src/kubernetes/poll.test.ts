import { expect, test } from "vitest";
import { pollWhile } from "./poll";

const forever = new AbortController().signal;

test("asks until nothing is missing", async () => {
    const answers = ["a", "b", undefined];
    expect(await pollWhile(async () => answers.shift(), { timeoutSeconds: 10, signal: forever })).toBeUndefined();
    expect(answers).toEqual([]);
});

test("returns what is still missing when the time is over", async () => {
    expect(await pollWhile(async () => "the address", { timeoutSeconds: 0.06, signal: forever })).toBe("the address");
});

test("asks once even without any time", async () => {
    expect(await pollWhile(async () => undefined, { timeoutSeconds: 0, signal: forever })).toBeUndefined();
});

test("an interruption ends the waiting at once", async () => {
    const abort = new AbortController();
    const ask = async () => {
        abort.abort();
        return "the address";
    };
    expect(await pollWhile(ask, { timeoutSeconds: 600, signal: abort.signal })).toBe("the address");
});

test("an error of the question is not swallowed", async () => {
    const ask = async () => Promise.reject(new Error("unreachable"));
    await expect(pollWhile(ask, { timeoutSeconds: 600, signal: forever })).rejects.toThrow("unreachable");
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pollWhile } from "../kubernetes/poll";
import { identifyProcess, isRunning, ownIdentity, parseIdentity } from "./process-identity";

it("this process is running", () => {
    expect(isRunning(ownIdentity())).toBe(true);
});

it("a process that has ended is not running", async () => {
    const child = spawn("sleep", ["60"]);
    const identity = identifyProcess(child.pid ?? 0);
    expect(identity !== undefined && isRunning(identity)).toBe(true);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(identity !== undefined && isRunning(identity)).toBe(false);
});

it("a pid that another process has now is not the recorded process", () => {
    expect(isRunning({ ...ownIdentity(), startMark: "another boot:1" })).toBe(false);
});

// The name stands in the middle of the line that the start time is read from.
it.skipIf(process.platform !== "linux")(
    "a process whose name holds spaces and brackets is identified (skipped where there is no /proc: it is Linux's)",
    async () => {
        const child = spawn("bash", ["-c", "printf 'a) S (b' > /proc/$$/comm; echo ready; read"], { stdio: "pipe" });
        await once(child.stdout, "data");
        expect(readFileSync(`/proc/${child.pid}/stat`, "utf8")).toContain("(a) S (b)");
        expect(identifyProcess(child.pid ?? 0)?.startMark).toMatch(/^[0-9a-f-]{36}:[1-9]\d+$/);
        child.kill("SIGKILL");
    },
);

/** Ends its first thread only, by the number that the call has on this machine; the second one sleeps on. */
const FIRST_THREAD_ENDS = `
import ctypes, platform, threading, time
threading.Thread(target=time.sleep, args=(60,)).start()
print("ready", flush=True)
ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[platform.machine()], 0)
`;

it.skipIf(process.platform !== "linux")(
    "a process whose first thread has ended is running while another holds its ports (skipped where there is no /proc)",
    async () => {
        const child = spawn("python3", ["-c", FIRST_THREAD_ENDS], { stdio: ["ignore", "pipe", "inherit"] });
        await once(child.stdout, "data");
        const identity = identifyProcess(child.pid ?? 0);
        const isZombie = () => readFileSync(`/proc/${child.pid}/stat`, "utf8").includes("(python3) Z ");
        await pollWhile(async () => (isZombie() ? undefined : "alive"), {
            timeoutSeconds: 10,
            signal: new AbortController().signal,
        });
        expect(isZombie()).toBe(true);
        expect(identity !== undefined && isRunning(identity)).toBe(true);
        child.kill("SIGKILL");
        await once(child, "exit");
        expect(identity !== undefined && isRunning(identity)).toBe(false);
    },
);

it("an identity survives being written down", () => {
    expect(parseIdentity(JSON.stringify(ownIdentity()))).toEqual(ownIdentity());
});

it.each([
    "",
    "{",
    "null",
    "[]",
    '{"pid":1,"startMark":"x"}',
    '{"pid":"7","startMark":"x"}',
    '{"pid":7}',
    '{"pid":-7,"startMark":"x"}',
])("%j is no identity", (text) => {
    expect(parseIdentity(text)).toBeUndefined();
});

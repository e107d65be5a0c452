import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { identifyProcess, ownIdentity } from "../processes/process-identity";
import { type Daemon, describeLog, isCurrent, runningDaemon, startDaemon, stopDaemon } from "./daemon";

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "daemon-"));
});
afterEach(async () => {
    await stopDaemon(path.join(folder, "pid.json"), 0);
    rmSync(folder, { recursive: true });
});

function shell(script: string): Daemon {
    const [pidFile, logFile] = [path.join(folder, "pid.json"), path.join(folder, "out.log")];
    return { name: "sample", command: "/bin/sh", args: ["-c", script], pidFile, logFile };
}

it("a daemon runs in a session of its own, logs to its file and is stopped", async () => {
    const daemon = shell("echo hello; exec sleep 600");
    const { pid } = await startDaemon(daemon);
    expect(runningDaemon(daemon.pidFile)?.pid).toBe(pid);
    process.kill(-pid, 0);
    while (!readFileSync(daemon.logFile, "utf8").includes("hello")) {
        await delay(10);
    }
    await stopDaemon(daemon.pidFile, 5000);
    expect(identifyProcess(pid)).toBeUndefined();
    expect(existsSync(daemon.pidFile)).toBe(false);
});

it("one that ignores SIGTERM is killed after its grace", async () => {
    const daemon = shell('trap "" TERM; echo ready; while :; do sleep 0.05; done');
    const { pid } = await startDaemon(daemon);
    while (!readFileSync(daemon.logFile, "utf8").includes("ready")) {
        await delay(10);
    }
    await stopDaemon(daemon.pidFile, 200);
    expect(identifyProcess(pid)).toBeUndefined();
});

it("a process that has the recorded pid by chance is never ended", async () => {
    const pidFile = path.join(folder, "pid.json");
    writeFileSync(pidFile, JSON.stringify({ ...ownIdentity(), startMark: "another boot:1" }));
    expect(runningDaemon(pidFile)).toBeUndefined();
    await stopDaemon(pidFile, 0);
    expect(existsSync(pidFile)).toBe(false);
});

it("stopping what never ran is harmless", async () => {
    await stopDaemon(path.join(folder, "pid.json"), 0);
});

it("a damaged pid file names nobody", () => {
    writeFileSync(path.join(folder, "pid.json"), '{"pid":');
    expect(runningDaemon(path.join(folder, "pid.json"))).toBeUndefined();
});

it("a changed command line or revision calls for a restart", async () => {
    const daemon = shell("exec sleep 600");
    expect(isCurrent(daemon)).toBe(false);
    await startDaemon(daemon);
    expect(isCurrent(daemon)).toBe(true);
    expect(isCurrent({ ...daemon, args: [...daemon.args, "--more"] })).toBe(false);
    expect(isCurrent({ ...daemon, revision: "2" })).toBe(false);
});

it("settings of the calling shell do not reach it", async () => {
    process.env.ETCD_DATA_DIR = "/elsewhere";
    try {
        const daemon = shell('echo "[$ETCD_DATA_DIR]"; exec sleep 600');
        await startDaemon(daemon);
        while (!readFileSync(daemon.logFile, "utf8").includes("]")) {
            await delay(10);
        }
        expect(readFileSync(daemon.logFile, "utf8")).toBe("[]\n");
    } finally {
        delete process.env.ETCD_DATA_DIR;
    }
});

it("a program that is not there is told by name", async () => {
    const daemon = { ...shell(""), command: path.join(folder, "absent") };
    await expect(startDaemon(daemon)).rejects.toThrow("sample cannot be started");
});

it("a log is quoted by its last lines, cut to a readable length", () => {
    const file = path.join(folder, "out.log");
    writeFileSync(file, `first\n${"x".repeat(1000)}\nlast\n`);
    const quoted = describeLog(file, 2).split("\n");
    expect(quoted[0]).toBe(`the last lines of ${file}:`);
    expect(quoted[1]?.length).toBeLessThan(320);
    expect(quoted.slice(2)).toEqual(["    last"]);
});

import { fork } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withFileLock, withFileLockSync } from "./file-lock";
import { ownIdentity } from "./process-identity";

let folder: string;
let file: string;
beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lock-"));
    file = path.join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

it("of many that want the lock one runs at a time, and all of them run", async () => {
    let inside = 0;
    let most = 0;
    let runs = 0;
    const action = async () => {
        inside += 1;
        most = Math.max(most, inside);
        await delay(5);
        inside -= 1;
        runs += 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFileLock(file, { pollMilliseconds: 2 }, action)));
    expect({ most, runs }).toEqual({ most: 1, runs: 8 });
    expect(readdirSync(folder)).toEqual([]);
});

it("a lock whose owner has ended is broken", async () => {
    writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, startMark: "gone:1" }));
    expect(await withFileLock(file, {}, async () => "ran")).toBe("ran");
});

it("a lock whose pid belongs to another process by now is broken", async () => {
    writeFileSync(file, JSON.stringify({ ...ownIdentity(), startMark: "another boot:1" }));
    expect(await withFileLock(file, {}, async () => "ran")).toBe("ran");
});

it("an unreadable lock is broken", async () => {
    writeFileSync(file, "{");
    expect(await withFileLock(file, {}, async () => "ran")).toBe("ran");
});

it("waiting is announced once, with the holder", async () => {
    writeFileSync(file, JSON.stringify(ownIdentity()));
    const holders: number[] = [];
    const waiting = withFileLock(file, { pollMilliseconds: 2, onWait: ({ pid }) => holders.push(pid) }, async () => {});
    await delay(20);
    rmSync(file);
    await waiting;
    expect(holders).toEqual([process.pid]);
});

it("waiting ends when the signal aborts, and the holder keeps the lock", async () => {
    writeFileSync(file, JSON.stringify(ownIdentity()));
    const controller = new AbortController();
    const waiting = withFileLock(file, { pollMilliseconds: 2, signal: controller.signal }, async () => "ran");
    controller.abort();
    await expect(waiting).rejects.toThrow();
    expect(existsSync(file)).toBe(true);
});

it("the lock is given back when the action fails", async () => {
    await expect(withFileLock(file, {}, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(file)).toBe(false);
});

it("a lock without waiting in between is broken, and taken, just the same", () => {
    writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, startMark: "gone:1" }));
    expect(withFileLockSync(file, () => "ran")).toBe("ran");
    expect(existsSync(file)).toBe(false);
});

it("is free again after work that threw", () => {
    const failing = () => {
        throw new Error("no");
    };
    expect(() => withFileLockSync(file, failing)).toThrow("no");
    expect(withFileLockSync(file, () => "ran")).toBe("ran");
});

it("lets several processes add to one file without losing anything", async () => {
    const counter = path.join(folder, "counter");
    const program = path.join(folder, "count.cjs");
    const compiled = path.resolve(__dirname, "../../dist/processes/file-lock.js");
    writeFileSync(counter, "0");
    writeFileSync(
        program,
        `const { readFileSync, writeFileSync } = require("node:fs");
        const { withFileLockSync } = require(${JSON.stringify(compiled)});
        const counter = ${JSON.stringify(counter)};
        for (let i = 0; i < 50; i += 1)
            withFileLockSync(counter + ".lock", () => writeFileSync(counter, String(Number(readFileSync(counter)) + 1)));`,
    );
    const children = [1, 2, 3].map(() => fork(program));
    const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.on("exit", resolve))));
    expect(codes).toEqual([0, 0, 0]);
    expect(readFileSync(counter, "utf8")).toBe("150");
});

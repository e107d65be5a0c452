import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { OperationSpec } from "./operation-result";
import { type OperationWatcher, runOperation } from "./run-operation";

/** Plays the process that drives the engine; starts a grandchild, as the engine starts plugins in groups of their own. */
const CHILD = `
const { spawn } = require("node:child_process");
const plugin = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
process.on("disconnect", () => process.exit(0));
const end = (result) => { plugin.kill("SIGKILL"); process.send({ result }, () => process.exit(0)); };
const result = { ok: true, changes: {}, steps: [], errors: [], warnings: [], outputs: {}, seconds: 1, interrupted: false };
process.on("message", (message) => {
    if (message.cancel) return end({ ...result, ok: false, interrupted: true });
    process.send({ engine: plugin.pid });
    process.send({ step: { op: "create", urn: "u::a", type: "t", name: "a", seconds: 0, changedPaths: [], failed: false } });
    switch (message.start.stackName) {
        case "good": return end({ ...result, outputs: { variable: process.env.ASM_EGRESS_CLOUD_STATE } });
        case "crash": plugin.kill("SIGKILL"); process.stderr.write("token=hunter2\\n"); throw new Error("broken");
    }
});
`;

let entry: string;
beforeEach(() => {
    entry = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "operation-")), "child.cjs");
    fs.writeFileSync(entry, CHILD);
});

function run(stackName: string, watcher: OperationWatcher = {}, verbose = false) {
    const spec = { kind: "up", stackName, verbose } as OperationSpec;
    return runOperation(spec, { ASM_EGRESS_CLOUD_STATE: "/account.json" }, watcher, entry);
}

async function ended(pid: number): Promise<boolean> {
    for (const deadline = Date.now() + 5000; Date.now() < deadline; ) {
        try {
            process.kill(pid, 0);
        } catch {
            return true;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return false;
}

describe("an engine operation in its own process", () => {
    it("runs with the given environment only and hands back its result", async () => {
        const result = await run("good");
        expect(result).toMatchObject({ ok: true, outputs: { variable: "/account.json" } });
    });

    it("streams steps and names the engine's process", async () => {
        const seen: unknown[] = [];
        await run("good", { onStep: (step) => seen.push(step.name), onEngine: (pid) => seen.push(typeof pid) });
        expect(seen).toEqual(["number", "a"]);
    });

    it("that is cancelled is asked to stop and says so itself", async () => {
        const cancel = new AbortController();
        const result = await run("slow", { cancel: cancel.signal, onStep: () => cancel.abort() });
        expect(result).toMatchObject({ ok: false, interrupted: true, errors: [] });
    });

    it("that is killed leaves no process behind, not even in another group", async () => {
        const kill = new AbortController();
        let plugin = 0;
        const result = await run("slow", {
            kill: kill.signal,
            onEngine: (pid) => {
                plugin = pid;
            },
            onStep: () => kill.abort(),
        });
        expect(result).toMatchObject({ ok: false, interrupted: true, errors: [], steps: [{ name: "a" }] });
        expect(await ended(plugin)).toBe(true);
    });

    it("is not even started when it was cancelled before", async () => {
        const seen: unknown[] = [];
        const result = await run("good", { cancel: AbortSignal.abort(), onStep: (step) => seen.push(step) });
        expect(result).toMatchObject({ ok: false, interrupted: true });
        expect(seen).toEqual([]);
    });

    it("that breaks down is a failure with one calm message and no output of its own", async () => {
        const result = await run("crash");
        expect(result).toMatchObject({ ok: false, interrupted: false, errors: [expect.stringContaining("--verbose")] });
        expect(JSON.stringify(result)).not.toMatch(/hunter2| at /);
    });

    it("shows what it said last to those who ask", async () => {
        expect((await run("crash", {}, true)).raw).toContain("broken");
    });

    it("leaves no listeners behind", async () => {
        const before = process.listenerCount("exit");
        await run("good");
        expect(process.listenerCount("exit")).toBe(before);
    });
});

import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { pinnedNode, writeLanguageHost } from "./language-host";

const PROJECT_ROOT = path.resolve(__dirname, "..", "..");
const started: ChildProcess[] = [];

afterEach(() => {
    for (const child of started.splice(0)) {
        child.kill("SIGKILL");
    }
});

describe("the stand-in language host", () => {
    it("is an executable that answers with the port it serves on", async () => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "language-host-"));
        const file = path.join(writeLanguageHost(folder, PROJECT_ROOT), "pulumi-language-nodejs");
        fs.accessSync(file, fs.constants.X_OK);

        const child = spawn(file, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
        started.push(child);
        const line = await new Promise<string>((resolve, reject) => {
            createInterface({ input: child.stdout }).once("line", resolve);
            child.once("exit", (code) => reject(new Error(`ended with code ${code} before naming a port`)));
        });
        expect(Number(line)).toBeGreaterThan(1023);
    });

    it("falls back to the running Node where the pinned one is not installed", () => {
        expect(pinnedNode(path.join(os.tmpdir(), "no-such-project"))).toBe(process.execPath);
    });
});

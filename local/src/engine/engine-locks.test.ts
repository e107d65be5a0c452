import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { lockHolders } from "./engine-locks";

let folder: string;
beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "locks-"));
});
const lock = (content: unknown) => fs.writeFileSync(path.join(folder, "1.json"), JSON.stringify(content));
const hostname = os.hostname();

describe("a stack's lock", () => {
    it("is dead when its process has ended", () => {
        lock({ pid: 2 ** 22 + 1, hostname });
        expect(lockHolders(folder)).toEqual([{ pid: 2 ** 22 + 1, alive: false }]);
    });

    it("is alive while an engine runs under its process id", () => {
        const engine = path.join(folder, "pulumi");
        fs.copyFileSync("/bin/sleep", engine);
        const child = spawn(engine, ["30"]);
        try {
            lock({ pid: child.pid, hostname });
            expect(lockHolders(folder)).toEqual([{ pid: child.pid, alive: true }]);
        } finally {
            child.kill("SIGKILL");
        }
    });

    it("is dead when its process id was handed to something that is no engine", () => {
        lock({ pid: process.pid, hostname });
        expect(lockHolders(folder)[0]?.alive).toBe(false);
    });

    it("of another machine counts as alive: it cannot be judged from here", () => {
        lock({ pid: 1, hostname: `${hostname}-2` });
        expect(lockHolders(folder)[0]?.alive).toBe(true);
    });

    it("that was cut short by a crash is dead", () => {
        fs.writeFileSync(path.join(folder, "1.json"), '{"pid":');
        expect(lockHolders(folder)[0]?.alive).toBe(false);
    });

    it("is absent where there is no folder, and other files are none", () => {
        fs.writeFileSync(path.join(folder, "1.json.attrs"), "{}");
        expect(lockHolders(folder)).toEqual([]);
        expect(lockHolders(path.join(folder, "none"))).toEqual([]);
    });
});

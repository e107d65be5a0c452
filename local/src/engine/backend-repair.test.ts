import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { repairBackend } from "./backend-repair";

let backend: string;
beforeEach(() => {
    backend = fs.mkdtempSync(path.join(os.tmpdir(), "backend-"));
});

function put(name: string, text: string): string {
    const file = path.join(backend, ".pulumi", "stacks", "asm-egress", name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
}

describe("repairing the backend after a crash", () => {
    it.each([
        ["empty", ""],
        ["cut short", '{"user.cache_control":"","md5'],
    ])("removes an attributes file that is %s", (_, text) => {
        const file = put("local.json.attrs", text);
        expect(repairBackend(backend)).toEqual([file]);
        expect(fs.existsSync(file)).toBe(false);
    });

    it("leaves whole attributes and, whatever it holds, the state itself alone", () => {
        const kept = [put("local.json.attrs", '{"md5":"x"}'), put("local.json", "")];
        expect(repairBackend(backend)).toEqual([]);
        expect(kept.every((file) => fs.existsSync(file))).toBe(true);
    });

    it("has nothing to do before the first run", () => {
        expect(repairBackend(backend)).toEqual([]);
    });
});

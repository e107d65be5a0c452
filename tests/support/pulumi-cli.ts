import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect } from "vitest";
import { engineEnvironment } from "../../local/src/engine/environment";
import { writeLauncher } from "../../local/src/engine/plugins";
import { realSurroundings } from "../../local/src/engine/real-surroundings";
import type { World } from "../../local/src/engine/world";
import { silentProgress } from "../../local/src/tools/progress";
import { type HostedLanguage, writeLanguageHost } from "./language-host";
import { PROJECT_ROOT } from "./perimeter-world";

/** `pulumi` as a person runs it in a project folder. */
export interface PulumiCli {
    /** Whatever it answers. */
    try(args: readonly string[], input?: string): Promise<{ code: number; output: string }>;
    /** What it prints; a failure fails the test. */
    run(args: readonly string[], input?: string): Promise<string>;
}

interface CliOptions {
    /** Folder that gets the executables of plugins and language host, found on PATH as installed ones are. */
    readonly plugins: string;
    /** What runs the programs; Node where nothing is said. */
    readonly language?: HostedLanguage;
    readonly environment?: Readonly<Record<string, string>>;
}

/** The CLI in a project folder, with a world's API server, cloud and state. The world has to be started. */
export async function pulumiCli(world: World, project: string, options: CliOptions): Promise<PulumiCli> {
    const { pulumiRoot } = await realSurroundings.prepareTools(silentProgress);
    const { plugins, language } = options;
    const onPath = [
        join(pulumiRoot, "bin"),
        writeLanguageHost(plugins, PROJECT_ROOT, language),
        ...(["kubernetes", "alicloud"] as const).map((name) =>
            writeLauncher(plugins, name, realSurroundings.pluginEntries[name]),
        ),
    ];
    mkdirSync(world.layout.backend, { recursive: true });
    const env = engineEnvironment(world.layout, {
        extra: { ...options.environment, PATH: [...onPath, process.env.PATH].join(delimiter) },
    });
    const attempt = (args: readonly string[], input = "") =>
        new Promise<{ code: number; output: string }>((resolve) => {
            const settings = { cwd: project, env, maxBuffer: 64 * 1024 * 1024 };
            const child = execFile("pulumi", args, settings, (error, stdout, stderr) => {
                resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
            });
            child.stdin?.end(input);
        });
    return {
        try: attempt,
        run: async (args, input) => {
            const { code, output } = await attempt(args, input);
            expect(code, output).toBe(0);
            return output;
        },
    };
}

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { engineEnvironment } from "../../local/src/engine/environment";
import { writeLauncher } from "../../local/src/engine/plugins";
import { realSurroundings } from "../../local/src/engine/real-surroundings";
import type { World } from "../../local/src/engine/world";
import { buildGoProgram, GO_SDK } from "./go-program";
import { PROJECT_ROOT } from "./perimeter-world";
import { installPackage, pythonWithPulumi } from "./python";

/** Programs against `sdk/`, one a language; what they are told is in the environment. */
export const PROGRAMS = join(PROJECT_ROOT, "tests", "engine", "programs");

/** How a program is run, with an operation as its last argument. */
export interface Program {
    readonly command: string;
    readonly args: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
}

/** The program in Python, whose SDK is installed below `folder`; or why there is none. */
export async function pythonProgram(folder: string): Promise<Program | { reason: string }> {
    const found = await pythonWithPulumi();
    if ("reason" in found) {
        return found;
    }
    const PYTHONPATH = join(folder, "site-packages");
    installPackage(found.python, join(PROJECT_ROOT, "sdk", "python"), PYTHONPATH);
    const program = join(folder, "main.py");
    cpSync(join(PROGRAMS, "python", "main.py"), program);
    return { command: found.python, args: [program], environment: { PYTHONPATH } };
}

/** A module of its own below `folder`, as a user has it, whose `replace` leads to a copy of the SDK. */
export async function goProgram(folder: string): Promise<Program | { reason: string }> {
    const sdk = join(folder, "go-sdk");
    cpSync(GO_SDK, sdk, { recursive: true });
    const module = join(folder, "go");
    cpSync(join(PROGRAMS, "go"), module, { recursive: true });
    const requirements = readFileSync(join(sdk, "go.mod"), "utf8").replace(
        /^module .*/,
        "module asm-egress.local/program",
    );
    const ours = `require asm-egress.local/sdk/go v0.0.0\n\nreplace asm-egress.local/sdk/go => ${sdk}\n`;
    writeFileSync(join(module, "go.mod"), `${requirements}\n${ours}`);
    cpSync(join(sdk, "go.sum"), join(module, "go.sum"));
    const built = await buildGoProgram(module);
    return "reason" in built ? built : { command: built.binary, args: [] };
}

/** What programs of several languages stand on. */
export interface Ground {
    readonly world: World;
    /** Gets a project and a state for each language. */
    readonly folder: string;
    readonly pulumiRoot: string;
    /** Folder with the executable `pulumi-resource-asm-egress`. */
    readonly plugin: string;
}

export interface Place {
    readonly work: string;
    readonly backend: string;
}

/** A folder with a Pulumi.yaml that says where the plugins are, and a state of its own. */
export function placeFor({ folder, plugin }: Ground, language: string): Place {
    const work = join(folder, `${language}-project`);
    const backend = join(folder, `${language}-state`);
    mkdirSync(work, { recursive: true });
    mkdirSync(backend, { recursive: true });
    const launchers = join(folder, "launchers");
    const providers = [
        ...(["kubernetes", "alicloud"] as const).map((name) => ({
            name,
            path: writeLauncher(launchers, name, realSurroundings.pluginEntries[name]),
        })),
        { name: "asm-egress", path: plugin },
    ];
    const project = { name: "asm-egress", runtime: language, plugins: { providers } };
    writeFileSync(join(work, "Pulumi.yaml"), stringify(project));
    return { work, backend };
}

export function runProgram(
    ground: Ground,
    language: string,
    program: Program,
    operation: string,
): Promise<{ code: number; output: string }> {
    const { layout, stackName } = ground.world;
    const { work, backend } = placeFor(ground, language);
    const env = engineEnvironment(layout, {
        extra: {
            ...program.environment,
            STACK: stackName,
            WORK_DIR: work,
            MESH_KUBECONFIG: layout.kubeconfig.mesh,
            CLUSTER_KUBECONFIG: layout.kubeconfig.cluster,
            PULUMI_BACKEND_URL: `file://${backend}`,
            PATH: [join(ground.pulumiRoot, "bin"), process.env.PATH].join(delimiter),
        },
    });
    return new Promise((resolve) => {
        const options = { env, cwd: work, maxBuffer: 64 * 1024 * 1024 };
        execFile(program.command, [...program.args, operation], options, (error, stdout, stderr) => {
            resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
        });
    });
}

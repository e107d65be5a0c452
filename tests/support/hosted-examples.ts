import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { consoleProgress } from "../../local/src/tools/console-progress";
import { MissingToolsError } from "../../local/src/tools/missing-tools";
import { resolveTools } from "../../local/src/tools/resolve-tools";
import { buildGoProgram, GO_SDK, pulumiModuleFolder } from "./go-program";
import type { HostedLanguage } from "./language-host";
import { PROJECT_ROOT } from "./perimeter-world";
import { compileProgram, installPackage, pythonWithPulumi } from "./python";

/** An example in another language, copied and made ready for the CLI; or why it cannot be tried on this machine. */
export type HostedExample =
    | { readonly project: string; readonly language: HostedLanguage; readonly environment?: Record<string, string> }
    | { readonly reason: string };

/** With Pulumi's own entry point for programs in Python, which its Go module carries. */
export async function pythonExample(folder: string, plugin: string): Promise<HostedExample> {
    const found = await pythonWithPulumi();
    const module = await pulumiModuleFolder();
    if ("reason" in found || "reason" in module) {
        return "reason" in found ? found : (module as { reason: string });
    }
    const project = copyOf("python", folder, plugin);
    const PYTHONPATH = join(folder, "site-packages");
    installPackage(found.python, join(PROJECT_ROOT, "sdk", "python"), PYTHONPATH);
    compileProgram(found.python, join(project, "__main__.py"), PYTHONPATH);
    const entry = join(module.folder, "python", "cmd", "pulumi-language-python-exec");
    return { project, language: { name: "python", command: [found.python, entry] }, environment: { PYTHONPATH } };
}

export async function goExample(folder: string, plugin: string): Promise<HostedExample> {
    const project = copyOf("go", folder, plugin);
    const goMod = join(project, "go.mod");
    writeFileSync(goMod, readFileSync(goMod, "utf8").replace("=> ../../sdk/go", `=> ${GO_SDK}`));
    const built = await buildGoProgram(project);
    return "reason" in built ? built : { project, language: { name: "go", command: [built.binary] } };
}

/** By Pulumi's own language host, which is built where the cache does not have it yet. */
export async function yamlExample(folder: string, plugin: string): Promise<HostedExample> {
    try {
        const { pulumiLanguageYaml: host } = await resolveTools(["pulumiLanguageYaml"], consoleProgress());
        return { project: copyOf("yaml", folder, plugin), language: { name: "yaml", host } };
    } catch (error) {
        if (error instanceof MissingToolsError) {
            return { reason: error.message };
        }
        throw error;
    }
}

/** Its Pulumi.yaml leads to the plugin of the packed package. */
function copyOf(example: string, folder: string, plugin: string): string {
    const project = join(folder, example);
    mkdirSync(folder, { recursive: true });
    cpSync(join(PROJECT_ROOT, "examples", example), project, { recursive: true });
    const file = join(project, "Pulumi.yaml");
    const settings = parse(readFileSync(file, "utf8"));
    settings.plugins.providers = [{ name: "asm-egress", path: plugin }];
    writeFileSync(file, stringify(settings));
    return project;
}

import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { mergedSettings, type StackConfig } from "./config-file";
import { PROJECT_NAME, type WorldLayout } from "./layout";
import type { PluginFolder } from "./plugins";

/**
 * Writes the project and stack settings the engine runs with. They are the driver's own: plugin paths in the project's
 * Pulumi.yaml would also bind `pulumi up` against a real account.
 */
export function writeWorkFolder(layout: WorldLayout, config: StackConfig, plugins: readonly PluginFolder[]): void {
    for (const folder of [layout.work, layout.backend, layout.pulumiHome]) {
        fs.mkdirSync(folder, { recursive: true });
    }
    const project = { name: PROJECT_NAME, runtime: "nodejs", plugins: { providers: plugins } };
    replaceFile(path.join(layout.work, "Pulumi.yaml"), stringify(project));

    const settingsFile = path.join(layout.work, `Pulumi.${config.stackName}.yaml`);
    const settings = mergedSettings(config.values, layout.kubeconfig, encryptionSaltIn(settingsFile));
    replaceFile(settingsFile, stringify(settings));
}

function encryptionSaltIn(file: string): string | undefined {
    if (!fs.existsSync(file)) {
        return undefined;
    }
    const settings = parse(fs.readFileSync(file, "utf8")) as { encryptionsalt?: unknown } | null;
    return typeof settings?.encryptionsalt === "string" ? settings.encryptionsalt : undefined;
}

/** By rename: an operation of another process may be reading the file. */
function replaceFile(file: string, text: string): void {
    const draft = `${file}.${process.pid}`;
    fs.writeFileSync(draft, text, { mode: 0o600 });
    fs.renameSync(draft, file);
}

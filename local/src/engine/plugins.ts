import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** One provider plugin in the driver's project settings: `folder` holds `pulumi-resource-<name>`. */
export interface PluginFolder {
    readonly name: string;
    readonly path: string;
}

export interface PluginSources {
    readonly projectRoot: string;
    /** Compiled entry points of the plugins of this package. */
    readonly entries: Readonly<Record<"kubernetes" | "alicloud", string>>;
    /** Folder that gets a launcher per plugin. */
    readonly launchers: string;
    /** Node that runs them; defaults to the one running now. */
    readonly node?: string;
    /** The person's PULUMI_HOME, looked into for official plugins; defaults to the usual place. */
    readonly pulumiHome?: string;
}

/**
 * The plugins the engine is pointed at. The cloud is always simulated; for Kubernetes the official plugin of the pinned
 * version is preferred where a person has it, since it is what `pulumi up` against a real cluster runs.
 */
export function pluginFolders(sources: PluginSources): PluginFolder[] {
    const own = (name: "kubernetes" | "alicloud") =>
        writeLauncher(sources.launchers, name, sources.entries[name], sources.node ?? process.execPath);
    return [
        { name: "kubernetes", path: officialKubernetes(sources) ?? own("kubernetes") },
        { name: "alicloud", path: own("alicloud") },
    ];
}

/**
 * A folder with an executable the engine accepts as the plugin. `exec` keeps the engine its parent: the plugin ends
 * itself when its parent goes, which a shell in between would hide.
 */
export function writeLauncher(launchers: string, name: string, entry: string, node = process.execPath): string {
    const folder = path.join(launchers, name);
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `pulumi-resource-${name}`);
    fs.writeFileSync(file, `#!/bin/sh\nexec ${quote(node)} ${quote(entry)} "$@"\n`, { mode: 0o755 });
    // The mode above is for new files only.
    fs.chmodSync(file, 0o755);
    return folder;
}

function officialKubernetes(sources: PluginSources): string | undefined {
    const version = sdkVersion(sources.projectRoot);
    if (version === undefined) {
        return undefined;
    }
    const home = sources.pulumiHome ?? (process.env.PULUMI_HOME || path.join(os.homedir(), ".pulumi"));
    const folder = path.join(home, "plugins", `resource-kubernetes-v${version}`);
    return fs.existsSync(path.join(folder, "pulumi-resource-kubernetes")) ? folder : undefined;
}

/** The engine asks for exactly the version of the npm package; another one is refused. */
function sdkVersion(projectRoot: string): string | undefined {
    const file = path.join(projectRoot, "node_modules", "@pulumi", "kubernetes", "package.json");
    try {
        return (JSON.parse(fs.readFileSync(file, "utf8")) as { version?: string }).version?.replace(/^v/, "");
    } catch {
        return undefined;
    }
}

function quote(text: string): string {
    return `'${text.replaceAll("'", `'\\''`)}'`;
}

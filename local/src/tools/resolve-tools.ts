import type { LockOptions } from "../processes/file-lock";
import { buildWithGo, findGo } from "./go-toolchain";
import { findInstalled } from "./installed-binaries";
import { withInterrupt } from "./interrupt";
import { fetchIstioCrds, givenIstioCrds, ISTIO_CRDS } from "./istio-crds";
import { type MissingTool, MissingToolsError } from "./missing-tools";
import type { Progress, ProgressLine } from "./progress";
import { downloadPulumi } from "./pulumi-download";
import { installOnce, toolCacheFolder } from "./tool-cache";
import {
    binaryOf,
    builtFolder,
    type EveryTool,
    moduleFolderOf,
    nameOf,
    releaseFolder,
    rootOfPulumi,
    type ToolKey,
    toolIn,
} from "./tool-places";
import { MODULES_FOLDER } from "./tool-table";
import { formatVersion } from "./version";

export interface ResolveOptions {
    readonly environment?: NodeJS.ProcessEnv;
    /** `tools/` of the project. */
    readonly modulesFolder?: string;
    readonly download?: typeof downloadPulumi;
}

/** Everything the steps below share. */
interface Search {
    readonly environment: NodeJS.ProcessEnv;
    readonly modulesFolder: string;
    readonly cache: string;
    readonly download: typeof downloadPulumi;
    readonly progress: Progress;
    /** Per tool: what was found or tried in vain. */
    readonly tried: Map<ToolKey, string[]>;
}

/**
 * Finds each wanted tool: on the machine, in the cache, by the Automation API's download (the engine only), or by building
 * the pinned source with Go. Silent when all are there.
 *
 * Throws `MissingToolsError` with every tool that cannot be had, `InterruptedError` on Ctrl-C.
 */
export async function resolveTools<Wanted extends ToolKey>(
    wanted: readonly Wanted[],
    progress: Progress,
    options: ResolveOptions = {},
): Promise<Pick<EveryTool, Wanted>> {
    const environment = options.environment ?? process.env;
    const search: Search = {
        environment,
        modulesFolder: options.modulesFolder ?? MODULES_FOLDER,
        cache: toolCacheFolder(environment),
        download: options.download ?? downloadPulumi,
        progress,
        tried: new Map(),
    };

    const found = new Map<ToolKey, string>();
    await Promise.all(wanted.map(async (tool) => keep(found, tool, await findReady(tool, search))));
    const absent = wanted.filter((tool) => !found.has(tool));
    if (absent.length > 0) {
        await withInterrupt((signal) => supply(absent, found, search, signal));
    }
    return Object.fromEntries(found) as Pick<EveryTool, Wanted>;
}

/** What needs no work: installed on the machine, or in the cache from an earlier run. */
async function findReady(tool: ToolKey, search: Search): Promise<string | undefined> {
    const built = () => toolIn(builtFolder(tool, search.cache, search.modulesFolder), tool);
    if (tool === "istioCrds") {
        return givenIstioCrds(search.environment) ?? built();
    }
    const lookup = await findInstalled(binaryOf(tool), search.environment);
    if (lookup.kind === "found") {
        return tool === "pulumiRoot" ? rootOfPulumi(lookup.file, search.cache) : lookup.file;
    }
    if (lookup.kind === "unsuitable") {
        search.tried.set(tool, [...lookup.reasons]);
    }
    return (tool === "pulumiRoot" ? toolIn(releaseFolder(search.cache), tool) : undefined) ?? built();
}

/** One tool at a time: each Go build uses every core by itself. */
async function supply(
    absent: readonly ToolKey[],
    found: Map<ToolKey, string>,
    search: Search,
    signal: AbortSignal,
): Promise<void> {
    for (const tool of absent) {
        for (const reason of search.tried.get(tool) ?? []) {
            search.progress.note(nameOf(tool), reason);
        }
    }
    if (absent.includes("pulumiRoot")) {
        keep(found, "pulumiRoot", await tryDownload(search, signal));
    }
    const toBuild = absent.filter((tool) => !found.has(tool));
    const first = toBuild[0];
    if (first === undefined) {
        return;
    }
    const toolchain = await findGo(moduleFolderOf(first, search.modulesFolder), search.environment, signal);
    if (!toolchain.usable) {
        const missing = toBuild.map((tool) => describeMissing(tool, search.tried.get(tool) ?? []));
        throw new MissingToolsError(missing, toolchain.reason);
    }
    for (const tool of toBuild) {
        keep(found, tool, await build(tool, toolchain.go, search, signal));
    }
}

/** Answers the folder of the engine's release, or undefined when the network does not give it. */
async function tryDownload(search: Search, signal: AbortSignal): Promise<string | undefined> {
    const { pin } = binaryOf("pulumiRoot");
    const folder = releaseFolder(search.cache);
    const line = search.progress.begin("pulumi", `downloading ${pin}`);
    try {
        await installOnce(folder, waiting(line, signal), async (draft) => {
            const refusal = await search.download(draft, pin, search.environment, signal);
            if (refusal !== undefined) {
                throw new DownloadRefused(refusal);
            }
        });
        line.done(`downloaded ${pin}`);
        return toolIn(folder, "pulumiRoot");
    } catch (error) {
        if (!(error instanceof DownloadRefused)) {
            line.fail("stopped");
            throw error;
        }
        line.fail(`cannot be downloaded: ${error.message}`);
        search.tried.set("pulumiRoot", [...(search.tried.get("pulumiRoot") ?? []), `download: ${error.message}`]);
        return undefined;
    }
}

class DownloadRefused extends Error {}

async function build(tool: ToolKey, go: string, search: Search, signal: AbortSignal): Promise<string | undefined> {
    const { environment, cache, modulesFolder } = search;
    const moduleFolder = moduleFolderOf(tool, modulesFolder);
    const folder = builtFolder(tool, cache, modulesFolder);
    const what = tool === "istioCrds" ? "of the pinned Istio" : binaryOf(tool).pin;
    const line = search.progress.begin(
        nameOf(tool),
        tool === "istioCrds" ? `fetching those ${what}` : `building ${what} from source, once`,
    );
    try {
        await installOnce(folder, waiting(line, signal), (draft) =>
            tool === "istioCrds"
                ? fetchIstioCrds(draft, moduleFolder, go, environment, signal)
                : buildWithGo(binaryOf(tool), { go, moduleFolder, folder: draft, environment, line, signal }),
        );
    } catch (error) {
        line.fail(signal.aborted ? "stopped" : "failed");
        throw error;
    }
    line.done(tool === "istioCrds" ? `fetched those ${what}` : `built ${what}`);
    return toolIn(folder, tool);
}

function waiting(line: ProgressLine, signal: AbortSignal): LockOptions {
    return { signal, onWait: ({ pid }) => line.update(`waiting for process ${pid}, which is making it already`) };
}

function describeMissing(tool: ToolKey, tried: readonly string[]): MissingTool {
    if (tool === "istioCrds") {
        const supply = `set ${ISTIO_CRDS.fileVariable} to a copy of ${ISTIO_CRDS.pathInModule} of Istio's sources`;
        return { name: "Istio's CRDs", needed: "the pinned release's", supply, tried };
    }
    const { name, pin, minimum, folderVariable, neededBy } = binaryOf(tool);
    if (neededBy !== undefined) {
        return {
            name,
            needed: `built from ${pin}`,
            supply: `only ${neededBy} need${neededBy === "the lab" ? "s" : ""} it`,
            tried,
        };
    }
    const folder = folderVariable === undefined ? "" : ` or in the folder that ${folderVariable} names`;
    const needed = `${formatVersion(minimum)} or newer, major ${minimum.major}`;
    return { name, needed, supply: `put it on PATH${folder}`, tried };
}

function keep(found: Map<ToolKey, string>, tool: ToolKey, value: string | undefined): void {
    if (value !== undefined) {
        found.set(tool, value);
    }
}

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { ISTIO_CRDS, istioCrdsIn } from "./istio-crds";
import { cacheKey } from "./tool-cache";
import { BINARY_TOOLS, type BinaryName, type BinaryTool } from "./tool-table";

/** Real binaries (and Istio's CRDs) the local world runs on. */
export interface Tools {
    /** Folder that holds `bin/pulumi`, as `PulumiCommand.get({ root })` wants it. */
    readonly pulumiRoot: string;
    readonly etcd: string;
    readonly kubeApiserver: string;
    readonly istioCrds: string;
}

/** What tests and the lab need beside it: a stack is brought up without. */
export interface EveryTool extends Tools {
    readonly istioctl: string;
    /** istiod. */
    readonly pilotDiscovery: string;
    readonly pilotAgent: string;
    /** Writes the SDKs: `tools/sdkgen`, over Pulumi's own generators. */
    readonly sdkgen: string;
    /** Pulumi's language host for programs in YAML. */
    readonly pulumiLanguageYaml: string;
}

export type ToolKey = keyof EveryTool;

const BINARY_OF: Readonly<Record<Exclude<ToolKey, "istioCrds">, BinaryName>> = {
    pulumiRoot: "pulumi",
    etcd: "etcd",
    kubeApiserver: "kube-apiserver",
    istioctl: "istioctl",
    pilotDiscovery: "pilot-discovery",
    pilotAgent: "pilot-agent",
    sdkgen: "sdkgen",
    pulumiLanguageYaml: "pulumi-language-yaml",
};

/** The row of the table behind a key; Istio's CRDs are a file and have none. */
export function binaryOf(tool: Exclude<ToolKey, "istioCrds">): BinaryTool {
    return BINARY_TOOLS[BINARY_OF[tool]];
}

export function nameOf(tool: ToolKey): string {
    return tool === "istioCrds" ? ISTIO_CRDS.name : BINARY_OF[tool];
}

export function moduleFolderOf(tool: ToolKey, modulesFolder: string): string {
    return path.join(modulesFolder, tool === "istioCrds" ? ISTIO_CRDS.moduleFolder : binaryOf(tool).moduleFolder);
}

/** Folder of what was built (or, for the CRDs, fetched) from the pinned sources. */
export function builtFolder(tool: ToolKey, cache: string, modulesFolder: string): string {
    const flags = tool === "istioCrds" ? [] : binaryOf(tool).buildFlags;
    return path.join(cache, `${nameOf(tool)}-${cacheKey(moduleFolderOf(tool, modulesFolder), flags)}`);
}

/** Folder of the engine's official release. */
export function releaseFolder(cache: string): string {
    return path.join(cache, `pulumi-release-${BINARY_TOOLS.pulumi.pin}-${process.platform}-${process.arch}`);
}

/** What `Tools` says about a tool that lies in a cache folder, or undefined when it does not. */
export function toolIn(folder: string, tool: ToolKey): string | undefined {
    const file = tool === "istioCrds" ? istioCrdsIn(folder) : path.join(folder, "bin", nameOf(tool));
    if (!existsSync(file)) {
        return undefined;
    }
    return tool === "pulumiRoot" ? folder : file;
}

/** The engine is handed on as a folder with `bin/pulumi`; one that lies elsewhere gets such a folder by a link. */
export function rootOfPulumi(file: string, cache: string): string {
    const folder = path.dirname(file);
    if (path.basename(folder) === "bin") {
        return path.dirname(folder);
    }
    const key = createHash("sha256").update(file).digest("hex").slice(0, 16);
    const root = path.join(cache, `pulumi-on-path-${key}`);
    mkdirSync(path.join(root, "bin"), { recursive: true });
    try {
        symlinkSync(file, path.join(root, "bin", "pulumi"));
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
            throw error;
        }
    }
    return root;
}

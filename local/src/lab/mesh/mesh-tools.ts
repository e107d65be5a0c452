import { resolveEnvoyBootstrap } from "../../tools/envoy-bootstrap";
import { envoyInCache, resolveEnvoy } from "../../tools/envoy-wheel";
import type { Progress } from "../../tools/progress";
import { resolveTools } from "../../tools/resolve-tools";
import { toolCacheFolder } from "../../tools/tool-cache";
import { builtFolder, type EveryTool, nameOf, toolIn } from "../../tools/tool-places";
import { MODULES_FOLDER } from "../../tools/tool-table";
import type { ProxyTools } from "./proxy";

/** Every program that a mesh on this machine takes. */
export type MeshTools = ProxyTools & Pick<EveryTool, "pilotDiscovery" | "istioctl">;

const BUILT = ["pilotDiscovery", "pilotAgent", "istioctl"] as const;

export async function resolveMeshTools(progress: Progress): Promise<MeshTools> {
    return {
        ...(await resolveTools(BUILT, progress)),
        envoy: await resolveEnvoy(progress),
        bootstrapTemplate: await resolveEnvoyBootstrap(progress),
    };
}

/** What would first have to be built or downloaded, for those who would rather do without. */
export function meshToolsToFetch(environment: NodeJS.ProcessEnv = process.env): string[] {
    const cache = toolCacheFolder(environment);
    const absent = BUILT.filter((tool) => toolIn(builtFolder(tool, cache, MODULES_FOLDER), tool) === undefined);
    return [...absent.map(nameOf), ...(envoyInCache(environment) === undefined ? ["envoy"] : [])];
}

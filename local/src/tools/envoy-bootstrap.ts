import { copyFileSync, existsSync } from "node:fs";
import * as path from "node:path";
import { downloadModule, findGo } from "./go-toolchain";
import { withInterrupt } from "./interrupt";
import { ISTIO_CRDS } from "./istio-crds";
import type { Progress } from "./progress";
import { cacheKey, installOnce, toolCacheFolder } from "./tool-cache";
import { MODULES_FOLDER } from "./tool-table";

const FILE = "envoy_bootstrap.json";
const PATH_IN_MODULE = path.join("tools", "packaging", "common", FILE);

/**
 * Istio's template of the configuration that Envoy starts with, which pilot-agent fills in: part of Istio's images, and so of
 * the pinned sources, from which the agent is built. Only the lab asks for it.
 */
export async function resolveEnvoyBootstrap(
    progress: Progress,
    environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
    const folder = cacheFolder(environment);
    if (!existsSync(folder)) {
        await withInterrupt(async (signal) => {
            const line = progress.begin("envoy-bootstrap", "fetching that of the pinned Istio");
            try {
                const toolchain = await findGo(moduleFolder(), environment, signal);
                if (!toolchain.usable) {
                    throw new Error(`Istio's ${FILE} is in its sources, which Go fetches: ${toolchain.reason}`);
                }
                const { module } = ISTIO_CRDS;
                const sources = await downloadModule(module, moduleFolder(), toolchain.go, environment, signal);
                await installOnce(folder, { signal }, async (draft) =>
                    copyFileSync(path.join(sources, PATH_IN_MODULE), path.join(draft, FILE)),
                );
            } catch (error) {
                line.fail(signal.aborted ? "stopped" : "failed");
                throw error;
            }
            line.done("fetched that of the pinned Istio");
        });
    }
    return path.join(folder, FILE);
}

function moduleFolder(): string {
    return path.join(MODULES_FOLDER, ISTIO_CRDS.moduleFolder);
}

function cacheFolder(environment: NodeJS.ProcessEnv): string {
    return path.join(toolCacheFolder(environment), `envoy-bootstrap-${cacheKey(moduleFolder(), [])}`);
}

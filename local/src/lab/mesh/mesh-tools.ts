import { resolveEnvoyBootstrap } from "../../tools/envoy-bootstrap";
import { resolveEnvoy } from "../../tools/envoy-wheel";
import type { Progress } from "../../tools/progress";
import { resolveTools } from "../../tools/resolve-tools";
import type { EveryTool } from "../../tools/tool-places";
import type { ProxyTools } from "./proxy";

/** Every program that a mesh on this machine takes. */
export type MeshTools = ProxyTools & Pick<EveryTool, "pilotDiscovery" | "istioctl">;

export async function resolveMeshTools(progress: Progress): Promise<MeshTools> {
    return {
        ...(await resolveTools(["pilotDiscovery", "pilotAgent", "istioctl"], progress)),
        envoy: await resolveEnvoy(progress),
        bootstrapTemplate: await resolveEnvoyBootstrap(progress),
    };
}

import * as path from "node:path";
import { listObjects } from "../alicloud/account-listing";
import { seedAccount, seedsFor } from "../alicloud/seeds";
import { controlPlaneStatus, startControlPlane, stopControlPlane } from "../control-plane/control-plane";
import { resolveTools } from "../tools/resolve-tools";
import { managedObjects } from "./managed-objects";
import type { Surroundings } from "./surroundings";

/** Plugins are processes of their own and need the compiled files, also when this file runs as TypeScript in a test. */
const COMPILED = path.resolve(__dirname, "..", "..", "dist");

/** The tools, control plane, simulated account and plugins of this package, behind what a world asks for. */
export const realSurroundings: Surroundings = {
    prepareTools: (progress) => resolveTools(["pulumiRoot", "etcd", "kubeApiserver", "istioCrds"], progress),

    startControlPlane: ({ layout, tools, namespaces, progress }) =>
        startControlPlane(layout.controlPlane, tools, { namespaces, progress }),
    stopControlPlane: (layout) => stopControlPlane(layout.controlPlane),
    controlPlaneState: async (layout) => {
        const { state } = await controlPlaneStatus(layout.controlPlane);
        return state === "absent" ? "stopped" : state;
    },

    seedCloud: (layout, config) =>
        seedAccount(layout.cloudFile, seedsFor(config.perimeter, config.region), {
            meshKubeconfig: layout.kubeconfig.mesh,
            clusterKubeconfig: layout.kubeconfig.cluster,
        }),
    cloudObjects: (layout) => listObjects(layout.cloudFile),

    managedKubernetesObjects: (layout) => managedObjects(layout.kubeconfig.admin),

    pluginEntries: {
        kubernetes: path.join(COMPILED, "kubernetes", "main.js"),
        alicloud: path.join(COMPILED, "alicloud", "main.js"),
    },
};

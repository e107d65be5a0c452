import { mkdirSync, rmSync } from "node:fs";
import { type ControlPlaneTools, startControlPlane, stopControlPlane } from "../../control-plane/control-plane";
import { controlPlaneFolder } from "../../control-plane/control-plane-folder";
import { ApiClient } from "../../kubernetes/api-client";
import { readKubeconfig } from "../../kubernetes/kubeconfig";
import { ClusterContents } from "./cluster-contents";

/**
 * The API server of a lab, for one scene after the other: to start another and to register three dozen kinds takes longer than
 * to take away what a scene has made.
 */
export class LabCluster {
    /** What an API server makes itself and what is registered in it. */
    private bare: ClusterContents | undefined;

    constructor(
        readonly folder: string,
        private readonly tools: ControlPlaneTools,
    ) {}

    /** It runs then, and holds nothing of an earlier scene. */
    async clear(): Promise<void> {
        mkdirSync(this.folder, { recursive: true });
        await startControlPlane(this.folder, this.tools);
        const client = new ApiClient(readKubeconfig(controlPlaneFolder(this.folder).kubeconfig.admin));
        try {
            if (this.bare === undefined) {
                this.bare = await ClusterContents.of(client);
            } else {
                await this.bare.restore(client);
            }
        } finally {
            client.close();
        }
    }

    async dispose(): Promise<void> {
        await stopControlPlane(this.folder);
        rmSync(this.folder, { recursive: true, force: true });
    }
}

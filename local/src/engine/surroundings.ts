import type { Progress } from "../tools/progress";
import type { Tools } from "../tools/tool-places";
import type { StackConfig } from "./config-file";
import type { WorldLayout } from "./layout";

/** What an engine operation stands on. The real ones are in `real-surroundings.ts`; a test may bring its own. */
export interface Surroundings {
    /** Finds, downloads or builds the binaries. */
    prepareTools(progress: Progress): Promise<Tools>;

    /** Starts the API server unless it runs; makes the namespaces that are missing. */
    startControlPlane(request: ControlPlaneRequest): Promise<ControlPlaneStart>;
    stopControlPlane(layout: WorldLayout): Promise<void>;
    controlPlaneState(layout: WorldLayout): Promise<ControlPlaneState>;

    /** Objects that the configuration names as given exist in the simulated account afterwards. */
    seedCloud(layout: WorldLayout, config: StackConfig): void;
    cloudObjects(layout: WorldLayout): CloudObject[];

    /** Objects in the running API server that a Pulumi provider has written, of every kind. */
    managedKubernetesObjects(layout: WorldLayout): Promise<KubernetesObject[]>;

    /** Compiled entry points of the provider plugins. */
    readonly pluginEntries: { readonly kubernetes: string; readonly alicloud: string };
}

interface ControlPlaneRequest {
    readonly layout: WorldLayout;
    readonly tools: Tools;
    readonly namespaces: readonly string[];
    readonly progress: Progress;
}

/** `broken`: some of its processes run, but the API server does not answer. */
export type ControlPlaneState = "running" | "stopped" | "broken";

export interface ControlPlaneStart {
    /** False when it was running already. */
    readonly started: boolean;
}

/** One object of the simulated account. */
export interface CloudObject {
    readonly id: string;
    readonly type: string;
    /** Seeded, not made by a stack. */
    readonly given: boolean;
    /** Object that made this one by itself and takes it along; no stack's state holds such an object. */
    readonly ownedBy?: string;
}

export interface KubernetesObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
}

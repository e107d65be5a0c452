import * as path from "node:path";
import type { ControlPlaneTools } from "../control-plane/control-plane";
import { silentProgress } from "../tools/progress";
import { type LabFolder, removeLabFolder } from "./lab-folder";
import type { ActionOutcome, LabMachine, LabRunner, LiveWorld } from "./lab-runner";
import type { MeshTools } from "./mesh/mesh-tools";
import { Injection } from "./node-agent/injection";
import type { Action } from "./scenario/action";
import type { Layer } from "./scenario/layer";
import type { Probe } from "./scenario/probe";
import type { Scenario } from "./scenario/scenario";
import { LabCluster } from "./scene/cluster";
import { Scene } from "./scene/scene";
import type { Evidence } from "./verify/evidence";

/** One scene after the other, each a world of its own but for the API server. */
export class Lab implements LabRunner {
    private scene: Scene | undefined;

    private readonly cluster: LabCluster;
    private readonly injections = new Map<string, Injection>();

    constructor(
        private readonly projectRoot: string,
        private readonly folder: LabFolder,
        private readonly tools: MeshTools & ControlPlaneTools,
    ) {
        this.cluster = new LabCluster(folder.controlPlane, tools);
    }

    async bring(scenario: Scenario, signal: AbortSignal, onStep: (text: string) => void): Promise<void> {
        await this.endScene();
        this.scene = await Scene.open(scenario, {
            projectRoot: this.projectRoot,
            home: this.folder.stacks,
            scenes: this.folder.scenes,
            cluster: this.cluster,
            progress: silentProgress,
            tools: this.tools,
            injection: (region) => this.injection(region),
            signal,
            onStep,
        });
    }

    probe(probe: Probe): Promise<Evidence> {
        return this.running().probe(probe);
    }

    act(action: Action): Promise<ActionOutcome> {
        return this.running().act(action);
    }

    remove(layer: Layer): Promise<void> {
        return this.running().remove(layer);
    }

    mutate(change: (live: LiveWorld) => Promise<void>): Promise<void> {
        return this.running().mutate(change);
    }

    restore(): Promise<void> {
        return this.running().restore();
    }

    machines(): readonly LabMachine[] {
        return this.running().machines();
    }

    async dispose(): Promise<void> {
        await this.endScene();
        await this.cluster.dispose();
        removeLabFolder(this.folder);
    }

    private async endScene(): Promise<void> {
        const { scene } = this;
        this.scene = undefined;
        await scene?.dispose();
    }

    /** Its settings come out of manifests that take seconds to generate. */
    private injection(region: string): Injection {
        const known = this.injections.get(region);
        if (known !== undefined) {
            return known;
        }
        const folder = path.join(this.folder.injection, region);
        const injection = new Injection({ istioctl: this.tools.istioctl, folder, region });
        this.injections.set(region, injection);
        return injection;
    }

    private running(): Scene {
        if (this.scene === undefined) {
            throw new Error("the lab has not been brought to a scenario yet");
        }
        return this.scene;
    }
}

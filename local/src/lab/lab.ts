import type { ActionOutcome, LabMachine, LabRunner } from "./lab-runner";
import type { MeshTools } from "./mesh/mesh-tools";
import type { Action } from "./scenario/action";
import type { Layer } from "./scenario/layer";
import type { Probe } from "./scenario/probe";
import type { Scenario } from "./scenario/scenario";
import { Scene } from "./scene/scene";
import type { StackOptions } from "./scene/stack";
import type { Evidence } from "./verify/evidence";

/** One scene after the other, each a world of its own. */
export class Lab implements LabRunner {
    private scene: Scene | undefined;

    constructor(
        private readonly options: StackOptions,
        private readonly tools: MeshTools,
    ) {}

    async bring(scenario: Scenario, signal: AbortSignal, onStep: (text: string) => void): Promise<void> {
        await this.dispose();
        this.scene = await Scene.open(scenario, { ...this.options, tools: this.tools, signal, onStep });
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

    restore(): Promise<void> {
        return this.running().restore();
    }

    machines(): readonly LabMachine[] {
        return this.running().machines();
    }

    async dispose(): Promise<void> {
        await this.scene?.dispose();
        this.scene = undefined;
    }

    private running(): Scene {
        if (this.scene === undefined) {
            throw new Error("the lab has not been brought to a scenario yet");
        }
        return this.scene;
    }
}

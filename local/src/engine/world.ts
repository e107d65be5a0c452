import * as fs from "node:fs";
import * as path from "node:path";
import { type Progress, silentProgress } from "../tools/progress";
import type { Tools } from "../tools/tool-places";
import { readState, type StackState } from "./checkpoint";
import { namespacesOf, readStackConfig, type StackConfig, stackNameOf } from "./config-file";
import { type Checkpoints, engineEnvironment } from "./environment";
import { localHome, type WorldLayout, worldLayout } from "./layout";
import type { OperationKind, OperationResult, OperationSpec } from "./operation-result";
import { pluginFolders } from "./plugins";
import { programFileFor } from "./program";
import { refuseProtected } from "./protection";
import { realSurroundings } from "./real-surroundings";
import { type OperationWatcher, runOperation } from "./run-operation";
import { type WorldStatus, worldStatus } from "./status";
import type { ControlPlaneStart, Surroundings } from "./surroundings";
import { writeWorkFolder } from "./work-folder";

export interface WorldOptions {
    /** Folder with `dist/stack/index.js` and `node_modules`. */
    readonly projectRoot: string;
    /** `Pulumi.<stack>.yaml`; relative paths are relative to the project root. */
    readonly configFile: string;
    /** Folder that holds one folder per stack; default: `ASM_EGRESS_LOCAL_HOME`, else `.local` in the project. */
    readonly home?: string | undefined;
    readonly progress?: Progress | undefined;
    readonly surroundings?: Surroundings | undefined;
    /** Folder of a control plane that is not the stack's own and outlives it. */
    readonly controlPlane?: string | undefined;
    /** Compiled program; default: the one beside the config file, or the project's own. */
    readonly programFile?: string | undefined;
}

export interface OperationOptions extends OperationWatcher {
    /** Compare the state with what is really there first. `up` does so by itself when the API server is new. */
    readonly refresh?: boolean | undefined;
    readonly checkpoints?: Checkpoints | undefined;
    /** Added to the environment of engine and plugins, for example the path of another file with faults. */
    readonly pluginEnvironment?: Readonly<Record<string, string>> | undefined;
    readonly parallel?: number | undefined;
    /** Told whether the control plane was started for this operation, before the engine runs. */
    readonly onControlPlane?: ((start: ControlPlaneStart) => void) | undefined;
    /** Keep what the engine itself said, in `raw`, when it fails. */
    readonly verbose?: boolean | undefined;
}

/** One stack on this machine: API server, simulated account, state. */
export interface World {
    readonly stackName: string;
    readonly layout: WorldLayout;
    /** Tools and control plane, given objects and namespaces; every operation does this by itself. */
    start(): Promise<ControlPlaneStart>;
    up(options?: OperationOptions): Promise<OperationResult>;
    preview(options?: OperationOptions): Promise<OperationResult>;
    refresh(options?: OperationOptions): Promise<OperationResult>;
    destroy(options?: OperationOptions): Promise<OperationResult>;
    status(): Promise<WorldStatus>;
    /** Ends the control plane; all state stays. */
    stop(): Promise<void>;
    /** Ends the control plane, if it is the stack's own, and removes everything about this stack. */
    reset(): Promise<void>;
    /** The stack's state with secrets masked. */
    exportState(): StackState;
}

export function openWorld(options: WorldOptions): World {
    const projectRoot = path.resolve(options.projectRoot);
    const configFile = path.resolve(projectRoot, options.configFile);
    const stackName = stackNameOf(configFile);
    return new LocalWorld(
        stackName,
        worldLayout(localHome(projectRoot, options.home), stackName, options.controlPlane),
        options.controlPlane === undefined,
        configFile,
        projectRoot,
        options.programFile ?? programFileFor(projectRoot, configFile),
        options.progress ?? silentProgress,
        options.surroundings ?? realSurroundings,
    );
}

class LocalWorld implements World {
    constructor(
        readonly stackName: string,
        readonly layout: WorldLayout,
        private readonly ownsControlPlane: boolean,
        private readonly configFile: string,
        private readonly projectRoot: string,
        private readonly programFile: string,
        private readonly progress: Progress,
        private readonly surroundings: Surroundings,
    ) {}

    async start(): Promise<ControlPlaneStart> {
        return (await this.#prepare(readStackConfig(this.configFile))).controlPlane;
    }

    up(options: OperationOptions = {}): Promise<OperationResult> {
        return this.#operate("up", options);
    }

    preview(options: OperationOptions = {}): Promise<OperationResult> {
        return this.#operate("preview", options);
    }

    refresh(options: OperationOptions = {}): Promise<OperationResult> {
        return this.#operate("refresh", options);
    }

    async destroy(options: OperationOptions = {}): Promise<OperationResult> {
        refuseProtected(this.exportState().resources);
        return this.#operate("destroy", options);
    }

    async status(): Promise<WorldStatus> {
        const controlPlane = await this.surroundings.controlPlaneState(this.layout);
        return worldStatus({
            stack: this.stackName,
            controlPlane,
            state: this.exportState(),
            cloudObjects: this.surroundings.cloudObjects(this.layout),
            kubernetesObjects:
                controlPlane === "running" ? await this.surroundings.managedKubernetesObjects(this.layout) : undefined,
        });
    }

    async stop(): Promise<void> {
        await this.surroundings.stopControlPlane(this.layout);
    }

    async reset(): Promise<void> {
        if (this.ownsControlPlane) {
            await this.stop();
        }
        fs.rmSync(this.layout.folder, { recursive: true, force: true });
    }

    exportState(): StackState {
        return readState(this.layout.checkpointFile);
    }

    async #operate(kind: OperationKind, options: OperationOptions): Promise<OperationResult> {
        const config = readStackConfig(this.configFile);
        const { controlPlane, tools } = await this.#prepare(config);
        options.onControlPlane?.(controlPlane);
        const plugins = pluginFolders({
            projectRoot: this.projectRoot,
            entries: this.surroundings.pluginEntries,
            launchers: this.layout.plugins,
        });
        writeWorkFolder(this.layout, config, plugins);
        const run = (operation: OperationKind, refresh: boolean) =>
            runOperation(
                this.#spec(operation, tools, refresh, options),
                engineEnvironment(this.layout, { checkpoints: options.checkpoints, extra: options.pluginEnvironment }),
                options,
            );

        const cutOff = this.exportState().pendingOperations.length;
        if (cutOff > 0 && (kind === "up" || kind === "destroy")) {
            // What a killed engine had begun stays in the state and is warned about for ever. One look clears it.
            options.onNote?.(`An earlier run was cut off in the middle of ${cutOff} operation(s); refreshing first.`);
            const refreshed = await run("refresh", true);
            if (!refreshed.ok) {
                return refreshed;
            }
        }
        const result = await run(kind, options.refresh === true || this.#unseen());
        if (result.ok && kind !== "preview") {
            fs.rmSync(this.layout.unseenMark, { force: true });
        }
        return result;
    }

    #spec(kind: OperationKind, tools: Tools, refresh: boolean, options: OperationOptions): OperationSpec {
        return {
            kind,
            stackName: this.stackName,
            workFolder: this.layout.work,
            toolsFolder: tools.pulumiRoot,
            programFile: this.programFile,
            backendFolder: this.layout.backend,
            checkpointFile: this.layout.checkpointFile,
            locksFolder: this.layout.locks,
            refresh,
            parallel: options.parallel,
            verbose: options.verbose === true,
        };
    }

    async #prepare(config: StackConfig): Promise<{ controlPlane: ControlPlaneStart; tools: Tools }> {
        const tools = await this.surroundings.prepareTools(this.progress);
        fs.mkdirSync(this.layout.folder, { recursive: true });
        if (!fs.existsSync(this.layout.controlPlane)) {
            fs.writeFileSync(this.layout.unseenMark, "");
        }
        const controlPlane = await this.surroundings.startControlPlane({
            layout: this.layout,
            tools,
            namespaces: namespacesOf(config.perimeter),
            progress: this.progress,
        });
        this.surroundings.seedCloud(this.layout, config);
        return { controlPlane, tools };
    }

    /**
     * A new API server under a state with resources: the engine believes the state and would call everything unchanged.
     * A file remembers it, for the run that should have looked may have failed.
     */
    #unseen(): boolean {
        return fs.existsSync(this.layout.unseenMark) && this.exportState().resources.length > 0;
    }
}

import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { readKubeconfig } from "../../kubernetes/kubeconfig";
import { LabProcess, runInNamespace } from "./lab-process";
import { type MeshSettings, meshConfigOf } from "./mesh-config";
import { Relay } from "./relay";

export interface IstiodOptions {
    /** Of its own, as `ip netns exec` knows it. */
    readonly namespace: string;
    /** An administrator's, of an API server on this machine's loopback. */
    readonly kubeconfig: string;
    readonly pilotDiscovery: string;
    readonly pilotAgent: string;
    readonly folder: string;
    readonly settings: MeshSettings;
}

/** Proxies reach it under this name and check its certificate for it; that has no address in it. */
export const ISTIOD_NAME = "istiod.istio-system.svc";
/** Configuration and certificates, over TLS. */
export const ISTIOD_PORT = 15012;
export const CLUSTER_ID = "Kubernetes";

const READY_MILLISECONDS = 60_000;
/** Its plain HTTP, on every interface; nobody but the lab asks there. */
const STATUS = "http://127.0.0.1:8080/ready";

/**
 * The filters that only Istio's own build of Envoy has are kept away, so that upstream Envoy accepts every listener. What it
 * would install into a cluster or agree on with other istiods is left out. The debounce is short: nobody changes a thousand
 * objects here.
 */
const ENVIRONMENT = {
    POD_NAME: "istiod",
    POD_NAMESPACE: "istio-system",
    CLUSTER_ID,
    CLOUD_PLATFORM: "none",
    PILOT_ENABLE_ALPN_FILTER: "false",
    PILOT_ENABLE_METADATA_EXCHANGE: "false",
    ENABLE_LEADER_ELECTION: "false",
    VALIDATION_WEBHOOK_CONFIG_NAME: "",
    INJECTION_WEBHOOK_CONFIG_NAME: "",
    PILOT_DEBOUNCE_AFTER: "30ms",
    PILOT_DEBOUNCE_MAX: "200ms",
} as const;

/** The mesh's control plane: the real one, on the objects of the API server. */
export class Istiod {
    private constructor(
        private readonly options: IstiodOptions,
        private readonly relay: Relay,
        private readonly program: LabProcess,
    ) {}

    static async start(options: IstiodOptions): Promise<Istiod> {
        const { namespace, kubeconfig, pilotDiscovery, pilotAgent, folder } = options;
        mkdirSync(folder, { recursive: true });
        writeMeshConfig(options.folder, options.settings);
        const port = Number(readKubeconfig(kubeconfig).server.port);
        const relay = await Relay.start({
            namespace,
            port,
            folder: path.join(folder, "relay"),
            logFile: path.join(folder, "relay.log"),
        });
        let program: LabProcess | undefined;
        try {
            program = await LabProcess.start({
                name: "istiod",
                namespace,
                command: [
                    ...[pilotDiscovery, "discovery", "--kubeconfig", path.resolve(kubeconfig)],
                    ...["--meshConfig", meshConfigFile(folder), "--ctrlz_port", "0"],
                ],
                environment: ENVIRONMENT,
                folder,
                logFile: path.join(folder, "istiod.log"),
            });
            const wait = ["wait", "--url", STATUS, "--periodMillis", "100"];
            await program.until(
                (signal) => runInNamespace(namespace, [pilotAgent, ...wait], { signal }),
                READY_MILLISECONDS,
            );
            return new Istiod(options, relay, program);
        } catch (error) {
            await program?.end();
            await relay.dispose();
            throw error;
        }
    }

    /** Changes the mesh's settings; istiod reads its file again by itself and tells the proxies. */
    configure(settings: MeshSettings): void {
        writeMeshConfig(this.options.folder, settings);
    }

    /** Runs a program beside it, where its plain HTTP answers, and answers what that printed. */
    run(command: readonly string[]): Promise<string> {
        return runInNamespace(this.options.namespace, command);
    }

    async dispose(): Promise<void> {
        await this.program.end();
        await this.relay.dispose();
    }
}

function meshConfigFile(folder: string): string {
    return path.join(path.resolve(folder), "mesh.json");
}

/** istiod must never read half a file. */
function writeMeshConfig(folder: string, settings: MeshSettings): void {
    const file = meshConfigFile(folder);
    writeFileSync(`${file}.new`, JSON.stringify(meshConfigOf(settings), undefined, 4));
    renameSync(`${file}.new`, file);
}

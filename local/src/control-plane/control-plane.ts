import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { ApiClient } from "../kubernetes/api-client";
import { ApiError } from "../kubernetes/api-error";
import { readKubeconfig } from "../kubernetes/kubeconfig";
import { withFileLock } from "../processes/file-lock";
import { type Progress, type ProgressLine, silentProgress } from "../tools/progress";
import type { Tools } from "../tools/tool-places";
import { accessRules } from "./access-rules";
import {
    type ControlPlaneFolder,
    controlPlaneFolder,
    makeFolders,
    type ProcessName,
    type UserName,
    writePrivateFile,
} from "./control-plane-folder";
import {
    ensureServiceAccountKey,
    ensureTokens,
    readCertificateAuthority,
    removeExpiringCertificate,
    writeKubeconfigs,
} from "./credentials";
import { parseDefinitions, readDefinitionFiles, registerDefinitions, registeredNames } from "./custom-resources";
import { isCurrent, runningDaemon, startDaemon, stopDaemon } from "./daemon";
import { apiServerDaemon, controllersDaemon, etcdDaemon } from "./daemons";
import { choosePorts, type Ports, readPorts } from "./ports";
import { isReady, waitForReadiness } from "./readiness";

export type ControlPlaneTools = Pick<Tools, "etcd" | "kubeApiserver" | "istioCrds">;

export interface ControlPlaneOptions {
    readonly progress?: Progress;
    /** Made beside `istio-system` when they are missing. */
    readonly namespaces?: readonly string[];
}

export interface ControlPlane {
    readonly server: string;
    readonly kubeconfig: Readonly<Record<UserName, string>>;
    /** False: it was running already. */
    readonly started: boolean;
    /** Nothing of an earlier run is in it. */
    readonly empty: boolean;
}

export interface ControlPlaneStatus {
    /** `absent`: never started here; `broken`: some processes run, but the API server does not answer. */
    readonly state: "absent" | "stopped" | "running" | "broken";
    readonly server: string | undefined;
    readonly processes: Readonly<Record<ProcessName, boolean>>;
}

const START_MILLISECONDS = 120_000;

const START_ATTEMPTS = 3;
/** The API server keeps nothing and may be killed; etcd is given time to close its files. */
const GRACE_MILLISECONDS: Readonly<Record<ProcessName, number>> = {
    controllers: 3000,
    "kube-apiserver": 2500,
    etcd: 15_000,
};

/**
 * Starts etcd, the API server and the controllers of one folder, or reuses those that run. What etcd holds is kept from run to
 * run. All three outlive the calling process.
 */
export async function startControlPlane(
    folderPath: string,
    tools: ControlPlaneTools,
    options: ControlPlaneOptions = {},
): Promise<ControlPlane> {
    const folder = controlPlaneFolder(folderPath);
    const progress = options.progress ?? silentProgress;
    makeFolders(folder);
    return await withFileLock(folder.lock, noteWaiting(progress), async () => {
        const empty = !existsSync(folder.registered);
        const ports = await reusablePorts(folder, tools);
        const started = ports === undefined;
        const line = started ? progress.begin("control plane", "starting etcd and kube-apiserver") : undefined;
        try {
            const server = addressOf(ports ?? (await startServers(folder, tools)));
            await prepare(folder, tools, options.namespaces ?? [], line);
            await ensureControllers(folder);
            line?.done(`API server ready at ${server}`);
            return { server, kubeconfig: folder.kubeconfig, started, empty };
        } catch (error) {
            line?.fail("did not start");
            throw error;
        }
    });
}

/** Ends the processes; all data stays. Harmless when nothing runs. */
export async function stopControlPlane(folderPath: string): Promise<void> {
    const folder = controlPlaneFolder(folderPath);
    if (existsSync(folder.root)) {
        await withFileLock(folder.lock, {}, () => stopProcesses(folder));
    }
}

export async function controlPlaneStatus(folderPath: string): Promise<ControlPlaneStatus> {
    const folder = controlPlaneFolder(folderPath);
    const runs = (name: ProcessName) => runningDaemon(folder.pidFile(name)) !== undefined;
    const processes = {
        etcd: runs("etcd"),
        "kube-apiserver": runs("kube-apiserver"),
        controllers: runs("controllers"),
    };
    const ports = readPorts(folder.ports);
    const server = ports === undefined ? undefined : addressOf(ports);
    if (!Object.values(processes).includes(true)) {
        return { state: ports === undefined ? "absent" : "stopped", server, processes };
    }
    const servers = processes.etcd && processes["kube-apiserver"];
    const ready = servers && (await isReady(folder.kubeconfig.admin));
    return { state: ready ? "running" : "broken", server, processes };
}

/** Ports of a healthy pair that was started with the same programs and flags. */
async function reusablePorts(folder: ControlPlaneFolder, tools: ControlPlaneTools): Promise<Ports | undefined> {
    const ports = readPorts(folder.ports);
    if (ports === undefined) {
        return undefined;
    }
    const current = isCurrent(etcdDaemon(folder, tools, ports)) && isCurrent(apiServerDaemon(folder, tools, ports));
    return current && (await isReady(folder.kubeconfig.admin)) ? ports : undefined;
}

/** Another control plane that starts at the same moment may have been given the same free port: then with other ports. */
async function startServers(folder: ControlPlaneFolder, tools: ControlPlaneTools): Promise<Ports> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await startPair(folder, tools);
        } catch (error) {
            if (attempt === START_ATTEMPTS || !String(error).includes("address already in use")) {
                throw error;
            }
        }
    }
}

async function startPair(folder: ControlPlaneFolder, tools: ControlPlaneTools): Promise<Ports> {
    // One half of a pair that is left over holds its port or etcd's files.
    await stopProcesses(folder);
    const tokens = ensureTokens(folder.tokens);
    ensureServiceAccountKey(folder.serviceAccountKey);
    removeExpiringCertificate(folder);
    const ports = await choosePorts(folder.ports);
    const daemons = [etcdDaemon(folder, tools, ports), apiServerDaemon(folder, tools, ports)];
    const ready = async () => {
        const ca = readCertificateAuthority(folder.servingCertificate);
        if (ca === undefined) {
            return false;
        }
        writeKubeconfigs(folder, addressOf(ports), ca, tokens);
        return await isReady(folder.kubeconfig.admin);
    };
    try {
        for (const daemon of daemons) {
            await startDaemon(daemon);
        }
        await waitForReadiness(ready, daemons, Date.now() + START_MILLISECONDS);
    } catch (error) {
        await stopProcesses(folder);
        throw error;
    }
    return ports;
}

/** Registers what a client expects to find: kinds, access rules, namespaces. */
async function prepare(
    folder: ControlPlaneFolder,
    tools: ControlPlaneTools,
    namespaces: readonly string[],
    line: ProgressLine | undefined,
): Promise<void> {
    const client = new ApiClient(readKubeconfig(folder.kubeconfig.admin));
    try {
        const files = readDefinitionFiles(tools.istioCrds);
        const rules = accessRules();
        const hash = createHash("sha256")
            .update(JSON.stringify([files, rules]))
            .digest("hex");
        if (!(await isRegistered(client, folder, hash))) {
            line?.update("registering the kinds of Istio, ASM and Terway");
            for (const rule of rules) {
                const path = `/apis/${rule.apiVersion}/${rule.kind.toLowerCase()}s/${rule.metadata.name}`;
                await client.apply(path, rule, { fieldManager: "asm-egress-control-plane", force: true });
            }
            const definitions = files.flatMap(parseDefinitions);
            await registerDefinitions(client, definitions, Date.now() + START_MILLISECONDS);
            const names = definitions.map((definition) => definition.metadata.name);
            writePrivateFile(folder.registered, JSON.stringify({ hash, names }));
        }
        await Promise.all([...new Set(["istio-system", ...namespaces])].map((name) => ensureNamespace(client, name)));
    } finally {
        client.close();
    }
}

/** Parsing a megabyte of YAML takes longer than everything else in a start that finds all in place. */
async function isRegistered(client: ApiClient, folder: ControlPlaneFolder, hash: string): Promise<boolean> {
    if (!existsSync(folder.registered)) {
        return false;
    }
    const earlier = JSON.parse(readFileSync(folder.registered, "utf8")) as { hash?: string; names?: string[] };
    if (earlier.hash !== hash) {
        return false;
    }
    const present = await registeredNames(client);
    return earlier.names?.every((name) => present.has(name)) === true;
}

async function ensureNamespace(client: ApiClient, name: string): Promise<void> {
    try {
        await client.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    } catch (error) {
        if (!(error instanceof ApiError && error.reason === "AlreadyExists")) {
            throw error;
        }
    }
}

async function ensureControllers(folder: ControlPlaneFolder): Promise<void> {
    const daemon = controllersDaemon(folder);
    if (!isCurrent(daemon)) {
        await stopDaemon(daemon.pidFile, GRACE_MILLISECONDS.controllers);
        await startDaemon(daemon);
    }
}

/** Clients before servers, so that nobody is left waiting for an answer. */
async function stopProcesses(folder: ControlPlaneFolder): Promise<void> {
    for (const name of ["controllers", "kube-apiserver", "etcd"] as const) {
        await stopDaemon(folder.pidFile(name), GRACE_MILLISECONDS[name]);
    }
}

function addressOf(ports: Ports): string {
    return `https://127.0.0.1:${ports.kubeApiserver}`;
}

function noteWaiting(progress: Progress) {
    return {
        onWait: ({ pid }: { readonly pid: number }) => progress.note("control plane", `waiting for process ${pid}`),
    };
}

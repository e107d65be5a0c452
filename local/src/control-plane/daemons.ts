import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Tools } from "../tools/tool-places";
import type { ControlPlaneFolder } from "./control-plane-folder";
import type { Daemon } from "./daemon";
import type { Ports } from "./ports";

/** Compiled entry of the controllers; the same from `src` and from `dist`. */
const CONTROLLERS = path.resolve(__dirname, "../../dist/controllers/main.js");

export function etcdDaemon(folder: ControlPlaneFolder, tools: Pick<Tools, "etcd">, ports: Ports): Daemon {
    const address = `http://127.0.0.1:${ports.etcd}`;
    return {
        name: "etcd",
        command: tools.etcd,
        args: [
            `--data-dir=${folder.etcdData}`,
            `--listen-client-urls=${address}`,
            `--advertise-client-urls=${address}`,
            // No other member ever speaks to it, so any port will do for the peers.
            "--listen-peer-urls=http://127.0.0.1:0",
            "--log-level=warn",
        ],
        pidFile: folder.pidFile("etcd"),
        logFile: folder.logFile("etcd"),
    };
}

export function apiServerDaemon(folder: ControlPlaneFolder, tools: Pick<Tools, "kubeApiserver">, ports: Ports): Daemon {
    return {
        name: "kube-apiserver",
        command: tools.kubeApiserver,
        args: [
            `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
            "--bind-address=127.0.0.1",
            `--secure-port=${ports.kubeApiserver}`,
            // Left to itself it looks for the machine's default route and refuses to start where there is none. The loopback
            // address may not stand in Endpoints, so nobody is to write those of the `kubernetes` Service.
            "--advertise-address=127.0.0.1",
            "--endpoint-reconciler-type=none",
            `--cert-dir=${folder.certificates}`,
            `--service-account-key-file=${folder.serviceAccountKey}`,
            `--service-account-signing-key-file=${folder.serviceAccountKey}`,
            "--service-account-issuer=https://kubernetes.default.svc",
            `--token-auth-file=${folder.tokens}`,
            "--anonymous-auth=false",
            "--authorization-mode=RBAC",
            "--service-cluster-ip-range=10.96.0.0/16",
            // It would refuse Pods until a controller, which does not run here, has made their ServiceAccount's token.
            "--disable-admission-plugins=ServiceAccount",
            "--allow-privileged=true",
            "--profiling=false",
        ],
        pidFile: folder.pidFile("kube-apiserver"),
        logFile: folder.logFile("kube-apiserver"),
    };
}

export function controllersDaemon(folder: ControlPlaneFolder): Daemon {
    if (!existsSync(CONTROLLERS)) {
        throw new Error(`${CONTROLLERS} does not exist; run \`npm run build\` first`);
    }
    return {
        name: "controllers",
        command: process.execPath,
        args: [CONTROLLERS, folder.kubeconfig.admin, folder.pidFile("controllers")],
        pidFile: folder.pidFile("controllers"),
        logFile: folder.logFile("controllers"),
        revision: contentHash(path.dirname(CONTROLLERS)),
    };
}

/** A rebuilt controller has the same command line as the one before. */
function contentHash(folder: string): string {
    const hash = createHash("sha256");
    for (const file of readdirSync(folder).sort()) {
        if (file.endsWith(".js")) {
            hash.update(file).update(readFileSync(path.join(folder, file)));
        }
    }
    return hash.digest("hex").slice(0, 16);
}

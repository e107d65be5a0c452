import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";

export type ProcessName = "etcd" | "kube-apiserver" | "controllers";

/** The three users of the API server; each has a kubeconfig. */
export type UserName = "admin" | "mesh" | "cluster";

/** Where everything of one control plane lies. Deleting the folder of a stopped one forgets it wholly. */
export interface ControlPlaneFolder {
    readonly root: string;
    readonly lock: string;
    readonly ports: string;
    readonly etcdData: string;
    /** Certificate and key that the API server makes for itself. */
    readonly certificates: string;
    readonly servingCertificate: string;
    readonly serviceAccountKey: string;
    readonly tokens: string;
    /** What was registered in this etcd, so that it need not be registered again. */
    readonly registered: string;
    readonly kubeconfig: Readonly<Record<UserName, string>>;
    pidFile(name: ProcessName): string;
    logFile(name: ProcessName): string;
}

export function controlPlaneFolder(folder: string): ControlPlaneFolder {
    const root = path.resolve(folder);
    const certificates = path.join(root, "certificates");
    return {
        root,
        lock: path.join(root, "lock"),
        ports: path.join(root, "ports.json"),
        etcdData: path.join(root, "etcd"),
        certificates,
        servingCertificate: path.join(certificates, "apiserver.crt"),
        serviceAccountKey: path.join(certificates, "service-account.key"),
        tokens: path.join(root, "tokens.csv"),
        registered: path.join(root, "registered.json"),
        kubeconfig: {
            admin: path.join(root, "admin.kubeconfig"),
            mesh: path.join(root, "mesh.kubeconfig"),
            cluster: path.join(root, "cluster.kubeconfig"),
        },
        pidFile: (name) => path.join(root, "processes", `${name}.json`),
        logFile: (name) => path.join(root, "logs", `${name}.log`),
    };
}

/** The folder holds tokens and etcd's data, which is every Secret in plain text: nobody else on the machine reads it. */
export function makeFolders(folder: ControlPlaneFolder): void {
    mkdirSync(folder.root, { recursive: true, mode: 0o700 });
    for (const part of [folder.certificates, folder.etcdData, path.join(folder.root, "processes")]) {
        mkdirSync(part, { recursive: true, mode: 0o700 });
    }
    mkdirSync(path.join(folder.root, "logs"), { recursive: true, mode: 0o700 });
}

/** Writes a private file so that a reader sees the old content or the new, never half of one. */
export function writePrivateFile(file: string, content: string): void {
    const draft = `${file}.${randomBytes(4).toString("hex")}`;
    writeFileSync(draft, content, { mode: 0o600 });
    renameSync(draft, file);
}

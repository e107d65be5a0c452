import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { isObject } from "../plugin-host/values";

/** How to reach one API server, and as whom. */
export interface ClusterAccess {
    readonly server: URL;
    /** Namespace of the context, if it names one. */
    readonly namespace: string | undefined;
    readonly token: string | undefined;
    readonly tls: {
        readonly ca?: Buffer;
        readonly cert?: Buffer;
        readonly key?: Buffer;
        readonly servername?: string;
        readonly rejectUnauthorized: boolean;
    };
}

export interface ContextChoice {
    /** Name of a context; default: the kubeconfig's `current-context`. */
    readonly context?: string | undefined;
    /** Name of a cluster, instead of the one the context names. */
    readonly cluster?: string | undefined;
}

/** A problem of a kubeconfig; `field` is the setting that a person would change. */
export class KubeconfigError extends Error {
    override readonly name = "KubeconfigError";
    readonly field: "kubeconfig" | "context" | "cluster";

    constructor(field: "kubeconfig" | "context" | "cluster", message: string) {
        super(message);
        this.field = field;
    }
}

type Entry = Record<string, unknown>;

/** Reads a kubeconfig given as its contents (YAML or JSON), as the path of a file, or as an object. */
export function readKubeconfig(source: unknown, choice: ContextChoice = {}): ClusterAccess {
    const { config, folder } = load(source);
    const contextName = choice.context ?? text(config["current-context"]);
    if (contextName === undefined) throw new KubeconfigError("kubeconfig", "has no current-context; set `context`");
    const context = named(config, "contexts", "context", contextName, "context");
    const clusterName = choice.cluster ?? text(context.cluster) ?? "";
    const cluster = named(config, "clusters", "cluster", clusterName, choice.cluster ? "cluster" : "kubeconfig");
    const userName = text(context.user);
    const user = userName === undefined ? {} : named(config, "users", "user", userName, "kubeconfig");

    for (const field of ["exec", "auth-provider", "username"]) {
        if (user[field] === undefined) continue;
        throw new KubeconfigError(
            "kubeconfig",
            `user "${userName}" has \`${field}\`; the local plugin knows a token and a client certificate only`,
        );
    }
    const ca = material(cluster, "certificate-authority", folder);
    const cert = material(user, "client-certificate", folder);
    const key = material(user, "client-key", folder);
    const servername = text(cluster["tls-server-name"]);
    return {
        server: serverAddress(cluster, clusterName),
        namespace: text(context.namespace),
        token: text(user.token) ?? tokenFile(user, folder),
        tls: {
            ...(ca && { ca }),
            ...(cert && { cert }),
            ...(key && { key }),
            ...(servername && { servername }),
            rejectUnauthorized: cluster["insecure-skip-tls-verify"] !== true,
        },
    };
}

function load(source: unknown): { config: Entry; folder: string } {
    if (isObject(source)) return { config: source, folder: process.cwd() };
    if (typeof source !== "string" || source.trim() === "") throw new KubeconfigError("kubeconfig", "is empty");
    const inline = parseYaml(source);
    if (isObject(inline)) return { config: inline, folder: process.cwd() };

    // Neither YAML nor JSON of an object is the path of a file: parsed as YAML, a path is a plain string.
    if (source.includes("\n")) throw new KubeconfigError("kubeconfig", "is neither YAML nor JSON of a kubeconfig");
    const path = resolve(source.replace(/^~(?=\/)/, homedir()));
    const config = parseYaml(readText(path, "kubeconfig"));
    if (!isObject(config)) throw new KubeconfigError("kubeconfig", `file ${path} holds no kubeconfig`);
    return { config, folder: dirname(path) };
}

/** `undefined` where the text is no YAML. The parser's own message would quote the text, and that may hold a token. */
function parseYaml(source: string): unknown {
    try {
        return parse(source, { logLevel: "error" });
    } catch {
        return undefined;
    }
}

function named(config: Entry, list: string, key: string, name: string, field: KubeconfigError["field"]): Entry {
    const entries = Array.isArray(config[list]) ? config[list].filter(isObject) : [];
    const value = entries.find((entry) => entry.name === name)?.[key];
    if (isObject(value)) return value;
    const known = entries.map((entry) => entry.name).join(", ") || "none";
    throw new KubeconfigError(field, `has no ${key} "${name}" (${list}: ${known})`);
}

function serverAddress(cluster: Entry, name: string): URL {
    const address = text(cluster.server);
    if (address === undefined || !/^https?:/.test(address) || !URL.canParse(address)) {
        throw new KubeconfigError("kubeconfig", `cluster "${name}" has no valid server address`);
    }
    return new URL(address);
}

/** PEM material: `<field>-data` holds it as base64, `<field>` names a file relative to the kubeconfig. */
function material(entry: Entry, field: string, folder: string): Buffer | undefined {
    const data = text(entry[`${field}-data`]);
    if (data !== undefined) return Buffer.from(data, "base64");
    const path = text(entry[field]);
    return path === undefined ? undefined : Buffer.from(readText(resolve(folder, path), field));
}

function tokenFile(user: Entry, folder: string): string | undefined {
    const path = text(user.tokenFile);
    return path === undefined ? undefined : readText(resolve(folder, path), "tokenFile").trim();
}

function readText(path: string, what: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        const reason = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
        throw new KubeconfigError("kubeconfig", `cannot read ${what} file ${path} (${reason})`);
    }
}

function text(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

import * as fs from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import { PROJECT_NAME } from "./layout";
import { UserError } from "./user-error";

/** The keys the driver gives itself: they point at the local API server, whatever the person's file says. */
const MESH_KUBECONFIG_KEY = `${PROJECT_NAME}:meshKubeconfig`;
const CLUSTER_KUBECONFIG_KEY = "kubernetes:kubeconfig";
const PERIMETER_KEY = `${PROJECT_NAME}:perimeter`;
const REGION_KEY = "alicloud:region";

/** A stack's configuration file, read and found fit to start with. The perimeter itself is the program's to judge. */
export interface StackConfig {
    readonly stackName: string;
    readonly file: string;
    readonly values: Readonly<Record<string, unknown>>;
    readonly perimeter: Readonly<Record<string, unknown>>;
    readonly region: string;
}

/** `Pulumi.<name>.yaml` is the configuration of stack `<name>`, as the Pulumi CLI has it. */
export function stackNameOf(configFile: string): string {
    const base = path.basename(configFile);
    const name = /^Pulumi\.([A-Za-z0-9_.-]{1,100})\.ya?ml$/.exec(base)?.[1];
    if (name === undefined) {
        throw new UserError(
            `"${base}" does not name a stack.`,
            "Call the file Pulumi.<stack>.yaml; letters, digits, '-', '_' and '.' may be used in the stack's name.",
        );
    }
    return name;
}

export function readStackConfig(configFile: string): StackConfig {
    const stackName = stackNameOf(configFile);
    const shown = path.relative(process.cwd(), configFile) || configFile;
    const values = configValues(shown, readText(configFile, shown));
    refuseSecrets(shown, values);

    const perimeter = asMapping(values[PERIMETER_KEY]);
    if (perimeter === undefined) {
        const found = values[PERIMETER_KEY] === undefined ? "is missing" : "is not a mapping";
        throw new UserError(
            `${shown}: config.${PERIMETER_KEY} ${found}.`,
            `Describe the perimeter under "config:", key "${PERIMETER_KEY}". A complete file: Pulumi.local.yaml.`,
        );
    }
    const region = values[REGION_KEY];
    if (typeof region !== "string" || region === "") {
        throw new UserError(
            `${shown}: config.${REGION_KEY} is missing.`,
            `Name the region, for example "${REGION_KEY}: cn-hangzhou" under "config:".`,
        );
    }
    return { stackName, file: configFile, values, perimeter, region };
}

/**
 * The stack settings the engine runs with: the person's values, the driver's kubeconfig files on top. Other settings of
 * the `kubernetes` provider go, since a `context` or `namespace` of a real cluster means nothing here.
 */
export function mergedSettings(
    values: Readonly<Record<string, unknown>>,
    kubeconfig: { readonly mesh: string; readonly cluster: string },
    encryptionSalt?: string,
): Record<string, unknown> {
    const kept = Object.entries(values).filter(
        ([key]) => !key.startsWith("kubernetes:") && key !== MESH_KUBECONFIG_KEY,
    );
    return {
        // The salt belongs to the local state's passphrase, not to the person's file; losing it would make the secrets
        // in the state unreadable.
        ...(encryptionSalt === undefined ? {} : { encryptionsalt: encryptionSalt }),
        config: {
            ...Object.fromEntries(kept),
            [MESH_KUBECONFIG_KEY]: kubeconfig.mesh,
            [CLUSTER_KUBECONFIG_KEY]: kubeconfig.cluster,
        },
    };
}

/** Namespaces the perimeter speaks of, which someone else owns in a real cluster and which are therefore made here. */
export function namespacesOf(perimeter: Readonly<Record<string, unknown>>): string[] {
    const names = new Set<string>(["istio-system"]);
    for (const namespace of list(perimeter.namespaces)) {
        addName(names, namespace.name);
    }
    for (const service of list(perimeter.externalServices)) {
        for (const client of list(service.clients)) {
            addName(names, client.namespace);
        }
    }
    return [...names].sort();
}

function readText(file: string, shown: string): string {
    try {
        return fs.readFileSync(file, "utf8");
    } catch {
        throw new UserError(
            `${shown}: no such configuration file, or it cannot be read.`,
            "Name another with --config FILE, or copy Pulumi.local.yaml and change it.",
        );
    }
}

function configValues(shown: string, text: string): Record<string, unknown> {
    const document = parseDocument(text);
    const problem = document.errors[0];
    if (problem !== undefined) {
        throw new UserError(
            `${shown}: not valid YAML: ${problem.message.split("\n")[0]}`,
            "Correct the line named above.",
        );
    }
    const root = asMapping(document.toJS());
    const values = root === undefined ? undefined : asMapping(root.config);
    if (values === undefined) {
        throw new UserError(`${shown}: there is no "config:" mapping in it.`, `Start the file with a line "config:".`);
    }
    return values;
}

/** Secrets of a real stack are encrypted with a key the local state does not have; the kubeconfigs are not needed. */
function refuseSecrets(shown: string, values: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(values)) {
        const secret =
            key === MESH_KUBECONFIG_KEY || key.startsWith("kubernetes:") ? undefined : secretPath(value, key);
        if (secret !== undefined) {
            throw new UserError(
                `${shown}: config.${secret} is encrypted for another backend and cannot be read here.`,
                "Run with a file that holds a plain value, for example --config Pulumi.local.yaml.",
            );
        }
    }
}

function secretPath(value: unknown, at: string): string | undefined {
    if (Array.isArray(value)) {
        return firstDefined(value.map((item, index) => secretPath(item, `${at}[${index}]`)));
    }
    const mapping = asMapping(value);
    if (mapping === undefined) {
        return undefined;
    }
    if (Object.keys(mapping).length === 1 && typeof mapping.secure === "string") {
        return at;
    }
    return firstDefined(Object.entries(mapping).map(([key, item]) => secretPath(item, `${at}.${key}`)));
}

function firstDefined(items: (string | undefined)[]): string | undefined {
    return items.find((item) => item !== undefined);
}

function asMapping(value: unknown): Record<string, unknown> | undefined {
    // `pulumi config set` without --path stores an object as JSON text.
    const parsed = typeof value === "string" && value.trimStart().startsWith("{") ? tryJson(value) : value;
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
        ? (parsed as Record<string, unknown>)
        : undefined;
}

function tryJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function list(value: unknown): Record<string, unknown>[] {
    return Array.isArray(value) ? value.map(asMapping).filter((item) => item !== undefined) : [];
}

function addName(names: Set<string>, name: unknown): void {
    if (typeof name === "string" && name !== "") {
        names.add(name);
    }
}

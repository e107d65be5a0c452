import type { CheckFailure, Properties } from "../plugin-host/provider";
import { containsUnknown } from "../plugin-host/values";
import { type ClusterAccess, KubeconfigError, readKubeconfig } from "./kubeconfig";

export interface Settings {
    readonly access: ClusterAccess;
    /** Namespace of objects that name none. */
    readonly defaultNamespace: string;
    /** Every apply takes fields over from other managers. */
    readonly force: boolean;
}

/** Problems of the provider's own configuration, as far as it is known. */
export function checkConfiguration(config: Properties): CheckFailure[] {
    return [...checkAccess(config), ...checkSwitches(config)];
}

/** Settings from a configuration that has been checked. */
export function readConfiguration(config: Properties): Settings {
    const access = readAccess(config);
    return {
        access,
        defaultNamespace: text(config.namespace) ?? access.namespace ?? "default",
        force: isTrue(config.enablePatchForce),
    };
}

function checkAccess(config: Properties): CheckFailure[] {
    if (["kubeconfig", "context", "cluster"].some((field) => containsUnknown(config[field]))) return [];
    try {
        readAccess(config);
        return [];
    } catch (error) {
        if (!(error instanceof KubeconfigError)) throw error;
        return [{ property: error.field, reason: error.message }];
    }
}

function readAccess(config: Properties): ClusterAccess {
    if (config.kubeconfig === undefined) {
        // The official plugin would go on with ~/.kube/config: what is meant for this machine would reach somebody's cluster.
        throw new KubeconfigError("kubeconfig", "is required: the local plugin never falls back to ~/.kube/config");
    }
    return readKubeconfig(config.kubeconfig, {
        context: text(config.context),
        cluster: text(config.cluster),
    });
}

function checkSwitches(config: Properties): CheckFailure[] {
    const failures: CheckFailure[] = [];
    if (isFalse(config.enableServerSideApply)) {
        failures.push({
            property: "enableServerSideApply",
            reason: "the local plugin always applies server-side; remove the setting or set it to true",
        });
    }
    if (text(config.renderYamlToDirectory) !== undefined) {
        failures.push({
            property: "renderYamlToDirectory",
            reason: "the local plugin cannot render manifests to files; it only talks to an API server",
        });
    }
    return failures;
}

/** Booleans arrive as JSON text, since provider configuration is text. */
function isTrue(value: unknown): boolean {
    return value === true || value === "true";
}

function isFalse(value: unknown): boolean {
    return value === false || value === "false";
}

function text(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

import * as fs from "node:fs";

/** One resource as the state holds it, secrets masked. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly id?: string;
    readonly parent?: string;
    readonly provider?: string;
    readonly dependencies?: readonly string[];
    readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    /** Replaced by a newer one of the same URN, and to be deleted. */
    readonly delete?: boolean;
    /** Deleted, and its replacement not made yet. */
    readonly pendingReplacement?: boolean;
    readonly protect?: boolean;
    readonly initErrors?: readonly string[];
}

export interface StackState {
    readonly resources: readonly StateResource[];
    /** Operations an engine had begun when it was killed. */
    readonly pendingOperations: readonly { readonly type: string; readonly urn: string }[];
    /** Outputs of the program's last successful run. */
    readonly outputs: Readonly<Record<string, unknown>>;
}

const SECRET_MASK = "[secret]";
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/**
 * The stack's state straight from the file backend. The Automation API's own export asks the engine for the secrets in
 * plain text; in the file they are encrypted, and here they become a mask.
 */
export function readState(checkpointFile: string): StackState {
    const deployment = readDeployment(checkpointFile);
    const resources = (deployment.resources ?? []).map((resource) => maskSecrets(resource) as StateResource);
    const stack = resources.find((resource) => resource.type === "pulumi:pulumi:Stack");
    return {
        resources,
        pendingOperations: (deployment.pending_operations ?? []).map((operation) => ({
            type: operation.type,
            urn: operation.resource.urn,
        })),
        outputs: stack?.outputs ?? {},
    };
}

/** Replaces whatever is wrapped as a secret, in plain or encrypted form. */
function maskSecrets(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(maskSecrets);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const mapping = value as Record<string, unknown>;
    if (isSecret(mapping)) {
        return SECRET_MASK;
    }
    return Object.fromEntries(Object.entries(mapping).map(([key, item]) => [key, maskSecrets(item)]));
}

/** The envelope in which the engine keeps a secret. */
export function isSecret(value: Readonly<Record<string, unknown>>): boolean {
    return value[SIGNATURE_KEY] === SECRET_SIGNATURE;
}

interface Deployment {
    readonly resources?: readonly object[] | null;
    readonly pending_operations?:
        | readonly { readonly type: string; readonly resource: { readonly urn: string } }[]
        | null;
}

function readDeployment(file: string): Deployment {
    let text: string;
    try {
        text = fs.readFileSync(file, "utf8");
    } catch {
        return {};
    }
    const state = JSON.parse(text) as { checkpoint?: { latest?: Deployment | null } };
    return state.checkpoint?.latest ?? {};
}

import { createHash } from "node:crypto";
import type { CheckFailure, CheckRequest, CheckResult, Properties } from "../plugin-host/provider";
import { isObject, isUnknown } from "../plugin-host/values";
import type { ResourceKind } from "./discovery";
import { parseWaitFor, WAIT_FOR } from "./wait-for";

/** Marks an object whose name was generated, so that later checks keep the name. */
export const AUTONAMED = "pulumi.com/autonamed";

/** Why the local plugin cannot manage resources of this type; `undefined` if it can. */
export function refusal(type: string, kind: unknown): string | undefined {
    const module = type.split(":")[1] ?? "";
    if (/^(helm\.sh|yaml|kustomize)(\/|$)/.test(module)) {
        return `${type} is not available in the local world: declare the objects themselves, one resource each`;
    }
    if (typeof kind === "string" && type.endsWith(`:${kind}Patch`)) {
        return `${type} is not available in the local world: the local plugin manages whole objects, not patches`;
    }
    return undefined;
}

/**
 * Completes what the user wrote: a name where there is none, the default namespace where the kind lives in one.
 * `kind` is `undefined` while the API server does not serve it: its CustomResourceDefinition may come in the same run.
 */
export function checkInputs(
    request: CheckRequest,
    kind: ResourceKind | undefined,
    defaultNamespace: string,
): CheckResult {
    const inputs = structuredClone(request.newInputs);
    const failures = checkType(inputs);
    if (isUnknown(inputs.metadata)) return { inputs, failures };

    const metadata = isObject(inputs.metadata) ? inputs.metadata : {};
    inputs.metadata = metadata;
    if (isMissing(metadata.name)) nameObject(metadata, request);
    if (kind?.namespaced && isMissing(metadata.namespace)) metadata.namespace = defaultNamespace;
    if (kind && !kind.namespaced && !isMissing(metadata.namespace)) {
        failures.push({
            property: "metadata.namespace",
            reason: `${kind.kind} is cluster-scoped; remove the namespace`,
        });
    }
    return { inputs, failures: [...failures, ...checkWaitFor(metadata)] };
}

function checkType(inputs: Properties): CheckFailure[] {
    return ["apiVersion", "kind"]
        .filter((property) => typeof inputs[property] !== "string" || inputs[property] === "")
        .map((property) => ({ property, reason: "is required and has to be a string" }));
}

function nameObject(metadata: Properties, { name, oldInputs, randomSeed }: CheckRequest): void {
    const oldMetadata = isObject(oldInputs?.metadata) ? oldInputs.metadata : {};
    const keepsOldName = isAutonamed(oldInputs) && !isMissing(oldMetadata.name);
    const prefix = typeof metadata.generateName === "string" ? metadata.generateName : `${name}-`;
    const suffix = createHash("sha256").update(randomSeed).digest("hex").slice(0, 8);
    metadata.name = keepsOldName ? oldMetadata.name : prefix + suffix;
    metadata.annotations = {
        ...(isObject(metadata.annotations) ? metadata.annotations : {}),
        [AUTONAMED]: "true",
    };
}

export function isAutonamed(inputs: Properties | undefined): boolean {
    const metadata = isObject(inputs?.metadata) ? inputs.metadata : {};
    return isObject(metadata.annotations) && metadata.annotations[AUTONAMED] === "true";
}

/** A condition that nobody can read should stop the preview, not the update half-way. */
function checkWaitFor(metadata: Properties): CheckFailure[] {
    const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
    const expression = annotations[WAIT_FOR];
    if (typeof expression !== "string" || isUnknown(expression)) return [];
    try {
        parseWaitFor(expression);
        return [];
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return [{ property: `metadata.annotations["${WAIT_FOR}"]`, reason }];
    }
}

function isMissing(value: unknown): boolean {
    return value === undefined || value === null || value === "";
}

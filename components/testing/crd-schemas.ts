import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import type { KubernetesObject } from "../resources/planned";

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

interface Definition {
    spec: { versions: { name: string; schema: { openAPIV3Schema: JsonSchema } }[] };
}

/**
 * What a kind's own definition in `local/crds` has against an object, one line each, properties that it does not know
 * included: an API server would drop them in silence.
 *
 * @param definition name of the file, without ending
 */
export function crdIssues(definition: string, object: KubernetesObject): string[] {
    const file = new URL(`../../local/crds/${definition}.yaml`, import.meta.url);
    const { spec } = parse(readFileSync(file, "utf8")) as Definition;
    const version = spec.versions.find(({ name }) => object.apiVersion.endsWith(`/${name}`));
    if (version === undefined) {
        return [`apiVersion: ${object.apiVersion} is not served`];
    }
    const outcome = z.fromJSONSchema(closed(version.schema.openAPIV3Schema)).safeParse(object);
    return outcome.success ? [] : outcome.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

/** The schema, with no room for properties that it does not list. */
function closed<T>(schema: T): T {
    if (Array.isArray(schema)) {
        return schema.map(closed) as T;
    }
    if (typeof schema !== "object" || schema === null) {
        return schema;
    }
    const parts = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, closed(part)]));
    const lists = parts.type === "object" && parts.properties !== undefined && parts.additionalProperties === undefined;
    return { ...parts, ...(lists && { additionalProperties: false }) } as T;
}

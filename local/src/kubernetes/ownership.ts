import { createHash } from "node:crypto";
import type { Properties } from "../plugin-host/provider";
import type { KubernetesObject } from "./object";

/** Where the outputs keep the field manager: a resource that is renamed with an alias goes on under its first one. */
export const FIELD_MANAGER = "__fieldManager";

/**
 * The field manager of a resource is derived from its URN, so that an object can be told to be this resource's own even when the state
 * does not know of it: the engine may have been killed between the create and the checkpoint.
 */
export function fieldManagerOf(urn: string): string {
    return `pulumi-local-${createHash("sha256").update(urn).digest("hex").slice(0, 12)}`;
}

export function fieldManagerIn(outputs: Properties, urn: string): string {
    const manager = outputs[FIELD_MANAGER];
    return typeof manager === "string" && manager !== "" ? manager : fieldManagerOf(urn);
}

export function isOwnedBy(object: KubernetesObject, fieldManager: string): boolean {
    const entries = object.metadata.managedFields ?? [];
    return entries.some(({ manager, operation }) => manager === fieldManager && operation === "Apply");
}

import { createHash } from "node:crypto";
import type { KubernetesObject } from "../resources/planned";

/** Metadata that every object of a perimeter has, so that a person finds them all: `-l app.kubernetes.io/part-of=…`. */
export function metadataOf(perimeter: string, name: string, namespace?: string): KubernetesObject["metadata"] {
    return {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        labels: { "app.kubernetes.io/managed-by": "asm-egress", "app.kubernetes.io/part-of": perimeter },
    };
}

/** Name of the PodNetworking that gives the gateway's Pods their addresses; it is cluster-scoped. */
export function podNetworkingName(perimeter: string): string {
    return `asm-egress-${perimeter}`;
}

/**
 * Name of an object that belongs to one host; a host may be as long as an object name, so long ones are hashed. A wildcard
 * has two hyphens, which no host begins with.
 */
export function hostObjectName(perimeter: string, host: string): string {
    const name = `${perimeter}-${host.replace(/^\*\./, "-")}`;
    return name.length <= 253 ? name : `${perimeter}-${createHash("sha256").update(host).digest("hex").slice(0, 32)}`;
}

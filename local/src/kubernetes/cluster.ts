import type { Properties } from "../plugin-host/provider";
import { isObject } from "../plugin-host/values";
import { ApiClient } from "./api-client";
import type { Settings } from "./configuration";
import { Discovery, objectPath, type ResourceKind } from "./discovery";
import type { ObjectName } from "./object";

/** One API server as this provider instance uses it. */
export class Cluster {
    readonly client: ApiClient;
    readonly discovery: Discovery;
    readonly settings: Settings;
    /** Aborted when the user interrupts the operation. */
    readonly interrupted: AbortSignal;

    constructor(settings: Settings, interrupted: AbortSignal) {
        this.client = new ApiClient(settings.access);
        this.discovery = new Discovery(this.client);
        this.settings = settings;
        this.interrupted = interrupted;
    }

    async kindOf(object: Properties): Promise<ResourceKind | undefined> {
        const { apiVersion, kind } = object;
        if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
        return this.discovery.find(apiVersion, kind);
    }

    /** Where the object with these inputs lives; its inputs have been checked, so it has a name. */
    locate(kind: ResourceKind, inputs: Properties): ObjectLocation {
        const metadata = isObject(inputs.metadata) ? inputs.metadata : {};
        const namespace = kind.namespaced ? String(metadata.namespace ?? this.settings.defaultNamespace) : undefined;
        return locationOf(kind, { name: String(metadata.name), namespace });
    }
}

export interface ObjectLocation extends ObjectName {
    readonly kind: ResourceKind;
    readonly path: string;
    /** For messages: `ConfigMap default/a`. */
    readonly label: string;
}

export function locationOf(kind: ResourceKind, name: ObjectName): ObjectLocation {
    const scope = name.namespace === undefined ? "" : `${name.namespace}/`;
    return { ...name, kind, path: objectPath(kind, name), label: `${kind.kind} ${scope}${name.name}` };
}

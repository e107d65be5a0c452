import type { StackState, StateResource } from "./checkpoint";
import type { CloudObject, ControlPlaneState, KubernetesObject } from "./surroundings";

/** What is there, and whose it is. */
export interface WorldStatus {
    readonly stack: string;
    readonly controlPlane: ControlPlaneState;
    /** Resources of the stack's state by type; providers and the stack itself are not counted. */
    readonly resources: Readonly<Record<string, number>>;
    readonly pendingOperations: number;
    readonly cloud: {
        readonly given: readonly CloudObject[];
        readonly ours: readonly CloudObject[];
        /** Made by a run that was cut off before its state was written: nobody will remove them. */
        readonly orphans: readonly CloudObject[];
    };
    /** Undefined while the API server is stopped: what is in it cannot be seen. */
    readonly kubernetes:
        | { readonly ours: readonly KubernetesObject[]; readonly orphans: readonly KubernetesObject[] }
        | undefined;
}

export interface Seen {
    readonly stack: string;
    readonly controlPlane: ControlPlaneState;
    readonly state: StackState;
    readonly cloudObjects: readonly CloudObject[];
    readonly kubernetesObjects: readonly KubernetesObject[] | undefined;
}

export function worldStatus(seen: Seen): WorldStatus {
    const custom = seen.state.resources.filter((resource) => resource.custom);
    const cloudIds = new Set(custom.filter(isCloud).map((resource) => resource.id));
    const present = new Set(seen.cloudObjects.map((object) => object.id));
    const made = seen.cloudObjects.filter(
        (object) => !object.given && (object.ownedBy === undefined || !present.has(object.ownedBy)),
    );
    const known = new Set(custom.map(kubernetesKey).filter((key) => key !== undefined));
    return {
        stack: seen.stack,
        controlPlane: seen.controlPlane,
        resources: countByType(seen.state.resources),
        pendingOperations: seen.state.pendingOperations.length,
        cloud: {
            given: sorted(seen.cloudObjects.filter((object) => object.given)),
            ours: sorted(made.filter((object) => cloudIds.has(object.id))),
            orphans: sorted(made.filter((object) => !cloudIds.has(object.id))),
        },
        kubernetes:
            seen.kubernetesObjects === undefined
                ? undefined
                : {
                      ours: seen.kubernetesObjects.filter((object) => known.has(objectKey(object))),
                      orphans: seen.kubernetesObjects.filter((object) => !known.has(objectKey(object))),
                  },
    };
}

/** Nothing that this program made is left: neither in the state nor outside it. */
export function isEmptyOfOurs(status: WorldStatus): boolean {
    return (
        Object.keys(status.resources).length === 0 &&
        status.pendingOperations === 0 &&
        status.cloud.ours.length + status.cloud.orphans.length === 0 &&
        (status.kubernetes?.ours.length ?? 0) + (status.kubernetes?.orphans.length ?? 0) === 0
    );
}

export function countByType(resources: readonly StateResource[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { type } of resources) {
        if (type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:")) {
            counts[type] = (counts[type] ?? 0) + 1;
        }
    }
    return Object.fromEntries(Object.entries(counts).sort(([left], [right]) => left.localeCompare(right)));
}

function isCloud(resource: StateResource): boolean {
    return resource.type.startsWith("alicloud:");
}

/** Group, kind, namespace and name; without the version, since one object is served under several. */
function objectKey(object: KubernetesObject): string {
    const group = object.apiVersion.includes("/") ? object.apiVersion.split("/")[0] : "";
    return [group, object.kind, object.namespace ?? "", object.name].join("/");
}

function kubernetesKey(resource: StateResource): string | undefined {
    const { apiVersion, kind, metadata } = (resource.outputs ?? {}) as {
        apiVersion?: unknown;
        kind?: unknown;
        metadata?: { name?: unknown; namespace?: unknown };
    };
    if (typeof apiVersion !== "string" || typeof kind !== "string" || typeof metadata?.name !== "string") {
        return undefined;
    }
    const namespace = typeof metadata.namespace === "string" ? { namespace: metadata.namespace } : {};
    return objectKey({ apiVersion, kind, name: metadata.name, ...namespace });
}

function sorted(objects: readonly CloudObject[]): CloudObject[] {
    return [...objects].sort((left, right) => `${left.type} ${left.id}`.localeCompare(`${right.type} ${right.id}`));
}

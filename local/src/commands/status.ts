import { isEmptyOfOurs, type WorldStatus } from "../engine/status";
import type { CloudObject, KubernetesObject } from "../engine/surroundings";
import { type CommonOptions, type Terminal, terminal, worldOf } from "./context";
import { fit } from "./step-line";
import { resourceRows } from "./summary";
import { plural, row, VALUE_WIDTH } from "./table";

export async function status(options: CommonOptions, to: Terminal = terminal): Promise<number> {
    const seen = await worldOf(options).status();
    to.out(options.json === true ? JSON.stringify(seen, undefined, 2) : renderStatus(seen));
    return 0;
}

export function renderStatus(seen: WorldStatus): string {
    const { given, ours, orphans } = seen.cloud;
    const lines = [
        `Stack ${seen.stack}`,
        row("Control plane", seen.controlPlane),
        row("Simulated account", `${plural(given.length, "given object")}, ${ours.length} of this stack`),
        row("API server", kubernetesLine(seen)),
        ...(seen.pendingOperations > 0
            ? [row("Cut off", `${plural(seen.pendingOperations, "operation")}; run up`)]
            : []),
        ...orphanRows([...orphans.map(cloudText), ...(seen.kubernetes?.orphans ?? []).map(kubernetesText)]),
    ];
    const resources = resourceRows(seen.resources);
    if (resources.length > 0) {
        return [...lines, "", "Resources", ...resources].join("\n");
    }
    const blind = seen.kubernetes === undefined ? " (API server not looked at)" : "";
    return isEmptyOfOurs(seen) ? [...lines, "", `Nothing of this stack is left${blind}.`].join("\n") : lines.join("\n");
}

function kubernetesLine(seen: WorldStatus): string {
    return seen.kubernetes === undefined
        ? "not running, its objects cannot be seen"
        : `${plural(seen.kubernetes.ours.length, "object")} of this stack`;
}

function orphanRows(orphans: readonly string[]): string[] {
    return orphans.map((text, index) => row(index === 0 ? "Not in the state" : "", fit(text, VALUE_WIDTH)));
}

function cloudText(object: CloudObject): string {
    return `${object.type.slice(object.type.lastIndexOf(":") + 1)} ${object.id}`;
}

function kubernetesText(object: KubernetesObject): string {
    return `${object.kind} ${object.namespace === undefined ? "" : `${object.namespace}/`}${object.name}`;
}

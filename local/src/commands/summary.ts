import * as path from "node:path";
import type { OperationKind, OperationResult } from "../engine/operation-result";
import { countByType } from "../engine/status";
import type { World } from "../engine/world";
import { plural, row } from "./table";

const WORDS: Readonly<Record<string, string>> = {
    create: "created",
    update: "updated",
    delete: "deleted",
    replace: "replaced",
    same: "unchanged",
    read: "read",
};
const PLANNED: Readonly<Record<string, string>> = {
    create: "to create",
    update: "to update",
    delete: "to delete",
    replace: "to replace",
    same: "unchanged",
    read: "to read",
};

/** `12 created, 3 unchanged, in 8.1 s`. */
export function changeLine(kind: OperationKind, result: OperationResult): string {
    const words = kind === "preview" ? PLANNED : WORDS;
    // A destroy runs the program for its providers and first counts everything in it as unchanged or to be made.
    const counted = Object.entries(words).filter(
        ([op]) => (result.changes[op] ?? 0) > 0 && (kind !== "destroy" || op === "delete"),
    );
    const parts = counted.map(([op, word]) => `${result.changes[op]} ${word}`);
    return `${parts.length === 0 ? "nothing to do" : parts.join(", ")}, in ${result.seconds.toFixed(1)} s`;
}

/** What stands after `up`, and how to look at it. */
export function upSummary(world: World, result: OperationResult, perimeter: Readonly<Record<string, unknown>>): string {
    const counts = countByType(world.exportState().resources);
    const kubeconfig = path.relative(process.cwd(), world.layout.kubeconfig.admin);
    return [
        "",
        `Stack ${world.stackName} is up: ${changeLine("up", result)}.`,
        "",
        ...resourceRows(counts),
        row("Gateway CIDRs", orNone(texts(mapping(perimeter.gateway).subnets, "cidrBlock"))),
        row("Public addresses", orNone(strings(result.outputs.publicAddresses))),
        row("External services", orNone(texts(perimeter.externalServices, "name"))),
        row("Kubeconfig", kubeconfig),
        "",
        "Look around:",
        `  KUBECONFIG=${kubeconfig} kubectl get serviceentries -A`,
    ].join("\n");
}

/** One row per package: `alicloud  12: 4 SnatEntry, 2 Switch, …`. */
export function resourceRows(counts: Readonly<Record<string, number>>): string[] {
    const packages = new Map<string, [type: string, count: number][]>();
    for (const [type, count] of Object.entries(counts)) {
        const name = type.split(":")[0] ?? type;
        packages.set(name, [...(packages.get(name) ?? []), [type.slice(type.lastIndexOf(":") + 1), count]]);
    }
    return [...packages].map(([name, types]) => {
        const total = types.reduce((sum, [, count]) => sum + count, 0);
        const parts = types.map(([type, count]) => `${count} ${type}`);
        return row(name, [`${plural(total, "resource")}: ${parts[0]}`, ...parts.slice(1)]);
    });
}

function orNone(values: readonly string[]): readonly string[] {
    return values.length === 0 ? ["none"] : values;
}

function texts(list: unknown, key: string): string[] {
    return Array.isArray(list) ? strings(list.map((item) => mapping(item)[key])) : [];
}

function strings(value: unknown): string[] {
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function mapping(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

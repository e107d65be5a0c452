import type { OperationResult } from "../../local/src/engine/operation-result";
import { identityOf } from "../../local/src/released/graph";

/** A resource of an earlier release that does not outlive an upgrade. */
export interface Loss {
    readonly kind: LossKind;
    readonly type: string;
    readonly name: string;
}

export type LossKind = "replaces" | "deletes";

/** What a program registers, as far as it decides which resource of a state is meant. */
export interface Registered {
    readonly urn: string;
    readonly aliases: readonly string[];
}

/** Steps of the engine after which the resource is still the one that it was. */
const HARMLESS = ["create", "update", "same", "read", "refresh", "import"];

/** What an operation of the real engine takes away; half a replacement counts as one. */
export function lossesIn({ steps }: Pick<OperationResult, "steps">): Loss[] {
    const lost = steps
        .filter(({ op }) => !HARMLESS.includes(op))
        .map(({ op, type, name }): Loss => ({ kind: op === "delete" ? "deletes" : "replaces", type, name }));
    return [...new Map(lost.map((loss) => [JSON.stringify(loss), loss])).values()];
}

/** Recorded identities that nothing stands for any more: renamed, retyped, moved or left out, and not aliased. */
export function lossesBetween(recorded: readonly string[], current: readonly Registered[]): Loss[] {
    const known = new Set(
        current
            .flatMap(({ urn, aliases }) => [urn, ...aliases])
            .map(identityOf)
            .map(belowItsParent),
    );
    return recorded
        .filter((identity) => !known.has(belowItsParent(identity)))
        .map((identity) => {
            const [types = "", name = ""] = identity.split("  ");
            return { kind: "deletes", type: typesIn(types).at(-1) ?? "", name };
        });
}

/** Pulumi's mocks know of a resource's parents the nearest only. */
function belowItsParent(identity: string): string {
    const [types = "", name = ""] = identity.split("  ");
    return `${typesIn(types).slice(-2).join(" > ")}  ${name}`;
}

function typesIn(types: string): string[] {
    return types.split(" > ");
}

/** The type as CHANGELOG.md and a graph have it. */
export function textOf({ kind, type, name }: Loss): string {
    return `${kind} ${type} ${name}`;
}

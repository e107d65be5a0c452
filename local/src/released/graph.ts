import { nameOf } from "../engine/urn";
import type { DeployedResource } from "./deployment";
import { compare } from "./json-values";

/**
 * The graph of a stack for people and for `git diff`: of each resource its type below those of its parents, its name, and
 * what it comes after, without what follows from the rest.
 */
export function graphOf(resources: readonly DeployedResource[]): string {
    const after = new Map(resources.map(({ urn, dependencies = [] }) => [urn, new Set(dependencies)]));
    const blocks = resources
        .filter(({ type }) => type !== "pulumi:pulumi:Stack")
        .map(({ urn }) =>
            [`${identityOf(urn)}`, ...directly(urn, after).map((name) => `    after ${name}`)].join("\n"),
        );
    return `${blocks.sort(compare).join("\n")}\n`;
}

/** All of a URN that a program decides: `parent type > type  name`. */
export function identityOf(urn: string): string {
    const types = (urn.split("::")[2] ?? "").split("$").map((type) => type.replace(/^asm-egress:index:/, ""));
    return `${types.join(" > ")}  ${nameOf(urn)}`;
}

/** The identities in a graph that was written by `graphOf`. */
export function identitiesIn(graph: string): string[] {
    return graph.split("\n").filter((line) => line !== "" && !line.startsWith(" "));
}

function directly(urn: string, after: ReadonlyMap<string, ReadonlySet<string>>): string[] {
    const all = [...(after.get(urn) ?? [])];
    const implied = new Set(all.flatMap((dependency) => [...reachable(dependency, after)]));
    return all
        .filter((dependency) => !implied.has(dependency))
        .map(nameOf)
        .sort(compare);
}

/** What has to be there before `urn`, at any distance. */
function reachable(urn: string, after: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
    const seen = new Set<string>();
    const look = (from: string) => {
        for (const next of after.get(from) ?? []) {
            if (!seen.has(next)) {
                seen.add(next);
                look(next);
            }
        }
    };
    look(urn);
    return seen;
}

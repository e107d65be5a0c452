import type { DeployedResource } from "./deployment";
import { compare } from "./json-values";

/** By URN, but nothing before what it refers to: the order in which the engine reads a state. */
export function inOrder(resources: readonly DeployedResource[]): DeployedResource[] {
    const waiting = new Map(
        [...resources].sort((left, right) => compare(left.urn, right.urn)).map((resource) => [resource.urn, resource]),
    );
    const ordered: DeployedResource[] = [];
    const take = (urn: string) => {
        const resource = waiting.get(urn);
        if (resource !== undefined) {
            waiting.delete(urn);
            referencesOf(resource).forEach(take);
            ordered.push(resource);
        }
    };
    for (const urn of [...waiting.keys()]) {
        take(urn);
    }
    return ordered;
}

function referencesOf({ parent, provider, dependencies = [], propertyDependencies = {} }: DeployedResource): string[] {
    const named = [
        parent,
        // A reference to a provider ends in its ID.
        provider?.split("::").slice(0, -1).join("::"),
        ...dependencies,
        ...Object.values(propertyDependencies).flatMap((urns) => urns ?? []),
    ];
    return named.filter((urn) => urn !== undefined).sort(compare);
}

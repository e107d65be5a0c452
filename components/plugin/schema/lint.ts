import type { PackageSchema, PropertyShape } from "./shape";

/** What a reader of the schema would miss or should not see, one line each. */
export function lintSchema(schema: PackageSchema): string[] {
    return [
        ...(["description", "displayName", "publisher", "license"] as const)
            .filter((field) => !schema[field])
            .map((field) => `the package has no ${field}`),
        ...Object.entries(schema.resources).flatMap(([token, shape]) => [
            ...described(token, shape.description),
            ...propertyFaults(token, shape.inputProperties),
            ...propertyFaults(token, shape.properties),
            ...Object.keys(shape.properties)
                .filter(isPrivate)
                .map((name) => `${token}.${name} leaks: it is no output`),
        ]),
        ...Object.entries(schema.types).flatMap(([token, shape]) => [
            ...described(token, shape.description),
            ...propertyFaults(token, shape.properties ?? {}),
            ...(shape.enum ?? []).flatMap(({ name, description }) => described(`${token}.${name}`, description)),
            // Python would say …ArgsArgs.
            ...(token.endsWith("Args") ? [`${token} ends in Args, which other languages add`] : []),
        ]),
    ].sort();
}

/** The analyzer turns every field of a class into an output, private ones and Pulumi's own included. */
function isPrivate(name: string): boolean {
    return /^[_#]|^(urn|id|opts|args|name|parent|provider|version)$/.test(name);
}

function propertyFaults(owner: string, properties: Readonly<Record<string, PropertyShape>>): string[] {
    return Object.entries(properties).flatMap(([name, { description, type, $ref }]) => [
        ...described(`${owner}.${name}`, description),
        ...($ref === "pulumi.json#/Any" ? [`${owner}.${name} takes anything`] : []),
        ...(type === undefined && $ref === undefined ? [`${owner}.${name} has no type`] : []),
    ]);
}

function described(what: string, description: string | undefined): string[] {
    if (!description?.trim()) {
        return [`${what} has no description`];
    }
    return description.includes("[object Object]") ? [`${what} has a {@link} in its description`] : [];
}

import type { ComponentShape, PackageSchema, PropertyShape, ValueShape } from "../../components/plugin/schema/shape";
import { proseInOneLine } from "./markdown";

const PERIMETER = "EgressPerimeter";

/** Each component of the package as a section: what it is, takes and gives. The perimeter's args have a section of their own. */
export function componentSections({ resources }: PackageSchema): string[] {
    return Object.entries(resources).map(([token, component]) => {
        const name = nameIn(token);
        const takes =
            name === PERIMETER
                ? `Takes [${PERIMETER}Args](#${PERIMETER.toLowerCase()}args).`
                : listed("Takes:", component.inputProperties, (key, property) => need(component, key, property));
        return [
            `### ${name}`,
            proseInOneLine(component.description ?? ""),
            takes,
            listed("Gives:", component.properties),
        ]
            .filter((part) => part !== "")
            .join("\n\n");
    });
}

function need({ requiredInputs }: ComponentShape, key: string, { plain = false }: PropertyShape): string {
    return `${plain ? "" : " or output"}, ${requiredInputs.includes(key) ? "required" : "optional"}`;
}

function listed(
    title: string,
    properties: Readonly<Record<string, PropertyShape>>,
    more: (key: string, property: PropertyShape) => string = () => "",
): string {
    const lines = Object.entries(properties).map(
        ([key, property]) =>
            `- \`${key}\` (${typeOf(property)}${more(key, property)}): ${proseInOneLine(property.description ?? "")}`,
    );
    return lines.length === 0 ? "" : [title, "", ...lines].join("\n");
}

function typeOf({ type = "", $ref, items, additionalProperties }: ValueShape): string {
    if ($ref !== undefined) {
        const name = nameIn($ref);
        return `[${name}](#${name.toLowerCase()})`;
    }
    if (items !== undefined) {
        return `list of ${typeOf(items)}`;
    }
    return additionalProperties === undefined ? type : `map of ${typeOf(additionalProperties)}`;
}

function nameIn(token: string): string {
    return token.slice(token.lastIndexOf(":") + 1);
}

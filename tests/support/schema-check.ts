import type { PackageSchema, PropertyShape, ValueShape } from "../../components/plugin/schema/shape";

/** What Pulumi's own type check of a program in YAML says about the inputs of a resource, one line a problem. */
export function problemsOf(schema: PackageSchema, token: string, inputs: unknown): string[] {
    const component = schema.resources[token];
    return component === undefined
        ? [`there is no resource ${token}`]
        : problemsInObject(schema, "", inputs, component.inputProperties, component.requiredInputs);
}

function problemsInObject(
    schema: PackageSchema,
    path: string,
    value: unknown,
    properties: Readonly<Record<string, PropertyShape>>,
    required: readonly string[] = [],
): string[] {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return [`${path}: not an object`];
    }
    const at = (name: string) => (path === "" ? name : `${path}.${name}`);
    const missing = required.filter((name) => !(name in value)).map((name) => `${at(name)}: missing`);
    const wrong = Object.entries(value).flatMap(([name, one]) => {
        const shape = properties[name];
        return shape === undefined ? [`${at(name)}: unknown`] : problemsIn(schema, at(name), one, shape);
    });
    return [...missing, ...wrong];
}

function problemsIn(schema: PackageSchema, path: string, value: unknown, shape: ValueShape): string[] {
    if (typeof value === "string" && value.includes("${")) {
        return shape.plain === true ? [`${path}: an expression in place of a plain value`] : [];
    }
    if (shape.items !== undefined) {
        const { items } = shape;
        return Array.isArray(value)
            ? value.flatMap((one, index) => problemsIn(schema, `${path}[${index}]`, one, items))
            : [`${path}: not a list`];
    }
    if (shape.additionalProperties !== undefined) {
        const { additionalProperties } = shape;
        return Object.entries(value as object).flatMap(([name, one]) =>
            problemsIn(schema, `${path}.${name}`, one, additionalProperties),
        );
    }
    if (shape.$ref !== undefined) {
        const type = schema.types[shape.$ref.replace("#/types/", "")];
        if (type?.enum !== undefined) {
            return type.enum.some((member) => member.value === value) ? [] : [`${path}: not a member of the enum`];
        }
        return problemsInObject(schema, path, value, type?.properties ?? {}, type?.required);
    }
    const fits = shape.type === "integer" ? Number.isInteger(value) : typeof value === shape.type;
    return fits ? [] : [`${path}: not of type ${shape.type}`];
}

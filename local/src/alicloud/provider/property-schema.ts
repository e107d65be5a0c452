import type { CheckFailure, Properties } from "../../plugin-host/provider";
import { isObject, isUnknown } from "../../plugin-host/values";

/** What one input of a resource type may be. Built with the functions below, read as a table. */
export interface PropertySchema {
    readonly type: "string" | "number" | "boolean" | "list" | "map" | "object";
    readonly required?: true;
    /** The platform cannot change it in place: a change replaces the resource. */
    readonly forceNew?: true;
    /** Left out, it is whatever the service has: Terraform's Optional and Computed. */
    readonly computed?: true;
    readonly values?: readonly (string | number)[];
    /** Of a list or a map. */
    readonly element?: PropertySchema;
    /** Of an object. */
    readonly fields?: Schema;
}

export type Schema = Readonly<Record<string, PropertySchema>>;

export const string: PropertySchema = { type: "string" };
export const number: PropertySchema = { type: "number" };
export const boolean: PropertySchema = { type: "boolean" };
export const tags: PropertySchema = { type: "map", element: string };

export function list(element: PropertySchema): PropertySchema {
    return { type: "list", element };
}

export function object(fields: Schema): PropertySchema {
    return { type: "object", fields };
}

export function required(schema: PropertySchema): PropertySchema {
    return { ...schema, required: true };
}

export function forceNew(schema: PropertySchema): PropertySchema {
    return { ...schema, forceNew: true };
}

export function computed(schema: PropertySchema): PropertySchema {
    return { ...schema, computed: true };
}

export function oneOf(...values: (string | number)[]): PropertySchema {
    return { type: typeof values[0] === "number" ? "number" : "string", values };
}

/** What the real provider's schema would refuse: missing, unknown and ill-typed properties. Unknown values pass. */
export function checkProperties(schema: Schema, properties: Properties): CheckFailure[] {
    return checkFields(schema, properties, "");
}

function checkFields(schema: Schema, properties: Properties, parent: string): CheckFailure[] {
    const path = (name: string) => (parent === "" ? name : `${parent}.${name}`);
    const missing = Object.entries(schema)
        .filter(([name, property]) => property.required === true && isAbsent(properties[name]))
        .map(([name]) => ({ property: path(name), reason: "is required, but no value was given" }));
    const present = Object.entries(properties)
        // Pulumi's own bookkeeping (`__defaults`, `__internal`) may travel with inputs.
        .filter(([name, value]) => !isAbsent(value) && !name.startsWith("__"))
        .flatMap(([name, value]) => {
            const property = schema[name];
            return property === undefined
                ? [
                      {
                          property: path(name),
                          reason: `is not a property here; known are ${Object.keys(schema).join(", ")}`,
                      },
                  ]
                : checkValue(property, value, path(name));
        });
    return [...missing, ...present];
}

function checkValue(schema: PropertySchema, value: unknown, path: string): CheckFailure[] {
    if (isUnknown(value)) {
        return [];
    }
    if (!hasType(schema, value)) {
        return [{ property: path, reason: `expected ${expected(schema)}, got ${describe(value)}` }];
    }
    if (Array.isArray(value)) {
        return value.flatMap((item, index) => checkElement(schema, item, `${path}[${index}]`));
    }
    if (isObject(value)) {
        return schema.fields === undefined
            ? Object.entries(value).flatMap(([key, item]) => checkElement(schema, item, `${path}.${key}`))
            : checkFields(schema.fields, value, path);
    }
    if (schema.values !== undefined && !schema.values.includes(value as string | number)) {
        return [{ property: path, reason: `expected one of ${schema.values.join(", ")}, got ${describe(value)}` }];
    }
    return [];
}

function checkElement(schema: PropertySchema, value: unknown, path: string): CheckFailure[] {
    return schema.element === undefined ? [] : checkValue(schema.element, value, path);
}

function hasType(schema: PropertySchema, value: unknown): boolean {
    switch (schema.type) {
        case "list":
            return Array.isArray(value);
        case "map":
        case "object":
            return isObject(value);
        default:
            return typeof value === schema.type;
    }
}

function expected(schema: PropertySchema): string {
    return schema.values === undefined ? `a ${schema.type}` : `one of ${schema.values.join(", ")}`;
}

function describe(value: unknown): string {
    return `${Array.isArray(value) ? "list" : typeof value} ${JSON.stringify(value)}`;
}

function isAbsent(value: unknown): boolean {
    return value === undefined || value === null;
}

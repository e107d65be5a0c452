import { z } from "zod";
import { sectionSchemas } from "../../intent/schema";
import type { PackageSchema, PropertyShape, ValueShape } from "./shape";

/** As far as it is looked at here. */
interface JsonSchema {
    readonly type?: string;
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly items?: JsonSchema;
}

/**
 * Types the numbers that have to be whole as `integer`: TypeScript has one type of numbers, and the analyzer no other,
 * while the validator knows. Both describe one shape, so they are walked side by side.
 */
export function markWholeNumbers(schema: PackageSchema): void {
    for (const { inputProperties } of Object.values(schema.resources)) {
        for (const [section, property] of Object.entries(inputProperties)) {
            const validator = sectionSchemas[section as keyof typeof sectionSchemas];
            if (validator !== undefined) {
                mark(
                    schema,
                    property,
                    z.toJSONSchema(validator, { io: "input", unrepresentable: "any" }) as JsonSchema,
                );
            }
        }
    }
}

function mark(schema: PackageSchema, value: ValueShape, validator: JsonSchema): void {
    if (value.type === "number" && validator.type === "integer") {
        value.type = "integer";
    }
    if (value.items && validator.items) {
        mark(schema, value.items, validator.items);
    }
    for (const [name, property] of Object.entries(propertiesOf(schema, value))) {
        const inner = validator.properties?.[name];
        if (inner !== undefined) {
            mark(schema, property, inner);
        }
    }
}

function propertiesOf(schema: PackageSchema, { $ref }: ValueShape): Record<string, PropertyShape> {
    return schema.types[$ref?.replace("#/types/", "") ?? ""]?.properties ?? {};
}

import { readFileSync } from "node:fs";
import * as path from "node:path";
import { InputPropertiesError } from "@pulumi/pulumi";
import type { ConstructResult, Provider } from "@pulumi/pulumi/provider";
import { type ComponentClass, publishedComponents } from "./published";

/** As far as a provider needs it. */
interface ServedSchema {
    readonly version: string;
    readonly resources: Readonly<Record<string, { readonly properties: Readonly<Record<string, unknown>> }>>;
}

/** The schema of the package: the same from the sources and from `dist`, whose folders lie one deeper. */
function readSchema(): string {
    const root = path.basename(path.dirname(__dirname)) === "dist" ? "../.." : "..";
    return readFileSync(path.join(__dirname, root, "schema.json"), "utf8");
}

/**
 * The components for programs in other languages. It serves the committed schema: inferring one takes seconds and a
 * compiler, and says less.
 */
export function componentProvider(schema = readSchema()): Provider {
    const { version, resources } = JSON.parse(schema) as ServedSchema;
    return {
        version,
        schema,
        async construct(name, type, inputs, options): Promise<ConstructResult> {
            const outputs = resources[type]?.properties;
            const component = publishedComponents.get(type.split(":").at(-1) ?? "") as ComponentClass;
            if (outputs === undefined || component === undefined) {
                throw new Error(`${type} is no component of asm-egress ${version}`);
            }
            const made = withoutValues(() => new component(name, inputs as never, options));
            const state = Object.keys(outputs).map((output) => [output, Reflect.get(made, output)]);
            return { urn: made.urn, state: Object.fromEntries(state) };
        },
    };
}

/**
 * The engine prints the value of each property that an error names, secrets in plain text. The message has every finding
 * with its path and what may be shown of the value, so the properties are not named once more.
 */
function withoutValues<T>(construct: () => T): T {
    try {
        return construct();
    } catch (error) {
        throw InputPropertiesError.isInstance(error)
            ? new InputPropertiesError({ message: error.message, errors: [] })
            : error;
    }
}

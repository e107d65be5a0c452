import { readFileSync } from "node:fs";
import * as path from "node:path";
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
            const made = new component(name, inputs as never, options);
            const state = Object.keys(outputs).map((output) => [output, Reflect.get(made, output)]);
            return { urn: made.urn, state: Object.fromEntries(state) };
        },
    };
}

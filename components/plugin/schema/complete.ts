import type { DocComments } from "./doc-comments";
import type { PackageSchema } from "./shape";
import { markWholeNumbers } from "./whole-numbers";

/** What package.json says that other languages' packages say too. */
export interface PackageManifest {
    readonly license: string;
    readonly homepage?: string;
    readonly repository?: { readonly url: string };
}

/** Where Go programs import from. Without a public repository a `replace` line leads there. */
const GO_MODULE = "asm-egress.local/sdk/go";

/** What is kept secret whatever the program gives, by `Type.property`. */
const SECRETS = ["Mesh.kubeconfig"];

/**
 * Everything that Pulumi's inference cannot say about the package, in one place: what the package is called in which
 * language, what a type means, what is secret, whole or deprecated.
 */
export function completeSchema(
    inferred: PackageSchema,
    comments: DocComments,
    { license, homepage, repository }: PackageManifest,
): PackageSchema {
    const schema: PackageSchema = {
        ...structuredClone(inferred),
        displayName: "ASM Egress",
        publisher: "asm-egress",
        license,
        ...(homepage && { homepage }),
        ...(repository && { repository: repository.url }),
        // The first two are how the Pulumi Registry sorts packages.
        keywords: [
            "kind/component",
            "category/network",
            "alicloud",
            "asm",
            "istio",
            "egress",
            "firewall",
            "kubernetes",
        ],
        language: {
            nodejs: { packageName: "asm-egress-sdk", respectSchemaVersion: true },
            python: { packageName: "asm_egress", pyproject: { enabled: true }, respectSchemaVersion: true },
            go: {
                importBasePath: `${GO_MODULE}/asmegress`,
                // Without, a list of objects in a plain position has a type that nobody writes.
                generateExtraInputTypes: true,
                respectSchemaVersion: true,
            },
            csharp: { rootNamespace: "AsmEgress", respectSchemaVersion: true },
            java: { basePackage: "asmegress", buildFiles: "gradle", respectSchemaVersion: true },
        },
        resources: sorted(inferred.resources),
        types: sorted(inferred.types),
    };
    dropAnalyzerMarks(schema);
    describeTypes(schema, comments);
    markDeprecated(schema, comments);
    markSecrets(schema);
    markWholeNumbers(schema);
    return schema;
}

/** The analyzer's order is that of its walk through the files, which says nothing. */
function sorted<T>(byToken: Record<string, T>): Record<string, T> {
    const tokens = Object.keys(byToken).sort();
    return structuredClone(Object.fromEntries(tokens.map((token) => [token, byToken[token] as T])));
}

/** `Mesh` of `asm-egress:index:Mesh`. */
function nameOf(token: string): string {
    return token.split(":").at(-1) ?? token;
}

/** The analyzer leaves a mark of its own on optional properties; the schema has lists of the required ones. */
function dropAnalyzerMarks({ resources, types }: PackageSchema): void {
    const owners = [
        ...Object.values(resources).flatMap(({ inputProperties, properties }) => [inputProperties, properties]),
        ...Object.values(types).map(({ properties }) => properties ?? {}),
    ];
    for (const property of owners.flatMap((properties) => Object.values(properties))) {
        Reflect.deleteProperty(property, "optional");
    }
}

function describeTypes(schema: PackageSchema, comments: DocComments): void {
    for (const [token, type] of Object.entries(schema.types)) {
        const { description } = comments.get(nameOf(token)) ?? {};
        if (description !== undefined) {
            type.description = description;
        }
    }
}

function markDeprecated(schema: PackageSchema, comments: DocComments): void {
    const mark = (shape: { deprecationMessage?: string }, name: string) => {
        const { deprecated } = comments.get(name) ?? {};
        if (deprecated !== undefined) {
            shape.deprecationMessage = deprecated;
        }
    };
    for (const [token, component] of Object.entries(schema.resources)) {
        const name = nameOf(token);
        mark(component, name);
        for (const [property, shape] of Object.entries(component.inputProperties)) {
            mark(shape, `${name}Args.${property}`);
        }
        for (const [property, shape] of Object.entries(component.properties)) {
            mark(shape, `${name}.${property}`);
        }
    }
    for (const [token, type] of Object.entries(schema.types)) {
        const name = nameOf(token);
        mark(type, name);
        for (const [property, shape] of Object.entries(type.properties ?? {})) {
            mark(shape, `${name}.${property}`);
        }
        for (const member of type.enum ?? []) {
            mark(member, `${name}.${member.name}`);
        }
    }
}

function markSecrets(schema: PackageSchema): void {
    for (const secret of SECRETS) {
        const [type, property = ""] = secret.split(".");
        const shape = schema.types[`${schema.name}:index:${type}`]?.properties?.[property];
        if (shape === undefined) {
            throw new Error(`there is no ${secret} to be kept secret`);
        }
        shape.secret = true;
    }
}

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Role } from "kubernetes-models/rbac.authorization.k8s.io/v1";
import ts from "typescript";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse, stringify } from "yaml";
import { renderFinding } from "../components/intent/finding";
import { planPerimeter } from "../components/perimeter-plan";
import { validateUpstream } from "../components/testing/upstream-schemas";
import { parseScenario } from "../local/src/lab/scenario/read-scenario";
import { type Block, blocksIn, blocksOf, nameOf, PAGES } from "./support/markdown";
import { type Fragment, withFragment } from "./support/perimeter-fragment";
import { PROJECT_ROOT } from "./support/perimeter-world";

const LANGUAGES = ["json", "mermaid", "sh", "text", "ts", "yaml"];

it("every block of code says what it is, so that it is looked at here", () => {
    const others = PAGES.flatMap(blocksOf).filter(({ language }) => !LANGUAGES.includes(language));
    expect(others.map(nameOf)).toEqual([]);
});

describe("a block of JSON", () => {
    it.each(blocksIn("json").map((block) => [nameOf(block), block] as const))("%s can be read", (_, { text }) => {
        expect(() => JSON.parse(text)).not.toThrow();
    });
});

describe("a block of YAML", () => {
    const blocks = blocksIn("yaml").map((block) => [nameOf(block), parse(block.text) as Fragment] as const);
    const whole = blocks.filter(([, content]) => "config" in content);
    const projects = blocks.filter(([, content]) => "plugins" in content);
    const objects = blocks.filter(([, content]) => "apiVersion" in content);
    const scenarios = blocks.filter(([, content]) => "probes" in content);
    const named = [...whole, ...projects, ...objects, ...scenarios];
    const fragments = blocks.filter((block) => !named.includes(block));

    it("is a stack config, of a project, an object, a scenario, or a part of a perimeter; and there are some of each", () => {
        const kinds = [whole, projects, objects, scenarios, fragments];
        expect(kinds.every(({ length }) => length > 0)).toBe(true);
    });

    it.each(whole)("%s, as a stack config, has keys that the stack reads, and a sound perimeter", (_, { config }) => {
        const { "asm-egress:perimeter": perimeter, ...others } = config as Record<string, Fragment>;
        const known = /^(alicloud:\w+|kubernetes:kubeconfig|asm-egress:(import|meshKubeconfig))$/;
        expect(Object.keys(others).filter((key) => !known.test(key))).toEqual([]);
        if (perimeter !== undefined) {
            expect(errorsOf({ ...perimeter, mesh: { kubeconfig: "secret", ...(perimeter.mesh as object) } })).toEqual(
                [],
            );
        }
    });

    it.each(projects)("%s, as a part of Pulumi.yaml, leads to the folder that has the plugin", (_, { plugins }) => {
        const { providers } = plugins as { providers: { name: string; path: string }[] };
        const clone = "/path/to/asm-egress/";
        const places = providers.map(({ name, path }) => ({
            name,
            there: path.startsWith(clone) && existsSync(join(PROJECT_ROOT, path.slice(clone.length), pluginOf(name))),
        }));
        expect(places).toEqual([{ name: "asm-egress", there: true }]);
    });

    it.each(objects)("%s, as a Kubernetes object, is what the API server takes", (_, object) => {
        expect(() => validated(object)).not.toThrow();
    });

    it.each(scenarios)("%s, as a scenario beside those of the project, is sound", (_, scenario) => {
        const folder = mkdtempSync(join(PROJECT_ROOT, "tests", "scenarios", ".docs-"));
        onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
        const file = join(folder, "page.yaml");
        writeFileSync(file, stringify({ ...scenario, base: join("..", String(scenario.base)) }));
        expect(parseScenario(file).findings).toEqual([]);
    });

    it.each(fragments)("%s, as a part of a perimeter, is sound in a sound one", (_, fragment) => {
        expect(errorsOf(withFragment(fragment))).toEqual([]);
    });
});

function pluginOf(name: string): string {
    return `pulumi-resource-${name}`;
}

function errorsOf(args: unknown): string[] {
    const { findings } = planPerimeter("prod", args);
    return findings.filter(({ severity }) => severity === "error").map(renderFinding);
}

function validated(object: Fragment): void {
    if (object.kind === "Role") {
        new Role(object as never).validate();
    } else {
        validateUpstream({ inputs: object } as never);
    }
}

/** What a block may use without saying where it comes from. */
const PRELUDE: Record<string, string> = {
    pulumi: 'import * as pulumi from "@pulumi/pulumi";',
    alicloud: 'import * as alicloud from "@pulumi/alicloud";',
    EgressPerimeter: 'import { EgressPerimeter } from "asm-egress";',
    importExisting: 'import { importExisting } from "asm-egress";',
    args: 'declare const args: import("asm-egress").EgressPerimeterArgs;',
    ackId: 'declare const ackId: import("@pulumi/pulumi").Output<string>;',
    vpcId: 'declare const vpcId: import("@pulumi/pulumi").Output<string>;',
    asmId: 'declare const asmId: import("@pulumi/pulumi").Output<string>;',
    asmKubeconfig: 'declare const asmKubeconfig: import("@pulumi/pulumi").Output<string>;',
    tenant: 'declare const tenant: import("@pulumi/alicloud").ram.User;',
    mesh: 'declare const mesh: import("@pulumi/alicloud").servicemesh.ServiceMesh;',
};

describe("a block of TypeScript", () => {
    it("compiles against the built package", { timeout: 180_000 }, () => {
        const blocks = blocksIn("ts");
        expect(blocks.length).toBeGreaterThan(2);
        expect(problemsOf(blocks)).toEqual([]);
    });

    it("is refused where it does not: the check can fail", { timeout: 180_000 }, () => {
        const wrong = { page: "x.md", line: 1, language: "ts", text: 'new EgressPerimeter("prod", { cluster: 1 });\n' };
        expect(problemsOf([wrong]).join()).toContain("x.md:1: Type 'number' is not assignable to type 'Cluster'");
    });
});

/** One compilation for all blocks, as files that lie beside this one. */
function problemsOf(blocks: readonly Block[]): string[] {
    const files = new Map(
        blocks.map((block, index) => [
            join(PROJECT_ROOT, "tests", `block-${index}.ts`),
            { block, text: withPrelude(block.text) },
        ]),
    );
    const options: ts.CompilerOptions = {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ["node"],
    };
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile, getSourceFile } = host;
    const program = ts.createProgram([...files.keys()], options, {
        ...host,
        fileExists: (name) => files.has(name) || fileExists(name),
        readFile: (name) => files.get(name)?.text ?? readFile(name),
        getSourceFile: (name, ...rest) => {
            const file = files.get(name);
            return file ? ts.createSourceFile(name, file.text, ts.ScriptTarget.ES2023) : getSourceFile(name, ...rest);
        },
    });
    return [...files].flatMap(([name, { block }]) => {
        const source = program.getSourceFile(name);
        return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
            ({ messageText }) => `${nameOf(block)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
        );
    });
}

function withPrelude(text: string): string {
    const lines = Object.entries(PRELUDE)
        .filter(([name]) => new RegExp(`\\b${name}\\b`).test(text))
        .filter(([name]) => !new RegExp(`(import [^;]*|const |let )\\b${name}\\b`).test(text))
        .map(([, line]) => line);
    return [...lines, text, "export {};"].join("\n");
}

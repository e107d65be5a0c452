import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { realSurroundings } from "../../local/src/engine/real-surroundings";
import { silentProgress } from "../../local/src/tools/progress";
import {
    type Ground,
    goProgram,
    type Place,
    type Program,
    placeFor,
    pythonProgram,
    runProgram,
} from "../support/language-programs";
import { unpackPackage } from "../support/packed";
import { perimeterWorld } from "../support/perimeter-world";

/**
 * The same perimeter as in Pulumi.local.yaml, written in other languages against `sdk/`, through the plugin of the packed
 * package.
 */
const STACK = "languages";
const { world, configure } = perimeterWorld(STACK);
const folder = mkdtempSync(join(tmpdir(), "asm-egress-languages-"));
const python = await pythonProgram(folder);
const go = await goProgram(folder);
for (const [language, program] of Object.entries({ Python: python, Go: go })) {
    if ("reason" in program) {
        console.warn(`No program in ${language} is tried: ${program.reason}.`);
    }
}

let pulumiRoot: string;
let unpacked: string;
let inTypeScript: Record<string, unknown>;

beforeAll(async () => {
    unpacked = unpackPackage(join(folder, "packed"));
    configure();
    const up = await world.up();
    expect(up.errors).toEqual([]);
    inTypeScript = graphIn(world.layout.backend);
    const down = await world.destroy();
    expect(down.errors).toEqual([]);
    ({ pulumiRoot } = await realSurroundings.prepareTools(silentProgress));
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ground(): Ground {
    return { world, folder, pulumiRoot, plugin: join(unpacked, "bin") };
}

function run(language: string, program: Program, operation: string): Promise<{ code: number; output: string }> {
    return runProgram(ground(), language, program, operation);
}

function place(language: string): Place {
    return placeFor(ground(), language);
}

interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly parent?: string;
    readonly provider?: string;
    readonly protect?: boolean;
    readonly dependencies?: readonly string[];
    readonly inputs?: unknown;
}

/** All of a state that does not depend on when and where it was made, by URN. */
function graphIn(backend: string): Record<string, unknown> {
    const file = join(backend, ".pulumi", "stacks", "asm-egress", `${STACK}.json`);
    const resources: StateResource[] = JSON.parse(readFileSync(file, "utf8")).checkpoint.latest.resources ?? [];
    return Object.fromEntries(
        resources
            // The stack, and providers, which are configured by where the world lies.
            .filter(({ type }) => !type.startsWith("pulumi:"))
            .map(({ urn, custom, parent, provider, protect, dependencies = [], inputs }) => [
                urn,
                custom
                    ? {
                          parent,
                          provider: provider?.split("::").slice(0, -1).join("::"),
                          protect,
                          dependencies: [...dependencies].sort(),
                          inputs: comparable(inputs),
                      }
                    : // A remote component has its args in the state, one of the same process has not.
                      { parent },
            ]),
    );
}

/** IDs and public addresses are drawn anew by the simulated cloud; names, ranges and rules are what is compared. */
function comparable(inputs: unknown): unknown {
    const text = JSON.stringify(inputs).replace(/\b(vsw|ngw|sg|eip|vtb|stb|snat|nfw|proxy)-[a-z0-9]{8,}\b/g, "$1-…");
    return JSON.parse(
        text.replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "…").replace(/\b198[.]1[89]([.]\d+){2}\b/g, "…"),
    );
}

describe.each([
    ["python", python],
    ["go", go],
] as const)("a perimeter in %s", (language, program) => {
    const given = "reason" in program ? undefined : program;

    it.skipIf(given === undefined)(
        "says what is wrong with the args, with the property, and makes nothing",
        async () => {
            const { code, output } = await run(language, given as Program, "refused");
            expect(code).not.toBe(0);
            expect(output).toContain(language === "python" ? "externalServices[0].hosts[0]" : "cluster.nodeCidrs[0]");
            expect(output).toContain(language === "python" ? "[output-in-plain-position]" : "[cidr-malformed]");
            expect(output).not.toContain("hidden.example.com");
            expect(output).not.toMatch(/TypeError|at .*[.]js:\d+/);
            expect(output).not.toContain(meshToken());
            expect(Object.keys(graphIn(place(language).backend)).filter((urn) => !urn.endsWith(`::${STACK}`))).toEqual(
                [],
            );
        },
        240_000,
    );

    it.skipIf(given === undefined)(
        "is the same graph as in TypeScript: names, parents, inputs, dependencies",
        async () => {
            const { code, output } = await run(language, given as Program, "up");
            expect(code, output).toBe(0);
            expect(output).not.toContain(meshToken());
            const graph = graphIn(place(language).backend);
            expect(Object.keys(graph).length).toBeGreaterThan(80);
            expect(Object.keys(graph).sort()).toEqual(Object.keys(inTypeScript).sort());
            expect(graph).toEqual(inTypeScript);
        },
        300_000,
    );

    it.skipIf(given === undefined)(
        "keeps the kubeconfig of the mesh encrypted in the state, and goes down again",
        async () => {
            const state = join(place(language).backend, ".pulumi", "stacks", "asm-egress", `${STACK}.json`);
            expect(readFileSync(state, "utf8")).not.toContain(meshToken());
            const { code, output } = await run(language, given as Program, "destroy");
            expect(code, output).toBe(0);
            const { cloud, kubernetes } = await world.status();
            expect([...cloud.orphans, ...(kubernetes?.orphans ?? [])]).toEqual([]);
        },
        300_000,
    );
});

describe("a perimeter in a VPC that the same program makes", () => {
    it.skipIf("reason" in go)(
        "is previewed in full, although the VPC's ID is not known yet",
        async () => {
            const { code, output } = await run("go", go as Program, "preview");
            expect(code, output).toBe(0);
            expect(output).toContain(`${STACK}-exit-snat-cn-hangzhou-h`);
            expect(output).toMatch(/\+ 1\d\d to create/);
            expect(output).not.toMatch(/unhandled|TypeError/i);
        },
        240_000,
    );
});

/** The one word in a kubeconfig that must never be seen. */
function meshToken(): string {
    const token: string = parse(readFileSync(world.layout.kubeconfig.mesh, "utf8")).users[0].user.token;
    expect(token.length).toBeGreaterThan(10);
    return token;
}

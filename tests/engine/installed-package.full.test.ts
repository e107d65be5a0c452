import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineEnvironment } from "../../local/src/engine/environment";
import { realSurroundings } from "../../local/src/engine/real-surroundings";
import { silentProgress } from "../../local/src/tools/progress";
import { writeLanguageHost } from "../support/language-host";
import { type Ground, goProgram, PROGRAMS, placeFor, pythonProgram, runProgram } from "../support/language-programs";
import { packInto } from "../support/packed";
import { PROJECT_ROOT, perimeterWorld } from "../support/perimeter-world";

/**
 * As somebody has it who has the tarball and no clone: npm installs it, with what it depends on, into an empty folder outside
 * the repository. The engine, the API server, the account and the providers are the local ones.
 */
const { world, configure } = perimeterWorld("installed");
const folder = mkdtempSync(join(tmpdir(), "asm-egress-installed-"));
const installed = join(folder, "node_modules", "asm-egress");
const reason = install();
if (reason !== undefined) {
    console.warn(`The package is not tried as npm installs it: ${reason}.`);
}

let ground: Ground;

beforeAll(async () => {
    configure();
    await world.start();
    const { pulumiRoot } = await realSurroundings.prepareTools(silentProgress);
    ground = { world, folder, pulumiRoot, plugin: join(installed, "bin") };
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

function install(): string | undefined {
    const { dependencies } = JSON.parse(readFileSync(join(PROJECT_ROOT, "components", "package.json"), "utf8"));
    const manifest = {
        name: "a-program",
        private: true,
        dependencies: {
            "@pulumi/pulumi": dependencies["@pulumi/pulumi"],
            "asm-egress": `file:${packInto(folder)}`,
        },
    };
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    try {
        execFileSync("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: folder, stdio: "pipe" });
        return undefined;
    } catch (error) {
        const { stderr } = error as { stderr?: Buffer };
        // Only what cannot be fetched is a reason to skip.
        if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|E403|E404/.test(`${stderr}`)) {
            return "its dependencies cannot be fetched";
        }
        throw new Error(`${stderr ?? error}`);
    }
}

describe.skipIf(reason !== undefined)("the package as npm installs it", () => {
    it("is a copy, and nothing of it comes from the repository", () => {
        expect(existsSync(join(installed, "dist", "index.js"))).toBe(true);
        const script = 'console.log(require.resolve("asm-egress"), require.resolve("@pulumi/alicloud"))';
        const resolved = execFileSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" });
        expect(resolved.trim().split(" ")).toEqual([
            expect.stringContaining(join(installed, "dist")),
            expect.stringContaining(join(folder, "node_modules", "@pulumi", "alicloud")),
        ]);
    });

    it("brings a perimeter up and down from ten lines of TypeScript, by the CLI", async () => {
        const program = readFileSync(join(PROGRAMS, "typescript", "index.ts"), "utf8");
        expect(program.split("\n").filter((line) => line !== "" && !line.startsWith("import "))).toHaveLength(10);

        const { work, backend } = placeFor(ground, "nodejs");
        cpSync(join(PROGRAMS, "typescript", "index.ts"), join(work, "index.ts"));
        const pulumi = cli(work, backend);

        await pulumi(["stack", "init", "prod"]);
        await pulumi(["config", "set", "alicloud:region", "cn-hangzhou"]);
        await pulumi(["config", "set", "kubernetes:kubeconfig", world.layout.kubeconfig.cluster]);
        const kubeconfig = readFileSync(world.layout.kubeconfig.mesh, "utf8");
        await pulumi(["config", "set", "--secret", "mesh"], kubeconfig);
        const up = await pulumi(["up", "--yes", "--non-interactive", "--skip-preview"]);
        expect(up).toMatch(/publicAddresses/);
        await expectSomething();
        await pulumi(["preview", "--non-interactive", "--expect-no-changes"]);
        await pulumi(["destroy", "--yes", "--non-interactive", "--skip-preview"]);
        await expectNothing();
    }, 480_000);

    it.each([
        ["python", pythonProgram],
        ["go", goProgram],
    ] as const)(
        "brings a perimeter up and down from a program in %s, as its plugin",
        async (language, build) => {
            const program = await build(folder);
            if ("reason" in program) {
                console.warn(`No program in ${language} is tried: ${program.reason}.`);
                return;
            }
            const up = await runProgram(ground, language, program, "up");
            expect(up.code, up.output).toBe(0);
            await expectSomething();
            const destroyed = await runProgram(ground, language, program, "destroy");
            expect(destroyed.code, destroyed.output).toBe(0);
            await expectNothing();
        },
        600_000,
    );
});

/** The CLI in a project, as a person has it: the language host for Node is on the PATH. */
function cli(project: string, backend: string): (args: string[], input?: string) => Promise<string> {
    const onPath = [join(ground.pulumiRoot, "bin"), writeLanguageHost(join(folder, "host"), PROJECT_ROOT)];
    const env = engineEnvironment(world.layout, {
        extra: {
            PULUMI_BACKEND_URL: `file://${backend}`,
            PATH: [...onPath, process.env.PATH].join(delimiter),
        },
    });
    return (args, input = "") =>
        new Promise((resolve, reject) => {
            const child = execFile("pulumi", args, { cwd: project, env }, (error, stdout, stderr) => {
                error === null ? resolve(stdout) : reject(new Error(`pulumi ${args[0]}: ${stdout}${stderr}`));
            });
            child.stdin?.end(input);
        });
}

/** These states are none of the world's own: to it, what they made is without an owner. */
async function expectSomething(): Promise<void> {
    const { cloud, kubernetes } = await world.status();
    expect(cloud.orphans.length).toBeGreaterThan(20);
    expect(kubernetes?.orphans.length).toBeGreaterThan(20);
}

async function expectNothing(): Promise<void> {
    const { cloud, kubernetes } = await world.status();
    expect([...cloud.ours, ...cloud.orphans, ...(kubernetes?.ours ?? []), ...(kubernetes?.orphans ?? [])]).toEqual([]);
}

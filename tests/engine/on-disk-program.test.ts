import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PROJECT_ROOT, perimeterWorld } from "../support/perimeter-world";
import { type PulumiCli, pulumiCli } from "../support/pulumi-cli";

/**
 * `pulumi up` as a person runs it: the CLI, the root Pulumi.yaml, stack/index.ts through the SDK's own TypeScript
 * support, a stack config in the project folder. Only the provider plugins are the local ones, found on PATH.
 */
const { world, configure } = perimeterWorld("disk");
const project = mkdtempSync(join(tmpdir(), "asm-egress-project-"));
let pulumi: PulumiCli;

beforeAll(async () => {
    configure();
    await world.start();
    copyProject();
    pulumi = await pulumiCli(world, project, { plugins: join(project, "plugins") });
}, 180_000);

afterAll(async () => {
    rmSync(project, { recursive: true, force: true });
}, 120_000);

/** The project folder as a clone has it, with a stack config of its own. */
function copyProject(): void {
    for (const file of ["Pulumi.yaml", "package.json", "tsconfig.json", "tsconfig.base.json", "stack"]) {
        cpSync(join(PROJECT_ROOT, file), join(project, file), { recursive: true });
    }
    symlinkSync(join(PROJECT_ROOT, "node_modules"), join(project, "node_modules"));
    const config = readFileSync(join(PROJECT_ROOT, "Pulumi.local.yaml"), "utf8");
    writeFileSync(join(project, "Pulumi.disk.yaml"), config);
}

/** Contents, as the README has them: a path would be looked up from `stack/`, where the program is. */
function kubeconfigs(): readonly (readonly [key: string, contents: string])[] {
    const { cluster, mesh } = world.layout.kubeconfig;
    return [
        ["kubernetes:kubeconfig", readFileSync(cluster, "utf8")],
        ["asm-egress:meshKubeconfig", readFileSync(mesh, "utf8")],
    ];
}

/** The one word in a kubeconfig that must never be seen. */
function tokenOf(kubeconfig: string): string {
    const token = parse(kubeconfig).users[0].user.token;
    expect(token.length).toBeGreaterThan(10);
    return token;
}

describe("the program on disk, run by the CLI", () => {
    it("says what is missing before the kubeconfig of the mesh is set, without a stack trace", async () => {
        await pulumi.run(["stack", "init", "disk"]);
        const { code, output } = await pulumi.try(["preview", "--stack", "disk", "--non-interactive"]);
        expect(code).not.toBe(0);
        expect(output).toContain("asm-egress:meshKubeconfig is missing in Pulumi.disk.yaml");
        expect(output).toContain("pulumi config set --secret asm-egress:meshKubeconfig --stack disk");
        expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    }, 240_000);

    it("goes up, with both kubeconfigs as encrypted values", async () => {
        for (const [key, kubeconfig] of kubeconfigs()) {
            await pulumi.run(["config", "set", "--secret", key, "--stack", "disk"], kubeconfig);
        }
        expect(readFileSync(join(project, "Pulumi.disk.yaml"), "utf8")).toMatch(/meshKubeconfig:\s+secure: /);
        const output = await pulumi.run(["up", "--stack", "disk", "--yes", "--non-interactive", "--skip-preview"]);
        expect(output).toMatch(/gatewayCidrs/);
        for (const [, kubeconfig] of kubeconfigs()) {
            expect(output).not.toContain(tokenOf(kubeconfig));
        }
    }, 240_000);

    it("keeps both encrypted in the state", () => {
        const state = readFileSync(join(world.layout.backend, ".pulumi/stacks/asm-egress/disk.json"), "utf8");
        expect(state).toContain("disk-routes-listener");
        for (const [, kubeconfig] of kubeconfigs()) {
            expect(state).not.toContain(tokenOf(kubeconfig));
        }
    });

    it("finds nothing to change a second time", async () => {
        const output = await pulumi.run(["preview", "--stack", "disk", "--non-interactive", "--expect-no-changes"]);
        expect(output).toMatch(/unchanged/);
    }, 240_000);

    it("shows every finding with its place in the YAML file", async () => {
        const file = join(project, "Pulumi.disk.yaml");
        const sound = readFileSync(file, "utf8");
        writeFileSync(file, sound.replace("maps.example.com", '"*.com"'));
        const { code, output } = await pulumi.try(["preview", "--stack", "disk", "--non-interactive"]);
        writeFileSync(file, sound);
        expect(code).not.toBe(0);
        expect(output).toContain(
            'asm-egress:perimeter.externalServices[1].hosts[0]: got "*.com"  [wildcard-public-suffix]',
        );
        expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    }, 240_000);

    it("goes down again", async () => {
        await pulumi.run(["destroy", "--stack", "disk", "--yes", "--non-interactive", "--skip-preview"]);
        const { cloud, kubernetes } = await world.status();
        expect([...cloud.ours, ...cloud.orphans, ...(kubernetes?.ours ?? []), ...(kubernetes?.orphans ?? [])]).toEqual(
            [],
        );
    }, 240_000);
});

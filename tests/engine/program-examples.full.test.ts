import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import type { KubernetesObject } from "../../components/resources/planned";
import { readAccount } from "../../local/src/alicloud/account-file";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import type { World } from "../../local/src/engine/world";
import { configFileOf } from "../support/examples";
import { goExample, pythonExample, yamlExample } from "../support/hosted-examples";
import { unpackPackage } from "../support/packed";
import { PROJECT_ROOT, perimeterWorld, stepsOf } from "../support/perimeter-world";
import { type PulumiCli, pulumiCli } from "../support/pulumi-cli";

/** What is promised of an example besides its life, looked at while it is up. */
type Promised = readonly [sentence: string, look: (world: World) => void | Promise<void>];

/** TypeScript programs that the local command line runs, as it runs the stack's. */
const PROGRAMS: Record<string, readonly Promised[]> = {
    "components-alone": [
        ["nothing at Alibaba Cloud is made", makesNothingInTheCloud],
        ["the gateway denies before it listens", deniesFirst],
    ],
    "larger-program": [
        ["everything that the perimeter stands on is there before it", standsOnItsOwn],
        ["another stack takes its outputs, and what is secret stays so", givesItsApplication],
    ],
    "multi-gateway": [
        ["each gateway takes the clients of its own group, and nobody else", takesOwnClients],
        ["each group's Pods reach the range of their own gateway, and not the other's", reachesOwnRange],
        ["each group's sidecars know the hosts of their own group alone", knowsOwnHosts],
    ],
};

/** The same from a stack of another project that refers to the first. */
async function givesItsApplication(world: World): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "asm-egress-application-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const project = join(folder, "application");
    cpSync(join(PROJECT_ROOT, "examples", "larger-program", "application"), project, { recursive: true });
    for (const file of ["package.json", "tsconfig.json", "tsconfig.base.json"]) {
        cpSync(join(PROJECT_ROOT, file), join(project, file));
    }
    symlinkSync(join(PROJECT_ROOT, "node_modules"), join(project, "node_modules"));
    const pulumi = await pulumiCli(world, project, { plugins: join(folder, "plugins") });
    await pulumi.run(["stack", "init", "payments"]);
    await pulumi.run(["config", "set", "platform", "organization/asm-egress/larger-program", "--stack", "payments"]);
    await pulumi.run(["up", "--stack", "payments", ...UNATTENDED]);
    const state = readFileSync(join(world.layout.backend, ".pulumi/stacks/payments/payments.json"), "utf8");
    const [address] = world.exportState().outputs.publicAddresses as string[];
    expect(state).toContain(`"leavesFrom":"${address}"`);
    // Secret in the one stack, so it is in the other; the simulated service answers with the file that it is in.
    expect(state).not.toContain(world.layout.kubeconfig.cluster);
    await pulumi.run(["preview", "--stack", "payments", "--non-interactive", "--expect-no-changes"]);
    await pulumi.run(["destroy", "--stack", "payments", ...UNATTENDED]);
}

const UNATTENDED = ["--yes", "--non-interactive", "--skip-preview"];

/** The one word in a kubeconfig that must never be seen. */
function tokenOf(kubeconfig: string): string {
    const token: string = parse(readFileSync(kubeconfig, "utf8")).users[0].user.token;
    expect(token.length).toBeGreaterThan(10);
    return token;
}

const GROUPS = [
    { perimeter: "payments", namespace: "billing", range: "10.0.64.0/28", others: "10.0.64.64/28" },
    { perimeter: "storefront", namespace: "shop", range: "10.0.64.64/28", others: "10.0.64.0/28" },
] as const;

function takesOwnClients(world: World): void {
    for (const { perimeter, namespace } of GROUPS) {
        const policies = objectsOf(world, "AuthorizationPolicy").filter((policy) =>
            JSON.stringify(policy.spec).includes(`"egress-${perimeter}"`),
        );
        const principals = policies.flatMap((policy) => JSON.stringify(policy).match(/ns\/[^/]+\/sa/g) ?? []);
        expect(policies.length).toBeGreaterThan(2);
        expect(new Set(principals)).toEqual(new Set([`ns/${namespace}/sa`]));
    }
}

function reachesOwnRange(world: World): void {
    for (const { perimeter, namespace, range, others } of GROUPS) {
        const [policy, ...more] = objectsOf(world, "NetworkPolicy").filter(
            ({ metadata }) => metadata.namespace === namespace,
        );
        expect(more).toEqual([]);
        expect(policy?.metadata.name).toBe(`asm-egress-${perimeter}`);
        const ranges = JSON.stringify(policy?.spec).match(/\d+[.]\d+[.]\d+[.]\d+\/\d+/g);
        expect(ranges).toContain(range);
        expect(ranges).not.toContain(others);
    }
}

function knowsOwnHosts(world: World): void {
    const seen = objectsOf(world, "ServiceEntry").map(({ metadata, spec }) => [
        metadata.labels?.["app.kubernetes.io/part-of"],
        (spec as { exportTo: string[] }).exportTo,
    ]);
    for (const { perimeter, namespace } of GROUPS) {
        const own = seen.filter(([partOf]) => partOf === perimeter).map(([, exportTo]) => exportTo);
        expect(own).toContainEqual([namespace]);
        expect(new Set(own.flat())).toEqual(new Set([namespace, "istio-system"]));
    }
}

function makesNothingInTheCloud(world: World): void {
    const types = world.exportState().resources.map(({ type }) => type);
    expect(types.filter((type) => type.startsWith("alicloud:"))).toEqual([]);
    expect(types).toContain("asm-egress:index:EgressRoutes");
}

function standsOnItsOwn(world: World): void {
    const made = world.exportState().resources.filter(({ type }) => type.startsWith("alicloud:"));
    expect(made.map(({ type }) => type)).toEqual(
        expect.arrayContaining([
            "alicloud:vpc/network:Network",
            "alicloud:cs/managedKubernetes:ManagedKubernetes",
            "alicloud:servicemesh/serviceMesh:ServiceMesh",
        ]),
    );
    const vpc = made.find(({ type }) => type.endsWith(":Network"));
    const firewall = made.find(({ type }) => type.endsWith(":NatFirewall"));
    expect(JSON.stringify(firewall?.inputs)).toContain(String(vpc?.outputs?.routeTableId));
    expect(readAccount(world.layout.cloudFile).vpcs[vpc?.id ?? ""]?.given).toBe(false);
}

function deniesFirst(world: World): void {
    const { resources } = world.exportState();
    const listener = resources.find(({ urn }) => urn.endsWith("::components-alone-routes-listener"));
    expect(listener?.dependencies?.some((urn) => urn.endsWith("::components-alone-access-deny-all"))).toBe(true);
}

function objectsOf(world: World, kind: string): KubernetesObject[] {
    return world
        .exportState()
        .resources.map(({ inputs }) => inputs as unknown as KubernetesObject)
        .filter((inputs) => inputs?.kind === kind);
}

describe.each(Object.entries(PROGRAMS))("examples/%s", (example, promises) => {
    const { world, configure } = perimeterWorld(example, configFileOf(example));
    let up: OperationResult;

    beforeAll(async () => {
        configure();
        up = await world.up({ checkpoints: "default" });
    }, 300_000);

    it("comes up", () => {
        expect(up.errors).toEqual([]);
        expect(stepsOf(up).length).toBeGreaterThan(5);
    });

    it.each(promises)("%s", (_, look) => look(world), 300_000);

    it("is unchanged by a second up", async () => {
        const again = await world.up({ checkpoints: "default" });
        expect(again.errors).toEqual([]);
        expect(stepsOf(again)).toEqual([]);
    }, 300_000);

    it("goes down to nothing", async () => {
        const destroyed = await world.destroy({ checkpoints: "default" });
        expect(destroyed.errors).toEqual([]);
        expect(isEmptyOfOurs(await world.status())).toBe(true);
    }, 300_000);
});

const folder = mkdtempSync(join(tmpdir(), "asm-egress-hosted-"));
const plugin = join(unpackPackage(join(folder, "packed")), "bin");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hosted = {
    go: await goExample(folder, plugin),
    python: await pythonExample(folder, plugin),
    yaml: await yamlExample(folder, plugin),
};
for (const [language, example] of Object.entries(hosted)) {
    if ("reason" in example) {
        console.warn(`examples/${language} is not tried: ${example.reason}.`);
    }
}

/** Programs name the perimeter after the stack; in YAML it has the key of the resource. */
function perimeterOf(language: string): string {
    return language === "yaml" ? "egress" : language;
}

describe.each(Object.entries(hosted))("examples/%s", (language, example) => {
    const { world, configure } = perimeterWorld(language);
    const options = ["--stack", language];
    let pulumi: PulumiCli;

    beforeAll(async () => {
        if ("reason" in example) {
            return;
        }
        configure();
        await world.start();
        const plugins = join(folder, `${language}-plugins`);
        pulumi = await pulumiCli(world, example.project, { ...example, plugins });
        await pulumi.run(["stack", "init", language]);
        await pulumi.run(["config", "set", "alicloud:region", "cn-hangzhou", ...options]);
        const { cluster, mesh } = world.layout.kubeconfig;
        for (const [key, file] of [["kubernetes:kubeconfig", cluster] as const, ["meshKubeconfig", mesh] as const]) {
            await pulumi.run(["config", "set", "--secret", key, ...options], readFileSync(file, "utf8"));
        }
    }, 180_000);

    it.skipIf("reason" in example)(
        "comes up, and keeps the kubeconfig of the mesh secret",
        async () => {
            const output = await pulumi.run(["up", ...options, ...UNATTENDED]);
            expect(output).toMatch(/publicAddresses/);
            const token = tokenOf(world.layout.kubeconfig.mesh);
            expect(output).not.toContain(token);
            const state = readFileSync(join(world.layout.backend, `.pulumi/stacks/egress/${language}.json`), "utf8");
            expect(state).toContain(`${perimeterOf(language)}-routes-listener`);
            expect(state).not.toContain(token);
        },
        300_000,
    );

    it.skipIf("reason" in example)(
        "is unchanged by a second up",
        async () => {
            await pulumi.run(["up", ...options, ...UNATTENDED, "--expect-no-changes"]);
        },
        300_000,
    );

    it.skipIf("reason" in example)(
        "goes down to nothing",
        async () => {
            await pulumi.run(["destroy", ...options, ...UNATTENDED]);
            const { cloud, kubernetes } = await world.status();
            const left = [cloud.ours, cloud.orphans, kubernetes?.ours ?? [], kubernetes?.orphans ?? []];
            expect(left.flat()).toEqual([]);
        },
        300_000,
    );
});

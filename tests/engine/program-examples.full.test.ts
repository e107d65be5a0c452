import { beforeAll, describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../components/resources/planned";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import type { World } from "../../local/src/engine/world";
import { configFileOf } from "../support/examples";
import { perimeterWorld, stepsOf } from "../support/perimeter-world";

/** What is promised of an example besides its life, looked at while it is up. */
type Promised = readonly [sentence: string, look: (world: World) => void];

/** TypeScript programs that the local command line runs, as it runs the stack's. */
const PROGRAMS: Record<string, readonly Promised[]> = {
    "components-alone": [
        ["nothing at Alibaba Cloud is made", makesNothingInTheCloud],
        ["the gateway denies before it listens", deniesFirst],
    ],
    "multi-gateway": [
        ["each gateway takes the clients of its own group, and nobody else", takesOwnClients],
        ["each group's Pods reach the range of their own gateway, and not the other's", reachesOwnRange],
        ["each group's sidecars know the hosts of their own group alone", knowsOwnHosts],
    ],
};

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

    it.each(promises)("%s", (_, look) => look(world));

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

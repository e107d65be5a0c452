import { beforeAll, describe, expect, it } from "vitest";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { ApiClient } from "../../local/src/kubernetes/api-client";
import { readKubeconfig } from "../../local/src/kubernetes/kubeconfig";
import type { KubernetesObject } from "../../local/src/kubernetes/object";
import { type PerimeterYaml, perimeterWorld, positionOf, stepsOf } from "../support/perimeter-world";

/** A perimeter whose way through the gateway is an ASMEgressTrafficPolicy; then Istio's own objects, and back. */
const { world, configure } = perimeterWorld("asm");

const POLICIES = "/apis/istio.alibabacloud.com/v1/namespaces/istio-egress/asmegresstrafficpolicies";

function asmTrafficPolicy({ mesh }: PerimeterYaml): void {
    Object.assign(mesh, { engine: "AsmTrafficPolicy", outbound: "RegistryOnly", passInternalHeaders: true });
}

async function listed(path: string): Promise<KubernetesObject[]> {
    const client = new ApiClient(readKubeconfig(world.layout.kubeconfig.admin));
    const { items } = await client.list(path);
    client.close();
    return items;
}

/** How many objects of Istio there are that lead anywhere, or say what a workload may see. */
async function istioObjects(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const plural of ["gateways", "serviceentries", "virtualservices", "destinationrules", "sidecars"]) {
        counts[plural] = (await listed(`/apis/networking.istio.io/v1/${plural}`)).length;
    }
    return counts;
}

const NONE = { gateways: 0, serviceentries: 0, virtualservices: 0, destinationrules: 0, sidecars: 0 };

/** Steps outside the two layers that an engine is about. */
function elsewhere(result: OperationResult): string[] {
    return stepsOf(result).filter((step) => !/ asm-(routes|fence)-/.test(step));
}

function positionsOf({ steps }: OperationResult, op: string, name: RegExp): number[] {
    return steps.flatMap((step, position) => (step.op === op && name.test(step.name) ? [position] : []));
}

let first: OperationResult;

beforeAll(async () => {
    configure(asmTrafficPolicy);
    first = await world.up();
}, 240_000);

describe("up", () => {
    it("makes a policy that the API server takes and the controller answers, and says what it gives up", async () => {
        expect(first.errors).toEqual([]);
        const [policy, ...others] = await listed(POLICIES);
        expect(others).toEqual([]);
        expect(policy).toMatchObject({
            metadata: { name: "egress-by-egress-asm" },
            spec: { byEgressGateway: { name: "egress-asm" } },
            status: { status: "Success" },
        });
        for (const code of ["internal-headers-leave", "engine-unseen"]) {
            expect(first.warnings.join("\n")).toContain(code);
        }
    });

    it("makes no object of Istio that leads anywhere, and no Sidecar where the policy has callers", async () => {
        expect(await istioObjects()).toEqual(NONE);
    });

    it("lets nobody in before the gateway denies, and names the gateway when there is one", () => {
        const created = (name: string) => positionOf(first, "create", `asm-${name}`);
        expect(created("access-deny-all")).toBeLessThan(created("routes-traffic-policy"));
        expect(created("gateway-gateway")).toBeLessThan(created("routes-traffic-policy"));
    });

    it("is unchanged by a second up, and by one after a refresh", async () => {
        expect(stepsOf(await world.up())).toEqual([]);
        expect((await world.refresh()).ok).toBe(true);
        expect(stepsOf(await world.up())).toEqual([]);
    }, 240_000);
});

describe("a change of the engine in place", () => {
    it("to Istio makes its whole way before the policy goes, and touches no other layer", async () => {
        configure();
        const result = await world.up();
        expect(result.errors).toEqual([]);
        expect(elsewhere(result)).toEqual([]);
        expect(stepsOf(result).filter((step) => step.startsWith("delete "))).toEqual([
            "delete asm-routes-traffic-policy",
        ]);
        const gone = positionOf(result, "delete", "asm-routes-traffic-policy");
        expect(Math.max(...positionsOf(result, "create", /^asm-(routes|fence)-/))).toBeLessThan(gone);
        expect(await listed(POLICIES)).toEqual([]);
        expect((await istioObjects()).sidecars).toBeGreaterThan(0);
        expect(stepsOf(await world.up())).toEqual([]);
    }, 240_000);

    it("to the policy waits for its answer, then takes callers' view first and the TLS of the gateway last", async () => {
        configure(asmTrafficPolicy);
        const result = await world.up();
        expect(result.errors).toEqual([]);
        expect(elsewhere(result)).toEqual([]);
        const made = positionOf(result, "create", "asm-routes-traffic-policy");
        const deleted = (name: RegExp) => {
            const positions = positionsOf(result, "delete", name);
            expect(positions.length).toBeGreaterThan(0);
            return { first: Math.min(...positions), last: Math.max(...positions) };
        };
        expect(made).toBeLessThan(deleted(/./).first);
        expect(deleted(/^asm-routes-callers-/).last).toBeLessThan(deleted(/^asm-routes-route-/).first);
        expect(deleted(/^asm-routes-route-/).last).toBeLessThan(deleted(/^asm-routes-outside-/).first);
        expect(deleted(/^asm-routes-outside-/).last).toBeLessThan(deleted(/^asm-routes-tls-/).first);
        expect(await istioObjects()).toEqual(NONE);
        expect(stepsOf(await world.up())).toEqual([]);
    }, 240_000);
});

describe("what the policy cannot carry", () => {
    it("is refused before anything changes", async () => {
        configure((perimeter) => {
            asmTrafficPolicy(perimeter);
            perimeter.externalServices[0].traffic = { timeoutSeconds: 3 };
        });
        const refused = await world.up();
        expect(refused.ok).toBe(false);
        expect(refused.errors.join("\n")).toContain("engine-lacks-feature");
        expect(stepsOf(refused)).toEqual([]);
        configure(asmTrafficPolicy);
    }, 120_000);
});

it("goes down to nothing, the policy before its gateway", async () => {
    const destroyed = await world.destroy();
    expect(destroyed.errors).toEqual([]);
    expect(positionOf(destroyed, "delete", "asm-routes-traffic-policy")).toBeLessThan(
        positionOf(destroyed, "delete", "asm-gateway-gateway"),
    );
    expect(isEmptyOfOurs(await world.status())).toBe(true);
}, 240_000);

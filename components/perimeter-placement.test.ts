import { beforeAll, describe, expect, it } from "vitest";
import { type Gateway, Placement } from "./intent/args";
import { GatewayPlacement } from "./layers/gateway/component";
import { GatewayNodePool } from "./layers/nodepool/component";
import { EgressPerimeter } from "./perimeter";
import { planPerimeter } from "./perimeter-plan";
import { namesBefore, registrationOf } from "./testing/graph";
import { type Registration, registrations } from "./testing/mock-engine";
import { perimeterArgs } from "./testing/perimeter-args";

const { cluster, gateway } = perimeterArgs();
const POOL = "prod-node-pool-node-pool";

/** Args and graph of a perimeter with another gateway; the mocks have no engine that could run a wait. */
function placed(change: Partial<Gateway>) {
    const args = perimeterArgs({
        gateway: { ...gateway, ...change },
        firewall: { cidrBlock: "10.0.64.48/28", settleSeconds: 0 },
    });
    return { args, register: () => registrations(() => new EgressPerimeter("prod", args)) };
}

function customNames(seen: readonly Registration[]): string[] {
    const custom = seen.filter(({ type }) => !type.startsWith("asm-egress:") && !type.startsWith("pulumi:"));
    return custom.map(({ name }) => name).sort();
}

const onNodes = placed({
    placement: Placement.HostNetwork,
    nodePool: { instanceTypes: ["ecs.g7.large"], keyName: "ops" },
});
const beside = placed({ nodePool: { instanceTypes: ["ecs.g7.large"], vswitchIds: ["vsw-node-1", "vsw-node-2"] } });

describe.each([
    ["the host network", onNodes],
    ["dedicated ENIs and nodes of its own", beside],
])("a perimeter whose gateway has %s", (_, { args, register }) => {
    let seen: Registration[];

    beforeAll(async () => {
        seen = await register();
    });

    it("has exactly the planned resources", () => {
        const planned = Object.entries(planPerimeter("prod", args).layers).flatMap(([layer, { resources }]) =>
            resources.map(({ role }) => `prod-${layer}-${role}`),
        );
        expect(customNames(seen)).toEqual(planned.sort());
    });

    it("has the nodes before the gateway, so that a destroy takes the gateway first", () => {
        expect(namesBefore(seen, "prod-gateway-gateway")).toContain(POOL);
        expect(registrationOf(seen, "prod-gateway-gateway").dependencies.some((urn) => urn.endsWith(`::${POOL}`))).toBe(
            true,
        );
    });

    it("has no node before every rule of the security group", () => {
        const earlier = namesBefore(seen, POOL);
        const rules = seen.filter(({ type }) => type.endsWith(":SecurityGroupRule"));
        expect(rules.filter(({ name }) => !earlier.has(name))).toEqual([]);
    });

    it("asks the cluster's provider for nodes, not the mesh's", () => {
        expect(registrationOf(seen, POOL).provider).not.toContain("::prod-mesh::");
    });

    it("leaves from the gateway's range", () => {
        expect(customNames(seen).filter((name) => name.startsWith("prod-exit-"))).toEqual([
            "prod-exit-snat-cn-hangzhou-h",
            "prod-exit-snat-cn-hangzhou-i",
        ]);
    });
});

describe("the nodes of a gateway", () => {
    it("stand in the gateway's vSwitches and group on the host network", async () => {
        const { inputs } = registrationOf(await onNodes.register(), POOL);
        expect(inputs).toMatchObject({
            clusterId: "c0123",
            vswitchIds: ["prod-network-vswitch-cn-hangzhou-h-id", "prod-network-vswitch-cn-hangzhou-i-id"],
            securityGroupIds: ["prod-network-security-group-id"],
            keyName: "ops",
        });
    });

    it("stand elsewhere beside dedicated ENIs", async () => {
        const { inputs } = registrationOf(await beside.register(), POOL);
        expect(inputs.vswitchIds).toEqual(["vsw-node-1", "vsw-node-2"]);
        expect(inputs).not.toHaveProperty("securityGroupIds");
        expect(inputs).not.toHaveProperty("keyName");
    });
});

describe("what a placement has no use for", () => {
    it("is no PodNetworking on the host network", async () => {
        const names = customNames(await onNodes.register());
        expect(names.filter((name) => name.startsWith("prod-placement-"))).toEqual([]);
        expect(customNames(await beside.register())).toContain("prod-placement-pod-networking");
    });

    it("is no node pool where none is written", async () => {
        const seen = await placed({}).register();
        expect(seen.some(({ type }) => type.includes("odePool"))).toBe(false);
    });
});

describe("a component alone", () => {
    const ids = { vswitchIds: { "cn-hangzhou-h": "vsw-h", "cn-hangzhou-i": "vsw-i" }, securityGroupId: "sg-1" };

    it("is refused where the placement is the other one's", async () => {
        const seen = await registrations(() => {
            expect(() => new GatewayPlacement("one", { ...ids, gateway: onNodes.args.gateway })).toThrow(
                /pod-networking-with-host-network/,
            );
            expect(() => new GatewayNodePool("one", { ...ids, cluster, gateway })).toThrow(/node-pool-missing/);
        });
        expect(seen.filter(({ type }) => type !== "pulumi:pulumi:Stack")).toEqual([]);
    });
});

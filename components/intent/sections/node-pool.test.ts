import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findingsOf, intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { EniKind, type Gateway, type NodePool, Placement } from "../args";
import { withSurge } from "./node-pool";

const { gateway } = perimeterArgs();
const nodePool: NodePool = { instanceTypes: ["ecs.g7.large"] };
const onNodes: Gateway = { ...gateway, placement: Placement.HostNetwork, nodePool };
const onOwnEnis: Gateway = { ...gateway, nodePool: { ...nodePool, vswitchIds: ["vsw-node"] } };

/** Findings about a gateway, but for the residual that `HostNetwork` always has. */
function findingsOn(changed: object): string[] {
    return findingsOf(perimeterArgs({ gateway: changed as Gateway })).filter(
        (finding) => finding !== "host-network-keeps-metadata-open gateway.placement",
    );
}

function poolOf(changed: Gateway) {
    return intentOf({ gateway: changed }).gateway.nodePool;
}

describe("a sound node pool", () => {
    it.each<[string, Gateway]>([
        ["goes with the host network", onNodes],
        ["goes with dedicated ENIs, in node vSwitches of the cluster", onOwnEnis],
    ])("%s", (_, changed) => {
        expect(findingsOn(changed)).toEqual([]);
    });

    it("has a node for each replica and for the surge of a rolling update", () => {
        expect(poolOf(onNodes)).toMatchObject({ nodeCount: 3, systemDiskCategory: "cloud_essd", systemDiskSize: 120 });
        expect(poolOf({ ...onNodes, replicas: 5 })?.nodeCount).toBe(7);
    });

    it("may have more nodes", () => {
        expect(poolOf({ ...onNodes, nodePool: { ...nodePool, nodeCount: 9 } })?.nodeCount).toBe(9);
    });

    it("keeps the order of instance types, which is an order of preference", () => {
        const instanceTypes = ["ecs.g7.large", "ecs.c7.large"];
        expect(poolOf({ ...onNodes, nodePool: { instanceTypes } })?.instanceTypes).toEqual(instanceTypes);
    });

    it("may have its key and its vSwitches as Outputs", () => {
        const output = { __pulumiOutput: true };
        const deferred = { ...onOwnEnis, nodePool: { ...nodePool, keyName: output, vswitchIds: [output, output] } };
        expect(findingsOn(deferred)).toEqual([]);
        expect(poolOf(deferred as unknown as Gateway)).toMatchObject({ hasKey: true, givenVswitches: 2 });
    });

    it("has always enough nodes where nobody writes how many", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 100 }), (replicas) => {
                const subnets = [{ zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.0/24" }];
                const pool = intentOf({
                    gateway: { ...onNodes, subnets, replicas },
                    internet: { subnet: { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.65.32/28" } },
                    firewall: { cidrBlock: "10.0.65.48/28" },
                }).gateway.nodePool;
                expect(pool?.nodeCount).toBe(withSurge(replicas));
                expect(pool?.nodeCount).toBeGreaterThan(replicas);
            }),
        );
    });
});

describe("a node pool", () => {
    it.each<[string, object, string[]]>([
        [
            "is needed with the host network",
            { ...gateway, placement: Placement.HostNetwork },
            ["node-pool-missing gateway.nodePool"],
        ],
        [
            "has no fewer nodes than replicas",
            { ...onNodes, replicas: 4, nodePool: { ...nodePool, nodeCount: 3 } },
            ["fewer-nodes-than-replicas gateway.nodePool.nodeCount"],
        ],
        [
            "has nodes for the surge of a rolling update too",
            { ...onNodes, replicas: 4, nodePool: { ...nodePool, nodeCount: 4 } },
            ["node-pool-too-small gateway.nodePool.nodeCount"],
        ],
        [
            "has nodes for the surge with dedicated ENIs as well: no two Pods share a node",
            { ...onOwnEnis, nodePool: { ...onOwnEnis.nodePool, nodeCount: 2 } },
            ["node-pool-too-small gateway.nodePool.nodeCount"],
        ],
        [
            "has no more nodes than the gateway's vSwitches have addresses",
            { ...onNodes, nodePool: { ...nodePool, nodeCount: 25 } },
            ["subnets-too-small gateway.subnets"],
        ],
        [
            "has no vSwitches of its own with the host network",
            { ...onNodes, nodePool: { ...nodePool, vswitchIds: ["vsw-1"] } },
            ["node-vswitches-with-host-network gateway.nodePool.vswitchIds"],
        ],
        [
            "has vSwitches of its own with dedicated ENIs, whose group closes what a node needs",
            { ...gateway, nodePool },
            ["node-vswitches-missing gateway.nodePool.vswitchIds"],
        ],
        [
            "has no kind of ENI with the host network",
            { ...onNodes, eni: EniKind.Trunk },
            ["eni-with-host-network gateway.eni"],
        ],
        [
            "has an instance type",
            { ...onNodes, nodePool: { instanceTypes: [] } },
            ["out-of-bounds gateway.nodePool.instanceTypes"],
        ],
        [
            "has instance types as ECS writes them",
            { ...onNodes, nodePool: { instanceTypes: ["g7.large"] } },
            ["instance-type-malformed gateway.nodePool.instanceTypes[0]"],
        ],
        [
            "has each instance type once",
            { ...onNodes, nodePool: { instanceTypes: ["ecs.g7.large", "ecs.g7.large"] } },
            ["duplicate gateway.nodePool.instanceTypes[1]"],
        ],
        [
            "has a disk of the cloud",
            { ...onNodes, nodePool: { ...nodePool, systemDiskCategory: "ssd" } },
            ["disk-category-malformed gateway.nodePool.systemDiskCategory"],
        ],
        [
            "has a disk that an image fits on",
            { ...onNodes, nodePool: { ...nodePool, systemDiskSize: 10 } },
            ["out-of-bounds gateway.nodePool.systemDiskSize"],
        ],
        [
            "has no password, which would stand in the state",
            { ...onNodes, nodePool: { ...nodePool, password: "hunter2" } },
            ["unknown-property gateway.nodePool.password"],
        ],
        [
            "has no public bandwidth",
            { ...onNodes, nodePool: { ...nodePool, internetMaxBandwidthOut: 5 } },
            ["unknown-property gateway.nodePool.internetMaxBandwidthOut"],
        ],
        [
            "has a number of nodes that is known before deployment",
            { ...onNodes, nodePool: { ...nodePool, nodeCount: { __pulumiOutput: true } } },
            ["output-in-plain-position gateway.nodePool.nodeCount"],
        ],
        [
            "has a placement of the two that there are",
            { ...gateway, placement: "Sidecar" },
            ["not-in-the-set gateway.placement"],
        ],
    ])("%s", (_, changed, expected) => {
        expect(findingsOn(changed)).toEqual(expected);
    });

    it("counts the four addresses that the platform keeps of every vSwitch", () => {
        const exactly = (nodeCount: number) => findingsOn({ ...onNodes, nodePool: { ...nodePool, nodeCount } });
        expect(exactly(24)).toEqual([]);
        expect(exactly(25)).toEqual(["subnets-too-small gateway.subnets"]);
    });
});

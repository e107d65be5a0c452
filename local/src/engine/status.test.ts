import { describe, expect, it } from "vitest";
import type { StackState, StateResource } from "./checkpoint";
import { isEmptyOfOurs, type Seen, worldStatus } from "./status";
import type { CloudObject } from "./surroundings";

const eip = (id: string, more: Partial<CloudObject> = {}): CloudObject => ({
    id,
    type: "alicloud:ecs/eipAddress:EipAddress",
    given: false,
    ...more,
});
const resource = (type: string, more: Partial<StateResource> = {}): StateResource => ({
    urn: `urn:pulumi:local::asm-egress::${type}::x`,
    type,
    custom: true,
    ...more,
});
const stateOf = (...resources: StateResource[]): StackState => ({ resources, pendingOperations: [], outputs: {} });
const EMPTY: Seen = {
    stack: "local",
    controlPlane: "running",
    state: stateOf(),
    cloudObjects: [],
    kubernetesObjects: [],
};

const serviceEntry = {
    apiVersion: "networking.istio.io/v1",
    kind: "ServiceEntry",
    name: "stripe",
    namespace: "istio-egress",
};
const serviceEntryInState = resource("kubernetes:networking.istio.io/v1beta1:ServiceEntry", {
    outputs: {
        apiVersion: "networking.istio.io/v1beta1",
        kind: "ServiceEntry",
        metadata: { name: "stripe", namespace: "istio-egress" },
    },
});

describe("status", () => {
    it("tells given objects, those of the stack and orphans apart", () => {
        const status = worldStatus({
            ...EMPTY,
            state: stateOf(resource("alicloud:ecs/eipAddress:EipAddress", { id: "eip-1" })),
            cloudObjects: [eip("eip-2"), eip("eip-1"), eip("eip-0", { given: true })],
        });
        expect(status.cloud.given.map(({ id }) => id)).toEqual(["eip-0"]);
        expect(status.cloud.ours.map(({ id }) => id)).toEqual(["eip-1"]);
        expect(status.cloud.orphans.map(({ id }) => id)).toEqual(["eip-2"]);
    });

    it("takes an id for the stack's only where a cloud resource has it", () => {
        const status = worldStatus({
            ...EMPTY,
            state: stateOf(resource("kubernetes:core/v1:ConfigMap", { id: "eip-1" })),
            cloudObjects: [eip("eip-1")],
        });
        expect(status.cloud.orphans).toHaveLength(1);
    });

    it("does not count what another object brings along and takes away, unless that one is gone", () => {
        const attached = eip("route-1", { ownedBy: "ngw-1" });
        const owner = eip("ngw-1", { given: true });
        expect(worldStatus({ ...EMPTY, cloudObjects: [attached, owner] }).cloud.orphans).toEqual([]);
        expect(worldStatus({ ...EMPTY, cloudObjects: [attached] }).cloud.orphans).toEqual([attached]);
    });

    it("knows a Kubernetes object again under another version of its group", () => {
        const status = worldStatus({
            ...EMPTY,
            state: stateOf(serviceEntryInState),
            kubernetesObjects: [serviceEntry],
        });
        expect(status.kubernetes).toEqual({ ours: [serviceEntry], orphans: [] });
    });

    it("takes an object of the same name in another namespace for an orphan", () => {
        const elsewhere = { ...serviceEntry, namespace: "default" };
        const status = worldStatus({ ...EMPTY, state: stateOf(serviceEntryInState), kubernetesObjects: [elsewhere] });
        expect(status.kubernetes?.orphans).toEqual([elsewhere]);
    });

    it("counts resources by type, without the stack and its providers", () => {
        const status = worldStatus({
            ...EMPTY,
            state: stateOf(
                resource("pulumi:pulumi:Stack", { custom: false }),
                resource("pulumi:providers:alicloud"),
                resource("alicloud:vpc/switch:Switch"),
                resource("alicloud:vpc/switch:Switch"),
            ),
        });
        expect(status.resources).toEqual({ "alicloud:vpc/switch:Switch": 2 });
    });
});

describe("nothing is left", () => {
    it("when only given objects are there", () => {
        expect(isEmptyOfOurs(worldStatus({ ...EMPTY, cloudObjects: [eip("vpc-0", { given: true })] }))).toBe(true);
    });

    it.each<[string, Partial<Seen>]>([
        ["a resource is in the state", { state: stateOf(resource("alicloud:vpc/switch:Switch", { id: "vsw-1" })) }],
        ["a cloud object is an orphan", { cloudObjects: [eip("eip-1")] }],
        ["an object is in the API server", { kubernetesObjects: [serviceEntry] }],
        ["an operation was cut off", { state: { ...stateOf(), pendingOperations: [{ type: "creating", urn: "u" }] } }],
    ])("is not said while %s", (_, seen) => {
        expect(isEmptyOfOurs(worldStatus({ ...EMPTY, ...seen }))).toBe(false);
    });
});

import { expect, it } from "vitest";
import { type LabNode, place } from "./scheduling";

const node = (name: string, zone: string, taints: LabNode["taints"] = []): LabNode => ({
    ...{ name, zone, taints, role: "worker", address: "10.0.0.9", securityGroupIds: [] },
    labels: { "kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone, zone },
});
const taint = { key: "egress", value: "eg", effect: "NoSchedule" };
const nodes = [node("a", "h"), node("b", "i"), node("g", "h", [taint])];
const pod = (spec: object = {}) => ({ namespace: "shop", labels: { app: "pay" }, spec });
const only = { nodeSelector: { "kubernetes.io/hostname": "g" } };

it("a Pod that tolerates the taint of a node may land there", () => {
    const tolerations = [{ ...taint, operator: "Equal" }];
    expect(place(pod({ ...only, tolerations }), nodes, [])).toMatchObject({ node: { name: "g" } });
});

it.each([
    ["nothing", []],
    ["another value", [{ ...taint, value: "other" }]],
    ["another effect", [{ ...taint, effect: "NoExecute" }]],
    ["no key but Equal", [{ operator: "Equal" }]],
])("a Pod that tolerates %s stays off the node", (_, tolerations) => {
    expect(place(pod({ ...only, tolerations }), nodes, [])).toMatchObject({
        pending: expect.stringContaining("taint"),
    });
});

it("naming the node passes a NoSchedule taint by, and not a NoExecute taint", () => {
    expect(place(pod({ nodeName: "g" }), nodes, [])).toMatchObject({ node: { name: "g" } });
    const driven = [node("g", "h", [{ ...taint, effect: "NoExecute" }])];
    expect(place(pod({ nodeName: "g" }), driven, [])).toHaveProperty("pending");
});

it("Pods of one workload go over the zones", () => {
    const placed = [{ node: "a", namespace: "shop", labels: { app: "pay" } }];
    expect(place(pod(), nodes, placed)).toMatchObject({ node: { name: "b" } });
});

it("required anti-affinity leaves the third of two nodes' Pods without a place", () => {
    const rule = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "pay" } } };
    const apart = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [rule] } } };
    const placed = ["a", "b"].map((name) => ({ node: name, namespace: "shop", labels: { app: "pay" } }));
    expect(place(pod(apart), nodes, placed)).toMatchObject({ pending: expect.stringContaining("anti-affinity") });
});

it("a PodNetworking keeps its Pods in the zones of its vSwitches", () => {
    expect(place(pod(), nodes, [], ["i"])).toMatchObject({ node: { name: "b" } });
    expect(place(pod(), nodes, [], ["k"])).toMatchObject({ pending: expect.stringContaining("vSwitch") });
});

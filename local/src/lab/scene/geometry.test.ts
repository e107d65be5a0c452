import { expect, it } from "vitest";
import { geometryOf } from "./geometry";

const perimeter = {
    cluster: { vpcId: "vpc-1", nodeCidrs: ["10.0.16.0/20", "10.0.48.0/20"], podCidrs: ["10.0.64.0/18"] },
    mesh: { id: "m-1", controlPlaneCidrs: ["10.0.40.0/24"], trustDomain: "shop.example", pathNormalization: "Base" },
    namespaces: [{ name: "billing" }, { name: "shop" }],
};

it("everything is where the perimeter says, and istiod and DNS have addresses of their ranges", () => {
    expect(geometryOf(perimeter)).toEqual({
        vpcId: "vpc-1",
        meshId: "m-1",
        nodes: "10.0.16.0/20",
        pods: "10.0.64.0/18",
        clusterRanges: ["10.0.16.0/20", "10.0.48.0/20", "10.0.64.0/18"],
        istiodAddress: "10.0.40.4",
        dnsAddress: "10.0.64.4",
        trustDomain: "shop.example",
        pathNormalization: "BASE",
        fencedNamespaces: ["billing", "shop"],
    });
});

it("Pods without ranges of their own have the nodes', and the other way round", () => {
    const { nodeCidrs, podCidrs } = perimeter.cluster;
    expect(geometryOf({ cluster: { nodeCidrs } })).toMatchObject({ nodes: "10.0.16.0/20", pods: "10.0.16.0/20" });
    expect(geometryOf({ cluster: { podCidrs } })).toMatchObject({ nodes: "10.0.64.0/18", pods: "10.0.64.0/18" });
});

it("a perimeter that says nothing fences nothing, and leaves trust domain and paths to the mesh", () => {
    expect(geometryOf({})).toMatchObject({ clusterRanges: [], fencedNamespaces: [], trustDomain: undefined });
    expect(geometryOf({ mesh: { pathNormalization: "Mystery" } }).pathNormalization).toBeUndefined();
});

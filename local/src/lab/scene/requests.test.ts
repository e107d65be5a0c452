import { expect, it } from "vitest";
import { scenarioSchema } from "../scenario/scenario";
import { requestsOf } from "./requests";

function requests(world: object) {
    const probes = [{ from: "a", to: "http://b.example", manner: "http", expect: "denied" }];
    return requestsOf({ ...scenarioSchema.parse({ name: "a", perimeter: {}, probes, ...world }), id: "a", file: "a" });
}
const service = { name: "authorizer", namespace: "tools", port: 8000, protocol: "ExtAuthz" };
const workload = { name: "payments", namespace: "billing" };

it("servers come before those who ask them, behind their Service", () => {
    const made = requests({ workloads: [workload], services: [service] });
    expect(made.map(({ name }) => name)).toEqual(["authorizer", "payments"]);
    expect(made[0]).toMatchObject({ service: { name: "authorizer", port: 8000 }, sidecar: false, hostNetwork: false });
    expect(made[1]).not.toHaveProperty("service");
});

it("a workload keeps what is hostile about it", () => {
    const hostile = { hostNetwork: true, sidecar: false, podSpec: { nodeName: "n" }, annotations: { a: "b" } };
    expect(requests({ workloads: [{ ...workload, ...hostile }] })[0]).toMatchObject(hostile);
});

it("only who asks for a gateway's node is tied to a kind of node", () => {
    const nodes = requests({ workloads: [workload, { ...workload, name: "sly", node: "gateway" }] });
    expect(nodes.map(({ node }) => node)).toEqual([undefined, "gateway"]);
});

it("a scenario without Pods has no requests", () => {
    expect(requests({})).toEqual([]);
});

import { expect, it } from "vitest";
import { freeAddress, podNetworkOf } from "./addresses";

const networking = (status: string | undefined, selector: object | undefined, name = "eg") => ({
    apiVersion: "network.alibabacloud.com/v1beta1",
    kind: "PodNetworking",
    metadata: { name },
    spec: { ...(selector && { selector }), vSwitchOptions: ["vsw-1"], securityGroupIDs: ["sg-1"] },
    ...(status && { status: { status } }),
});
const selector = {
    podSelector: { matchLabels: { egress: "eg" } },
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "istio-system" } },
};
const pod = {
    labels: { egress: "eg" },
    namespaceLabels: { "kubernetes.io/metadata.name": "istio-system" },
    hostNetwork: false,
};

it("a Ready PodNetworking gives the Pods it selects its vSwitches and groups", () => {
    const found = podNetworkOf(pod, [networking("Ready", selector)]);
    expect(found).toEqual({ name: "eg", vswitchIds: ["vsw-1"], securityGroupIds: ["sg-1"] });
});

it.each([
    ["is not Ready", pod, networking("Fail", selector)],
    ["has no status yet", pod, networking(undefined, selector)],
    ["selects nothing", pod, networking("Ready", undefined)],
    ["selects another label", { ...pod, labels: { egress: "other" } }, networking("Ready", selector)],
    ["selects another namespace", { ...pod, namespaceLabels: {} }, networking("Ready", selector)],
    ["meets a Pod on the host network", { ...pod, hostNetwork: true }, networking("Ready", selector)],
])("a PodNetworking that %s gives nothing", (_, asked, object) => {
    expect(podNetworkOf(asked, [object])).toBeUndefined();
});

it("the addresses that a vSwitch keeps for itself are not given away, and a full one says so", () => {
    expect(freeAddress("10.0.64.0/28", new Set(["10.0.64.4"]))).toBe("10.0.64.5");
    const full = new Set(Array.from({ length: 16 }, (_, index) => `10.0.64.${index}`));
    expect(() => freeAddress("10.0.64.0/28", full)).toThrow("no free address");
});

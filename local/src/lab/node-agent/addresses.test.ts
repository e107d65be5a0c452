import fc from "fast-check";
import { expect, it } from "vitest";
import { textContains } from "../../alicloud/account/cidr";
import { createVswitch } from "../../alicloud/account/vswitch";
import { smallAccount } from "../../alicloud/testing/small-account";
import { freeAddress, podNetworkOf, rangeInZone } from "./addresses";

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

it("addresses of a range are its own, and given out once each until it is full", () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 29 }));
    fc.assert(
        fc.property(range, ([third, bits]) => {
            const block = `10.1.${third}.0/${bits}`;
            const taken = new Set<string>();
            const size = 2 ** (32 - bits) - 5;
            for (let count = 0; count < size; count += 1) {
                const address = freeAddress(block, taken);
                expect(textContains(block, address)).toBe(true);
                taken.add(address);
            }
            expect(taken.size).toBe(size);
            expect(() => freeAddress(block, taken)).toThrow("no free address");
        }),
    );
});

it("a zone's range is that of the first named vSwitch there, and of no other", () => {
    const account = smallAccount();
    const add = (cidrBlock: string, zoneId: string) => createVswitch(account, { vpcId: "vpc-1", cidrBlock, zoneId }).id;
    const [h, first, second] = [add("10.0.1.0/24", "h"), add("10.0.2.0/24", "i"), add("10.0.3.0/24", "i")];
    expect(rangeInZone(account, [h, second, first], "i")).toBe("10.0.3.0/24");
    expect(rangeInZone(account, [h], "i")).toBeUndefined();
    expect(rangeInZone(account, ["vsw-gone"], "h")).toBeUndefined();
});

import { expect, it } from "vitest";
import { type PodNetworking, podNetworkingStatus } from "./pod-networking";

function podNetworking(spec: PodNetworking["spec"]): PodNetworking {
    return {
        apiVersion: "network.alibabacloud.com/v1beta1",
        kind: "PodNetworking",
        metadata: { name: "a" },
        ...(spec === undefined ? {} : { spec }),
    };
}

it("a PodNetworking with vSwitches is ready with them, in their order", () => {
    expect(podNetworkingStatus(podNetworking({ vSwitchOptions: ["vsw-b", "vsw-a"] }))).toEqual({
        status: "Ready",
        vSwitches: [{ id: "vsw-b" }, { id: "vsw-a" }],
    });
});

it.each([undefined, {}, { vSwitchOptions: [] }])("one without vSwitches fails and says why: %j", (spec) => {
    const status = podNetworkingStatus(podNetworking(spec));
    expect(status.status).toBe("Fail");
    expect(status.message).toContain("vSwitchOptions is empty");
});

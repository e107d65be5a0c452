import { expect, it } from "vitest";
import { egressTrafficPolicyStatus } from "./egress-traffic-policy";

function policy(name: string, namespace: string, gateway?: string) {
    const spec = gateway === undefined ? {} : { byEgressGateway: { name: gateway } };
    return {
        apiVersion: "istio.alibabacloud.com/v1beta1",
        kind: "ASMEgressTrafficPolicy",
        metadata: { name, namespace },
        spec,
    };
}

it("a policy in ASM's namespace that is named after its gateway is taken", () => {
    expect(egressTrafficPolicyStatus(policy("egress-by-eg", "istio-egress", "eg"))).toEqual({ status: "Success" });
});

it.each([
    [policy("egress-by-eg", "shop", "eg"), "the namespace has to be istio-egress"],
    [policy("eg", "istio-egress", "eg"), "the name has to be egress-by-eg"],
    [policy("egress-by-other", "istio-egress", "eg"), "the name has to be egress-by-eg"],
    [policy("egress-by-eg", "istio-egress"), "the name has to be egress-by-<gateway>"],
])("another one fails and says why: %j", (object, message) => {
    expect(egressTrafficPolicyStatus(object)).toEqual({ status: "Failed", message });
});

import { type Concern, PODS, SPEC_CHANGES } from "../concern";
import { METADATA_VARIABLES, refuseKey } from "../metadata-rules";

/** Nobody but the gateway stands where traffic may leave. `key` is that of the gateway's label, node label and taint. */
export function gatewayNodes(key: string): Concern {
    const why = "The gateway's nodes have addresses that the firewall lets out.";
    return {
        name: "gateway-nodes",
        resources: PODS,
        conditions: [SPEC_CHANGES],
        rules: [
            {
                expression: `object.spec.?tolerations.orValue([]).all(t, !(t.?key.orValue("") in ["", "${key}"]))`,
                message: `the Pod tolerates the taint of the gateway's nodes (${key}, or every taint): name the taints that it needs`,
                why,
            },
            {
                expression: 'request.operation != "CREATE" || object.spec.?nodeName.orValue("") == ""',
                message: "the Pod names its node: leave that to the scheduler, and use node labels to choose",
                why: "The scheduler is what heeds the taint.",
            },
            {
                expression:
                    `!("${key}" in object.spec.?nodeSelector.orValue({})) && ` +
                    "object.spec.?affinity.?nodeAffinity.?requiredDuringSchedulingIgnoredDuringExecution" +
                    ".?nodeSelectorTerms.orValue([]).all(t, t.?matchExpressions.orValue([]).all(e, " +
                    `e.key != "${key}" || e.operator in ["NotIn", "DoesNotExist"]))`,
                message: `the Pod chooses the gateway's nodes (${key}): choose others`,
                why,
            },
        ],
    };
}

/** The gateway's label is how the gateway's policies, Gateway objects and addresses find its Pods. */
export function gatewayLabel(key: string): Concern {
    return {
        name: "gateway-label",
        resources: PODS,
        variables: METADATA_VARIABLES,
        rules: [
            refuseKey("labels", {
                key,
                fix: "remove it; it is the gateway's own",
                why: "Callers would be sent to a Pod of the tenant's, as if it were the gateway.",
            }),
        ],
    };
}

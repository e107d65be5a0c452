import { ref } from "../../../resources/reference";
import { type Concern, PODS } from "../concern";
import { METADATA_VARIABLES, refuseKey } from "../metadata-rules";

/** Both spellings are taken. Source: ACK, "Associate an EIP with a Pod". */
const EIP_PREFIXES = ["network.alibabacloud.com/", "k8s.aliyun.com/"];

/**
 * Labels and annotations by which a Pod gets an address that leaves without the gateway: public addresses, IPv6, the
 * gateway's vSwitches, virtual nodes.
 *
 * Refers to the given value `vswitches.list`: a list in CEL, because the IDs are known only later. Terway's webhook writes
 * `pod-networks` itself, so that its presence says nothing, and what is in it is looked at.
 *
 * Sources: ACK, "Associate an EIP with a Pod"; Terway, pkg/controller/webhook/mutating.go; ACK, "ECI Pod annotations".
 */
export function addresses(podNetworking: string): Concern {
    const annotation = (key: string, fix: string, why: string, unless?: string) =>
        refuseKey("annotations", { key, fix, why, ...(unless === undefined ? {} : { unless }) });
    const PUBLIC = "A public address leaves without the NAT gateway and its firewall.";
    const IPV6 = "The fence has no IPv6 side, so nothing there denies.";
    const RANGE = "The gateway's range is what the firewall lets out.";
    const VIRTUAL = "Virtual nodes enforce no NetworkPolicy.";
    const DECLARE = "remove it; declare an external service instead";
    return {
        name: "addresses",
        resources: PODS,
        variables: [...METADATA_VARIABLES, { name: "gatewayVswitches", expression: ref("vswitches", "list") }],
        rules: [
            ...EIP_PREFIXES.flatMap((prefix) => [
                annotation(`${prefix}pod-with-eip`, DECLARE, PUBLIC, 'value == "false"'),
                annotation(`${prefix}pod-eip-instanceid`, DECLARE, PUBLIC),
                annotation(`${prefix}ipv6-bandwidth`, DECLARE, IPV6),
                annotation(`${prefix}ipv6-egress-only`, DECLARE, IPV6),
            ]),
            annotation("k8s.aliyun.com/eci-with-eip", DECLARE, PUBLIC, 'value == "false"'),
            annotation("k8s.aliyun.com/eci-eip-instanceid", DECLARE, PUBLIC),
            annotation("k8s.aliyun.com/eci-vswitch", "remove it; run on nodes of the cluster", VIRTUAL),
            annotation(
                "k8s.aliyun.com/pod-networking",
                "it names the gateway's PodNetworking; name another one",
                RANGE,
                `value != ${JSON.stringify(podNetworking)}`,
            ),
            annotation(
                "k8s.aliyun.com/pod-networks-request",
                "it names the gateway's PodNetworking; name another one",
                RANGE,
                `!value.contains(${JSON.stringify(podNetworking)})`,
            ),
            annotation(
                "k8s.aliyun.com/pod-networks",
                "it names a vSwitch of the gateway; name others",
                RANGE,
                "!variables.gatewayVswitches.exists(id, value.contains(id))",
            ),
            ...["alibabacloud.com/eci", "alibabacloud.com/acs"].map((key) =>
                refuseKey("labels", {
                    key,
                    fix: "remove it; run on nodes of the cluster",
                    why: VIRTUAL,
                    unless: 'value == "false"',
                }),
            ),
            annotation("alibabacloud.com/burst-resource", "remove it; run on nodes of the cluster", VIRTUAL),
            refuseKey("labels", {
                key: "k8s.aliyun.com/ignore-by-terway",
                fix: "remove it; Terway gives every Pod its address and its NetworkPolicy",
                why: "Terway leaves such a Pod alone.",
                unless: 'value == "false"',
            }),
        ],
    };
}

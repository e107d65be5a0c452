import { type Concern, celList, PODS, SPEC_CHANGES } from "../concern";
import { containerVariables, UNLESS_INJECTED } from "../containers";

/** Capabilities that undo the capture from within the Pod or reach other network namespaces. */
const OVER_THE_NETWORK = ["NET_ADMIN", "NET_RAW"];
const OVER_THE_NODE = ["ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "SYS_RAWIO", "BPF"];

/** What many images mount to know the time; nothing can be reached through it. */
const CLOCK_FILES = ["/etc/localtime", "/etc/timezone"];
const CLOCK_FOLDER = "/usr/share/zoneinfo/";

/** What gives a Pod the node's network or the node itself. Everything else is Pod Security's business. */
export function privileges(images: readonly string[]): Concern {
    const adds = (capabilities: readonly string[]) =>
        `!c.?securityContext.?capabilities.?add.orValue([]).exists(a, a in ${celList(
            capabilities.flatMap((name) => [name, `CAP_${name}`]),
        )})`;
    const node = "The node's network has neither sidecar nor NetworkPolicy.";
    return {
        name: "privileges",
        resources: PODS,
        conditions: [SPEC_CHANGES],
        variables: containerVariables(images),
        rules: [
            {
                expression: "!object.spec.?hostNetwork.orValue(false)",
                message: "hostNetwork is refused in a fenced namespace: use the Pod's own network",
                why: node,
            },
            {
                expression: "!object.spec.?hostPID.orValue(false)",
                message: "hostPID is refused in a fenced namespace: use the Pod's own processes",
                why: "Processes of the node and of other Pods can be entered.",
            },
            {
                expression: "variables.all.all(c, !c.?securityContext.?privileged.orValue(false))",
                message: "a privileged container is refused in a fenced namespace: drop privileged",
                why: "It can take the capture away and enter the node.",
            },
            {
                expression: `variables.tenant.all(c, ${adds(OVER_THE_NETWORK)})`,
                message: `the capabilities ${OVER_THE_NETWORK.join(" and ")} are refused in a fenced namespace: do not add them, ${UNLESS_INJECTED}`,
                why: "The first takes the capture away, the second sends packets past it.",
            },
            {
                expression: `variables.all.all(c, ${adds(OVER_THE_NODE)})`,
                message: `the capabilities ${OVER_THE_NODE.join(", ")} are refused in a fenced namespace: do not add them`,
                why: "They reach the node, and from there its network.",
            },
            {
                expression:
                    "object.spec.?volumes.orValue([]).all(v, !has(v.hostPath) || " +
                    `v.hostPath.path in ${celList(CLOCK_FILES)} || v.hostPath.path.startsWith("${CLOCK_FOLDER}"))`,
                message: `a hostPath volume is refused in a fenced namespace, time zones (${CLOCK_FILES.join(", ")}) excepted: use another volume`,
                why: "The sockets of the node's container runtime make any container.",
            },
        ],
    };
}

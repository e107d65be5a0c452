import { Placement, SecurityGroupKind } from "../../intent/args";
import type { Cidr } from "../../intent/cidr";
import type { ClusterIntent, Intent } from "../../intent/intent";
import { INTERNAL_ENDPOINTS, NEVER_OUTSIDE } from "../../intent/rules/internal-ranges";
import { cloudResource, type PlannedResource } from "../../resources/planned";
import { ref } from "../../resources/reference";
import { gatewayPorts, HEALTH_PORT, legsByService } from "../gateway-ports";
import { XDS_PORT } from "../mesh-ports";

type SecurityGroupIntent = Pick<
    Intent,
    "cluster" | "mesh" | "gateway" | "externalServices" | "authorizers" | "telemetry"
>;

interface Rule {
    readonly role: string;
    readonly direction: "ingress" | "egress";
    readonly policy: "accept" | "drop";
    readonly protocol: "tcp" | "udp" | "all";
    readonly port?: number;
    readonly range: string;
    /** 1 wins over 100; at one priority a drop wins over an accept. */
    readonly priority: number;
    readonly why: string;
}

/** Port where the API server asks a node's kubelet for logs, metrics and processes. */
const KUBELET_PORT = 10250;

/**
 * The gateway's security group, with one set of rules for both kinds: the last drops say what an enterprise group does
 * anyway and a normal one does not. It cannot name hosts: Cloud Firewall does that. Its rules do not hold between Pods of
 * one node, so nothing depends on them there. A given group is left as it is.
 *
 * Source: ECS, "Security group rules"; the order of priorities makes accepts of the control plane and DNS win over the
 * closed ranges, and those over the declared ports.
 */
export function planSecurityGroup(name: string, intent: SecurityGroupIntent): PlannedResource[] {
    const kind = intent.gateway.securityGroup;
    if (kind === undefined) {
        return [];
    }
    const group = cloudResource("alicloud:ecs/securityGroup:SecurityGroup", "security-group", {
        vpcId: ref("cluster", "vpcId"),
        securityGroupName: `${name}-egress-gateway`,
        ...kindOf(kind),
        description: `Egress gateway of the perimeter ${name}`,
    });
    return [group, ...rules(intent).map(planRule)];
}

/** In a normal group the members reach each other unless it says otherwise; an enterprise group has no such switch. */
function kindOf(kind: SecurityGroupKind): { securityGroupType: string; innerAccessPolicy?: string } {
    return kind === SecurityGroupKind.Normal
        ? { securityGroupType: "normal", innerAccessPolicy: "Drop" }
        : { securityGroupType: "enterprise" };
}

function rules(intent: SecurityGroupIntent): Rule[] {
    const { cluster, mesh, gateway, externalServices, authorizers, telemetry } = intent;
    const tracesPort = telemetry.tracing?.podPort;
    const onNodes = gateway.placement === Placement.HostNetwork;
    const ways = [...legsByService(externalServices).values()].flat();
    const ports = [...new Set(ways.map(({ outsidePort }) => outsidePort))].sort((a, b) => a - b);
    return [
        ...mesh.controlPlaneCidrs.map((range) => egress("control-plane", "tcp", XDS_PORT, range, "mesh control plane")),
        ...cluster.dnsCidrs.flatMap((range) => [
            egress("dns-udp", "udp", 53, range, "DNS"),
            egress("dns-tcp", "tcp", 53, range, "DNS"),
        ]),
        ...authorizers.flatMap(({ podPort }) =>
            cluster.podCidrs.map((range) => egress("authorizer", "tcp", podPort, range, "authorization services")),
        ),
        ...(tracesPort === undefined
            ? []
            : cluster.podCidrs.map((range) => egress("traces", "tcp", tracesPort, range, "takers of traces"))),
        ...(onNodes ? nodeRules(cluster) : healthRules(cluster)),
        ...NEVER_OUTSIDE.filter((range) => !onNodes || range !== INTERNAL_ENDPOINTS).map((range) =>
            drop("closed", range, 10, "never outside: private, metadata or internal"),
        ),
        ...ports.map((port): Rule => ({ ...egress("out", "tcp", port, "0.0.0.0/0", "declared port"), priority: 20 })),
        drop("closed", "0.0.0.0/0", 100, "everything else"),
        drop("closed", "::/0", 100, "IPv6 is closed"),
        ...[...cluster.nodeCidrs, ...cluster.podCidrs].flatMap((range) =>
            gatewayPorts(externalServices).map(({ number }) =>
                ingress("callers", number, range, "sidecars of the callers"),
            ),
        ),
    ].filter((rule, index, all) => all.findIndex(({ role }) => role === rule.role) === index);
}

/** What a Pod with an address of its own needs; with the node's address the kubelet asks from within the node. */
function healthRules({ nodeCidrs }: ClusterIntent): Rule[] {
    return nodeCidrs.map((range) => ingress("health", HEALTH_PORT, range, "health checks of the kubelet"));
}

/**
 * What a whole node needs beside the gateway: the cluster (API server, DNS, Pods), the internal endpoints, its kubelet's
 * port. A residual of `HostNetwork`, because the gateway's Pods share it.
 *
 * Source: ACK, "Configure and manage cluster security groups", the least privilege.
 */
function nodeRules({ nodeCidrs, podCidrs, serviceCidr }: ClusterIntent): Rule[] {
    return [
        ...[...nodeCidrs, ...podCidrs, serviceCidr].map((range) => open("cluster", range, "node to its cluster")),
        open("internal", INTERNAL_ENDPOINTS, "node to DNS, metadata, images and other internal endpoints"),
        ...[...nodeCidrs, ...podCidrs].map((range) =>
            ingress("kubelet", KUBELET_PORT, range, "cluster to the kubelet"),
        ),
    ];
}

function open(role: string, range: Cidr | string, why: string): Rule {
    return { ...keyed(role, range), direction: "egress", policy: "accept", protocol: "all", priority: 1, why };
}

function egress(role: string, protocol: "tcp" | "udp", port: number, range: Cidr | string, why: string): Rule {
    return { ...keyed(role, range, port), direction: "egress", policy: "accept", protocol, port, priority: 1, why };
}

function ingress(role: string, port: number, range: Cidr, why: string): Rule {
    return {
        ...keyed(role, range, port),
        direction: "ingress",
        policy: "accept",
        protocol: "tcp",
        port,
        priority: 1,
        why,
    };
}

function drop(role: string, range: string, priority: number, why: string): Rule {
    return { ...keyed(role, range), direction: "egress", policy: "drop", protocol: "all", priority, why };
}

function keyed(role: string, range: Cidr | string, port?: number): Pick<Rule, "role" | "range"> {
    const text = range.toString();
    const key = text === "::/0" ? "ipv6" : text.replace("/", "_");
    return { role: ["security-group", role, ...(port === undefined ? [] : [port]), key].join("-"), range: text };
}

function planRule(rule: Rule): PlannedResource {
    // The provider accepts -1/-1 for `all` only, and a range of one port as `443/443`.
    const portRange = rule.port === undefined ? "-1/-1" : `${rule.port}/${rule.port}`;
    return cloudResource("alicloud:ecs/securityGroupRule:SecurityGroupRule", rule.role, {
        securityGroupId: ref("security-group"),
        type: rule.direction,
        policy: rule.policy,
        ipProtocol: rule.protocol,
        portRange,
        priority: rule.priority,
        ...(rule.range.includes(":") ? { ipv6CidrIp: rule.range } : { cidrIp: rule.range }),
        // Left out, the provider writes the text `<nil>` into the rule's id.
        nicType: "intranet",
        description: rule.why,
    });
}

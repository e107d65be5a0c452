import { createHash } from "node:crypto";
import type { Intent } from "../../../intent/intent";
import { originates } from "../../../intent/wire";
import { kubernetesResource } from "../../../resources/planned";
import { EGRESS_NAMESPACE } from "../../gateway-identity";
import { metadataOf } from "../../metadata";
import type { LayerPlan } from "../../plan";
import type { GatewayGroup, GatewayLeg } from "../host-groups";
import { sizeFindings } from "./size";

/**
 * The way of every host as one object, of which ASM's controller makes ServiceEntries, VirtualServices, a Gateway,
 * DestinationRules and Sidecars. Name and namespace are ASM's convention; so there is one for a gateway.
 *
 * A rule says from which namespaces a host may be called. Service accounts cannot be selected, and labels of Pods are
 * nothing that a gateway can verify: who it is decides the gateway's AuthorizationPolicy, by principal.
 *
 * Every host is called on the gateway's one port for requests: in ASM's own example plain HTTP shares a port, and only TLS
 * of applications has one a host. It is always written, because v1beta1 requires it, and because ports that ASM allocates
 * would be in no security group. Its servers take mutual TLS only.
 *
 * Not verified on ASM: that the controller writes `status.status` (the update waits for any value, so that what the
 * other engine made goes after it), which names it gives to what it makes, and what callers see. If it shows them the
 * real host, as the classical recipe does, the mesh alone keeps nobody from speaking TLS past the gateway; NetworkPolicy,
 * security group and firewall do.
 *
 * Source: ASM, "ASMEgressTrafficPolicy CRD description", whose examples are all v1beta1.
 */
export function planTrafficPolicy(
    name: string,
    { mesh, gateway }: Pick<Intent, "mesh" | "gateway">,
    groups: readonly GatewayGroup[],
): LayerPlan {
    // The kind wants a rule at least.
    if (groups.length === 0) {
        return { resources: [], findings: [] };
    }
    const policy = kubernetesResource(
        "traffic-policy",
        {
            apiVersion: "istio.alibabacloud.com/v1beta1",
            kind: "ASMEgressTrafficPolicy",
            metadata: {
                ...metadataOf(name, `egress-by-${gateway.name}`, EGRESS_NAMESPACE),
                annotations: { "pulumi.com/waitFor": "jsonpath={.status.status}" },
            },
            spec: { byEgressGateway: { name: gateway.name }, egressRules: groups.map(ruleOf) },
        },
        { after: ["namespace"] },
    );
    return { resources: [policy], findings: sizeFindings(policy.inputs, mesh) };
}

function ruleOf(group: GatewayGroup): object {
    return {
        name: group.key.includes(".") ? label(group.key) : group.key,
        from: group.namespaces.map((namespace) => ({ namespace })),
        to: group.hosts.flatMap((host) => group.legs.map((leg) => destination(host, leg, group))),
    };
}

/** One host each: ASM takes several only where DNS gives all of them one address. */
function destination(host: string, leg: GatewayLeg, { tls }: GatewayGroup): object {
    return {
        name: label(host),
        hosts: [host],
        port: { name: "http", number: leg.workloadPort, protocol: "HTTP" },
        byEgressGateway: { port: leg.gatewayPort },
        ...(originates(tls.mode) && { httpsUpgrade: { enabled: true, port: leg.outsidePort } }),
    };
}

/**
 * A DNS label for a host, as ASM's examples have them; what the controller makes of a name is not documented. The hash keeps
 * `a-b.example.com` and `a.b.example.com` apart.
 */
function label(host: string): string {
    const hash = createHash("sha256").update(host).digest("hex").slice(0, 8);
    return `${host.replaceAll(".", "-").slice(0, 54)}-${hash}`;
}

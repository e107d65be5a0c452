import type { ExternalServiceIntent, Intent } from "../../intent/intent";
import { type KubernetesObject, kubernetesResource, type PlannedResource } from "../../resources/planned";
import { gatewayLabels, MESH_NAMESPACE } from "../gateway-identity";
import { servedBy } from "../istio-api";
import { metadataOf } from "../metadata";
import type { LayerPlan } from "../plan";

export type AccessIntent = Pick<Intent, "mesh" | "gateway" | "externalServices">;

/**
 * Who may call what, decided at the gateway, where tenants decide nothing: a policy that denies everything, made before
 * the gateway listens, and one ALLOW per external service by caller and host.
 */
export function planAccess(name: string, intent: AccessIntent): LayerPlan {
    return {
        resources: servedBy(intent.mesh, [
            policy("deny-all", metadataOf(name, `${name}-deny-all`, MESH_NAMESPACE), intent, {}),
            ...intent.externalServices.map((service) => planAllow(name, intent, service)),
        ]),
        findings: [],
    };
}

function planAllow(name: string, intent: AccessIntent, service: ExternalServiceIntent): PlannedResource {
    return policy(
        `allow-${service.name}`,
        metadataOf(name, `${name}-allow-${service.name}`, MESH_NAMESPACE),
        intent,
        {
            action: "ALLOW",
            rules: [
                {
                    from: [
                        {
                            source: {
                                principals: service.clients.map((client) => client.principal(intent.mesh.trustDomain)),
                            },
                        },
                    ],
                    // A Host header may carry the port; without `host:*` such a request is refused.
                    to: [{ operation: { hosts: service.hosts.flatMap((host) => [host.name, `${host.name}:*`]) } }],
                },
            ],
        },
        ["deny-all"],
    );
}

/** In istio-system, a selector matches Pods of every namespace; nobody else may set the gateway's label. */
function policy(
    role: string,
    metadata: KubernetesObject["metadata"],
    { gateway }: AccessIntent,
    rules: object,
    after: readonly string[] = [],
): PlannedResource {
    return kubernetesResource(
        role,
        {
            apiVersion: "security.istio.io/v1",
            kind: "AuthorizationPolicy",
            metadata,
            spec: { selector: { matchLabels: gatewayLabels(gateway) }, ...rules },
        },
        { after },
    );
}

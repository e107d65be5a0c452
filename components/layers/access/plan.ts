import type { ExternalServiceIntent, Intent } from "../../intent/intent";
import { type KubernetesObject, kubernetesResource, type PlannedResource } from "../../resources/planned";
import { gatewayLabels, MESH_NAMESPACE } from "../gateway-identity";
import { type Leg, legsByService } from "../gateway-ports";
import { servedBy } from "../istio-api";
import { metadataOf } from "../metadata";
import type { LayerPlan } from "../plan";
import { allowedBytes } from "./allowed-bytes";

export type AccessIntent = Pick<Intent, "mesh" | "gateway" | "externalServices">;

/**
 * Who may call what, decided at the gateway, where tenants decide nothing: a policy that denies everything, made before
 * the gateway listens, and one ALLOW per external service by caller and host.
 */
export function planAccess(name: string, intent: AccessIntent): LayerPlan {
    const legs = legsByService(intent.externalServices);
    return {
        resources: servedBy(intent.mesh, [
            policy("deny-all", metadataOf(name, `${name}-deny-all`, MESH_NAMESPACE), intent, {}),
            ...intent.externalServices.flatMap((service) => {
                const ways = legs.get(service.name);
                return ways === undefined ? [] : [planAllow(name, intent, service, ways)];
            }),
        ]),
        findings: [],
    };
}

/** A service has a policy where it has a way through the gateway: what goes another way is not seen here. */
function planAllow(
    name: string,
    intent: AccessIntent,
    service: ExternalServiceIntent,
    legs: readonly Leg[],
): PlannedResource {
    const principals = service.clients.map((client) => client.principal(intent.mesh.trustDomain));
    const from = [{ source: { principals } }];
    return policy(
        `allow-${service.name}`,
        metadataOf(name, `${name}-allow-${service.name}`, MESH_NAMESPACE),
        intent,
        { action: "ALLOW", rules: [...allowedRequests(service, legs, from), ...allowedBytes(service, legs, from)] },
        ["deny-all"],
    );
}

function allowedRequests({ hosts }: ExternalServiceIntent, legs: readonly Leg[], from: object[]): object[] {
    return legs.some(({ manner }) => manner === "http")
        ? // A Host header may carry the port; without `host:*` such a request is refused.
          [{ from, to: [{ operation: { hosts: hosts.flatMap((host) => [host.name, `${host.name}:*`]) } }] }]
        : [];
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

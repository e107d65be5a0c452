import type { JwtIssuerIntent } from "../../intent/access-intent";
import { REFUSED_METHODS } from "../../intent/http-names";
import type { ExternalServiceIntent, Intent } from "../../intent/intent";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { gatewayLabels, MESH_NAMESPACE } from "../gateway-identity";
import { gatewayPorts, type Leg, legsByService } from "../gateway-ports";
import { servedBy } from "../istio-api";
import { metadataOf } from "../metadata";
import type { LayerPlan } from "../plan";
import { allowedBytes } from "./allowed-bytes";
import { providerName } from "./authorizers/provider";
import { jwtRules } from "./request-authentication";
import { allowRules, callersOf, hostsOf } from "./request-rules";

export type AccessIntent = Pick<Intent, "mesh" | "gateway" | "externalServices" | "jwtIssuers" | "authorizers">;

/**
 * Who may call what, decided at the gateway, where tenants decide nothing: a policy that denies everything, made before
 * the gateway listens, and one ALLOW per external service by caller, host and request. Tokens are checked and authorizers
 * asked before that.
 */
export function planAccess(name: string, intent: AccessIntent): LayerPlan {
    const { externalServices, jwtIssuers } = intent;
    const legs = legsByService(externalServices);
    return {
        resources: servedBy(intent.mesh, [
            policy(name, "deny-all", intent, {}),
            planRefusedMethods(name, intent),
            ...jwtIssuers.map((issuer) => planIssuer(name, intent, issuer)),
            ...externalServices.flatMap((service) => planAuthorization(name, intent, service)),
            ...externalServices.flatMap((service) => {
                const ways = legs.get(service.name);
                return ways === undefined ? [] : [planAllow(name, intent, service, ways)];
            }),
        ]),
        findings: [],
    };
}

/**
 * Rules that refuse or ask are for the ports of requests only: on a port of bytes Istio would leave hosts and methods out of
 * them, and they would be about every connection. Source: Istio, "Authorization for TCP traffic".
 */
function onRequests({ externalServices }: AccessIntent): { ports: string[] } {
    const ports = gatewayPorts(externalServices).filter(({ reads }) => reads === "requests");
    return { ports: ports.map(({ number }) => String(number)) };
}

/** Whatever is allowed, a tunnel is not, nor a request that comes back with all its headers. */
function planRefusedMethods(name: string, intent: AccessIntent): PlannedResource {
    const operation = { ...onRequests(intent), methods: [...REFUSED_METHODS] };
    return policy(name, "deny-methods", intent, { action: "DENY", rules: [{ to: [{ operation }] }] }, ["deny-all"]);
}

function planIssuer(name: string, intent: AccessIntent, issuer: JwtIssuerIntent): PlannedResource {
    return gatewayObject("RequestAuthentication", name, issuerRole(issuer.name), intent, jwtRules(issuer));
}

/**
 * Asked before any ALLOW is looked at, and about every caller of the hosts: Istio takes no principals in such a policy. So
 * external services that name one host name one authorizer.
 */
function planAuthorization(name: string, intent: AccessIntent, service: ExternalServiceIntent): PlannedResource[] {
    const authorizer = intent.authorizers.find((one) => one.name === service.authorizer);
    if (authorizer === undefined) {
        return [];
    }
    const to = [{ operation: { ...onRequests(intent), hosts: hostsOf(service.hosts.map((host) => host.name)) } }];
    const rules = { action: "CUSTOM", provider: { name: providerName(name, authorizer) }, rules: [{ to }] };
    return [policy(name, authorizationRole(service.name), intent, rules, ["deny-all"])];
}

/**
 * After everything that narrows it, so that a grant is never wider for a while. A service has one where it has a way through
 * the gateway: what goes another way is not seen here.
 */
function planAllow(
    name: string,
    intent: AccessIntent,
    service: ExternalServiceIntent,
    legs: readonly Leg[],
): PlannedResource {
    const { trustDomain } = intent.mesh;
    const rules = [
        ...(legs.some(({ manner }) => manner === "http") ? allowRules(service, intent.jwtIssuers, trustDomain) : []),
        ...allowedBytes(service, legs, callersOf(service, trustDomain)),
    ];
    return policy(name, `allow-${service.name}`, intent, { action: "ALLOW", rules }, [
        "deny-all",
        "deny-methods",
        ...(service.jwt?.issuers ?? []).map(issuerRole),
        ...(service.authorizer === undefined ? [] : [authorizationRole(service.name)]),
    ]);
}

function issuerRole(issuer: string): string {
    return `jwt-${issuer}`;
}

function authorizationRole(service: string): string {
    return `authorize-${service}`;
}

function policy(
    name: string,
    role: string,
    intent: AccessIntent,
    rules: object,
    after: readonly string[] = [],
): PlannedResource {
    return gatewayObject("AuthorizationPolicy", name, role, intent, rules, after);
}

/** In istio-system, a selector matches Pods of every namespace; nobody else may set the gateway's label. */
function gatewayObject(
    kind: "AuthorizationPolicy" | "RequestAuthentication",
    name: string,
    role: string,
    { gateway }: AccessIntent,
    spec: object,
    after: readonly string[] = [],
): PlannedResource {
    return kubernetesResource(
        role,
        {
            apiVersion: "security.istio.io/v1",
            kind,
            metadata: metadataOf(name, `${name}-${role}`, MESH_NAMESPACE),
            spec: { selector: { matchLabels: gatewayLabels(gateway) }, ...spec },
        },
        { after },
    );
}

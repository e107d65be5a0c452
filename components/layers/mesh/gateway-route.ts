import type { GatewayIntent, MeshIntent } from "../../intent/intent";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE, MESH_NAMESPACE } from "../gateway-identity";
import { hostObjectName, metadataOf } from "../metadata";
import { addressDestination } from "./addresses";
import { identityPattern } from "./caller-identity";
import { type GatewayGroup, type GatewayLeg, roleOf } from "./host-groups";
import { LISTENER } from "./listener";
import { type RequestLeg, requestRoute } from "./request-route";

export function routeRole(host: string): string {
    return roleOf("route", host);
}

/**
 * One VirtualService per host: one for many hosts would need matches by authority, which miss other spellings.
 *
 * @param outside roles of what the gateway has to know before
 */
export function planGatewayRoute(
    name: string,
    host: string,
    group: GatewayGroup,
    gateway: GatewayIntent,
    { trustDomain }: Pick<MeshIntent, "trustDomain">,
    outside: readonly string[],
): PlannedResource {
    const requests = group.legs.filter(({ manner }) => manner === "http");
    const bytes = group.legs.filter(({ manner }) => manner !== "http");
    return kubernetesResource(
        routeRole(host),
        {
            apiVersion: "networking.istio.io/v1",
            kind: "VirtualService",
            metadata: metadataOf(name, hostObjectName(name, host), EGRESS_NAMESPACE),
            spec: {
                hosts: [host],
                exportTo: [MESH_NAMESPACE],
                gateways: [`${MESH_NAMESPACE}/${gateway.name}`],
                ...(requests.length > 0 && {
                    http: requests.flatMap(({ knownAs: number, gatewayPort }) => {
                        const leg = { host, number, ...(requests.length > 1 && { listener: gatewayPort }) };
                        return waysOf(group, trustDomain).map((way) => requestRoute({ ...leg, ...way }, group.traffic));
                    }),
                }),
                ...(bytes.length > 0 && { tcp: bytes.map((leg) => byteRoute(host, group, leg)) }),
            },
        },
        { after: [LISTENER, ...outside] },
    );
}

/** One way for all callers, or one for each certificate and no other: whoever has none gets 404. */
function waysOf({ credentials }: GatewayGroup, trustDomain: string): Pick<RequestLeg, "callers">[] {
    return credentials.length === 0
        ? [{}]
        : credentials.map(({ credential: subset, clients }) => ({
              callers: { identity: identityPattern(clients, trustDomain), subset },
          }));
}

/** By `tcp` and not by `tls`: the gateway has ended the outer TLS, and what is inside is bytes to it. */
function byteRoute(host: string, group: GatewayGroup, { gatewayPort, knownAs: number }: GatewayLeg): object {
    const destination = group.isAddress ? addressDestination(group) : { host };
    return { match: [{ port: gatewayPort }], route: [{ destination: { ...destination, port: { number } } }] };
}

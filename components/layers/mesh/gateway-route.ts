import type { GatewayIntent } from "../../intent/intent";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE, MESH_NAMESPACE } from "../gateway-identity";
import { hostObjectName, metadataOf } from "../metadata";
import type { GatewayGroup, GatewayLeg } from "./host-groups";
import { INTERNAL_HEADERS } from "./internal-headers";
import { LISTENER } from "./listener";
import { outsideRole } from "./outside";

export function routeRole(host: string): string {
    return `route-${host}`;
}

/** One VirtualService per host: one for many hosts would need matches by authority, which miss other spellings. */
export function planGatewayRoute(
    name: string,
    host: string,
    group: GatewayGroup,
    gateway: GatewayIntent,
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
                    http: requests.map((leg) => requestRoute(host, leg, requests.length > 1)),
                }),
                ...(bytes.length > 0 && { tcp: bytes.map((leg) => byteRoute(host, leg)) }),
            },
        },
        { after: [LISTENER, outsideRole(group)] },
    );
}

/** Internal headers go from every route: removal is a property of the route, not of the gateway. */
function requestRoute(host: string, leg: GatewayLeg, several: boolean): object {
    return {
        ...(several && { match: [{ port: leg.gatewayPort }] }),
        headers: { request: { remove: [...INTERNAL_HEADERS] } },
        route: [{ destination: destination(host, leg) }],
    };
}

/** By `tcp` and not by `tls`: the gateway has ended the outer TLS, and what is inside is bytes to it. */
function byteRoute(host: string, leg: GatewayLeg): object {
    return { match: [{ port: leg.gatewayPort }], route: [{ destination: destination(host, leg) }] };
}

function destination(host: string, { knownAs }: GatewayLeg): object {
    return { host, port: { number: knownAs } };
}

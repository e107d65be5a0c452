import type { GatewayIntent } from "../../intent/intent";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE, MESH_NAMESPACE } from "../gateway-identity";
import { hostObjectName, metadataOf } from "../metadata";
import { type GatewayGroup, type GatewayLeg, roleOf } from "./host-groups";
import { LISTENER } from "./listener";
import { outsideRole } from "./outside";
import { requestRoute } from "./request-route";

export function routeRole(host: string): string {
    return roleOf("route", host);
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
                    http: requests.map(({ knownAs: number, gatewayPort }) =>
                        requestRoute(
                            { host, number, ...(requests.length > 1 && { listener: gatewayPort }) },
                            group.traffic,
                        ),
                    ),
                }),
                ...(bytes.length > 0 && { tcp: bytes.map((leg) => byteRoute(host, leg)) }),
            },
        },
        { after: [LISTENER, outsideRole(group)] },
    );
}

/** By `tcp` and not by `tls`: the gateway has ended the outer TLS, and what is inside is bytes to it. */
function byteRoute(host: string, { gatewayPort, knownAs: number }: GatewayLeg): object {
    return { match: [{ port: gatewayPort }], route: [{ destination: { host, port: { number } } }] };
}

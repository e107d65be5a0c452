import { createHash } from "node:crypto";
import type { GatewayIntent } from "../../intent/intent";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE, gatewayLabels, MESH_NAMESPACE } from "../gateway-identity";
import { GATEWAY_PORT } from "../gateway-ports";
import { metadataOf } from "../metadata";
import type { GatewayGroup } from "./host-groups";

export const LISTENER = "listener";

interface Server {
    readonly port: { readonly number: number; readonly name: string; readonly protocol: "HTTPS" | "TLS" };
    readonly hosts: readonly [string];
    readonly tls: { readonly mode: "ISTIO_MUTUAL" };
}

/**
 * What the gateway listens on: mutual TLS only, so that every caller has an identity. The namespace before the host lets
 * only the perimeter's own VirtualServices bind.
 */
export function planListener(name: string, gateway: GatewayIntent, groups: readonly GatewayGroup[]): PlannedResource {
    return kubernetesResource(LISTENER, {
        apiVersion: "networking.istio.io/v1",
        kind: "Gateway",
        metadata: metadataOf(name, gateway.name, MESH_NAMESPACE),
        spec: { selector: gatewayLabels(gateway), servers: [...requestServers(groups), ...byteServers(groups)] },
    });
}

/** One server a port for the requests of all hosts: it reads them, so it needs no agreement about an SNI. */
function requestServers(groups: readonly GatewayGroup[]): Server[] {
    const ports = groups.flatMap(({ legs }) =>
        legs.filter(({ manner }) => manner === "http").map(({ gatewayPort }) => gatewayPort),
    );
    return [...new Set([GATEWAY_PORT, ...ports])]
        .sort((a, b) => a - b)
        .map((number) => ({
            port: { number, name: number === GATEWAY_PORT ? "https" : `https-${number}`, protocol: "HTTPS" },
            hosts: [`${EGRESS_NAMESPACE}/*`],
            tls: { mode: "ISTIO_MUTUAL" },
        }));
}

/**
 * One server a host and port for what is not read. The outer SNI names the host, and nothing else does: a server with two
 * hosts sends the traffic of both to whichever VirtualService comes first.
 */
function byteServers(groups: readonly GatewayGroup[]): Server[] {
    const servers = groups.flatMap(({ hosts, legs }) =>
        legs
            .filter(({ manner }) => manner !== "http")
            .flatMap(({ gatewayPort }) => hosts.map((host) => byteServer(gatewayPort, host))),
    );
    return servers.sort((a, b) => a.port.number - b.port.number || (a.hosts[0] < b.hosts[0] ? -1 : 1));
}

/** Port names are labels and unique in a Gateway; a host may be too long for one, and its dots are none. */
function byteServer(number: number, host: string): Server {
    const key = createHash("sha256").update(host).digest("hex").slice(0, 16);
    return {
        port: { number, name: `tls-${number}-${key}`, protocol: "TLS" },
        hosts: [`${EGRESS_NAMESPACE}/${host}`],
        tls: { mode: "ISTIO_MUTUAL" },
    };
}

import type { GatewayIntent } from "../../intent/intent";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { gatewayLabels, MESH_NAMESPACE } from "../gateway-identity";
import { hostObjectName, metadataOf } from "../metadata";
import { routeRole } from "./gateway-route";
import { type GatewayGroup, roleOf } from "./host-groups";
import { servicePorts, spokenBy } from "./service-ports";

/**
 * What callers see: the host, answered by the gateway. In the namespace of the gateway's Pods, because a workload selector
 * looks in its own namespace. MESH_INTERNAL, because MESH_EXTERNAL would switch mutual TLS off.
 */
export function planCallers(name: string, group: GatewayGroup, gateway: GatewayIntent): PlannedResource {
    const { key, hosts, namespaces, legs, addresses } = group;
    const ports = legs.map((leg) => ({
        number: leg.workloadPort,
        protocol: spokenBy(leg),
        targetPort: leg.gatewayPort,
    }));
    return kubernetesResource(
        roleOf("callers", key),
        {
            apiVersion: "networking.istio.io/v1",
            kind: "ServiceEntry",
            metadata: metadataOf(name, hostObjectName(name, key), MESH_NAMESPACE),
            spec: {
                hosts,
                ...(addresses.length > 0 && { addresses: addresses.map(dialled) }),
                exportTo: namespaces,
                location: "MESH_INTERNAL",
                resolution: "STATIC",
                ports: servicePorts(ports),
                workloadSelector: { labels: gatewayLabels(gateway) },
            },
        },
        { after: [...hosts.map(routeRole), ...(isNamed(group) ? hosts.map(sniRole) : [])] },
    );
}

/**
 * The outer SNI, by which the gateway tells apart the hosts whose traffic it does not read. In the namespace of what it is
 * about: callers find a rule in their own namespace, or in that of the ServiceEntry.
 */
export function planOuterNames(name: string, group: GatewayGroup): PlannedResource[] {
    return isNamed(group) ? group.hosts.map((host) => planOuterName(name, host, group)) : [];
}

function planOuterName(name: string, host: string, { namespaces }: GatewayGroup): PlannedResource {
    return kubernetesResource(
        sniRole(host),
        {
            apiVersion: "networking.istio.io/v1",
            kind: "DestinationRule",
            metadata: metadataOf(name, hostObjectName(name, host), MESH_NAMESPACE),
            spec: { host, exportTo: namespaces, trafficPolicy: { tls: { mode: "ISTIO_MUTUAL", sni: host } } },
        },
        { after: ["namespace"] },
    );
}

function sniRole(host: string): string {
    return `sni-${host}`;
}

function isNamed({ legs }: GatewayGroup): boolean {
    return legs.some(({ manner }) => manner !== "http");
}

/** A single address is written without its prefix, as people and Istio's own samples do. */
function dialled(address: { toString(): string }): string {
    return address.toString().replace(/\/32$/, "");
}

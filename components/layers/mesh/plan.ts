import type { GatewayIntent, Intent } from "../../intent/intent";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE, gatewayLabels, MESH_NAMESPACE } from "../gateway-identity";
import { GATEWAY_PORT } from "../gateway-ports";
import { servedBy } from "../istio-api";
import { hostObjectName, metadataOf } from "../metadata";
import type { LayerPlan } from "../plan";
import { type HostGroup, hostGroups } from "./host-groups";
import { INTERNAL_HEADERS } from "./internal-headers";

export type MeshLayerIntent = Pick<Intent, "mesh" | "gateway" | "externalServices">;

/**
 * HTTPS upgrade at the gateway, many hosts on one mutual-TLS port. Every host has two views: callers see a ServiceEntry
 * whose endpoints are the gateway's Pods and nothing outside; the gateway sees the real host. So no single missing object
 * lets a caller around the gateway.
 *
 * A host grows two objects, its VirtualService and its DestinationRule; the ServiceEntries are shared.
 */
export function planRoutes(name: string, { mesh, gateway, externalServices }: MeshLayerIntent): LayerPlan {
    const groups = hostGroups(externalServices);
    return {
        resources: servedBy(mesh, [
            kubernetesResource("namespace", {
                apiVersion: "v1",
                kind: "Namespace",
                metadata: metadataOf(name, EGRESS_NAMESPACE),
            }),
            planListener(name, gateway),
            ...groups.flatMap((group) => group.hosts.map((host) => planOrigination(name, host, group))),
            ...groups.map((group) => planOutside(name, group)),
            ...groups.flatMap((group) => group.hosts.map((host) => planRoute(name, host, group, gateway))),
            ...groups.map((group) => planCallers(name, group, gateway)),
        ]),
        findings: [],
    };
}

function tlsRole(host: string): string {
    return `tls-${host}`;
}

function routeRole(host: string): string {
    return `route-${host}`;
}

/**
 * One server for all hosts: mutual TLS only, so that every caller has an identity. The namespace before the `*` lets
 * only the perimeter's own VirtualServices bind to it.
 */
function planListener(name: string, gateway: GatewayIntent): PlannedResource {
    return kubernetesResource("listener", {
        apiVersion: "networking.istio.io/v1",
        kind: "Gateway",
        metadata: metadataOf(name, gateway.name, MESH_NAMESPACE),
        spec: {
            selector: gatewayLabels(gateway),
            servers: [
                {
                    port: { number: GATEWAY_PORT, name: "https", protocol: "HTTPS" },
                    hosts: [`${EGRESS_NAMESPACE}/*`],
                    tls: { mode: "ISTIO_MUTUAL" },
                },
            ],
        },
    });
}

/**
 * TLS from the gateway to the host. SNI, name and CA are all written down: with an SNI and without names Envoy checks
 * nobody's name, and what is checked without a CA depends on the version. Without this object the gateway would speak
 * plaintext, so it is there before the gateway knows the host and outlives that.
 */
function planOrigination(name: string, host: string, { port }: HostGroup): PlannedResource {
    return kubernetesResource(
        tlsRole(host),
        {
            apiVersion: "networking.istio.io/v1",
            kind: "DestinationRule",
            metadata: metadataOf(name, hostObjectName(name, host), EGRESS_NAMESPACE),
            spec: {
                host,
                exportTo: [MESH_NAMESPACE],
                trafficPolicy: {
                    portLevelSettings: [
                        {
                            port: { number: port.number },
                            tls: { mode: "SIMPLE", sni: host, subjectAltNames: [host], caCertificates: "system" },
                        },
                    ],
                },
            },
        },
        { after: ["namespace"] },
    );
}

/** What the gateway sees: the real host, resolved by the gateway itself. */
function planOutside(name: string, { key, hosts, port }: HostGroup): PlannedResource {
    return kubernetesResource(
        `outside-${key}`,
        {
            apiVersion: "networking.istio.io/v1",
            kind: "ServiceEntry",
            metadata: metadataOf(name, hostObjectName(name, key), EGRESS_NAMESPACE),
            spec: {
                hosts,
                exportTo: [MESH_NAMESPACE],
                location: "MESH_EXTERNAL",
                resolution: "DNS",
                ports: [{ number: port.number, name: "https", protocol: "HTTPS" }],
            },
        },
        { after: hosts.map(tlsRole) },
    );
}

/** One VirtualService per host: one for many hosts would need matches by authority, which miss other spellings. */
function planRoute(name: string, host: string, { key, port }: HostGroup, gateway: GatewayIntent): PlannedResource {
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
                http: [
                    {
                        headers: { request: { remove: [...INTERNAL_HEADERS] } },
                        route: [{ destination: { host, port: { number: port.number } } }],
                    },
                ],
            },
        },
        { after: ["listener", `outside-${key}`] },
    );
}

/**
 * What callers see: the host, answered by the gateway. In the namespace of the gateway's Pods, because a workload selector
 * looks in its own namespace. MESH_INTERNAL, because MESH_EXTERNAL would switch mutual TLS off.
 */
function planCallers(
    name: string,
    { key, hosts, port, namespaces }: HostGroup,
    gateway: GatewayIntent,
): PlannedResource {
    return kubernetesResource(
        `callers-${key}`,
        {
            apiVersion: "networking.istio.io/v1",
            kind: "ServiceEntry",
            metadata: metadataOf(name, hostObjectName(name, key), MESH_NAMESPACE),
            spec: {
                hosts,
                exportTo: namespaces,
                location: "MESH_INTERNAL",
                resolution: "STATIC",
                ports: [{ number: port.workloadPort, name: "http", protocol: "HTTP", targetPort: GATEWAY_PORT }],
                workloadSelector: { labels: gatewayLabels(gateway) },
            },
        },
        { after: hosts.map(routeRole) },
    );
}

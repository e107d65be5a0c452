import type { Wire } from "../../intent/wire";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE } from "../gateway-identity";
import { hostObjectName, metadataOf } from "../metadata";
import { endpointsOf } from "./endpoints";
import { routeRole } from "./gateway-route";
import type { HostGroup } from "./host-groups";
import { planOriginations, tlsRoles } from "./originate";
import { requestRoute } from "./request-route";
import { servicePorts, spokenBy } from "./service-ports";

/**
 * The way that leaves the gateway out: the workload's own sidecar knows the host, makes TLS and removes the internal
 * headers. Callers see the host only when it does, so nothing leaves in plaintext in between.
 */
export function planSidecarRoute(name: string, group: HostGroup): PlannedResource[] {
    const { hosts, namespaces } = group;
    const requests = requestsOf(group);
    const ends = group.wires.map(({ workloadPort: number, manner }) => ({ number, manner }));
    return [
        ...planOriginations(name, group, ends, namespaces),
        ...(requests.length > 0 ? hosts.map((host) => planRoute(name, host, group, requests)) : []),
        planEntry(name, group),
    ];
}

/** Bound to the mesh, which is what a VirtualService without gateways is about. */
function planRoute(name: string, host: string, group: HostGroup, requests: readonly Wire[]): PlannedResource {
    return kubernetesResource(
        routeRole(host),
        {
            apiVersion: "networking.istio.io/v1",
            kind: "VirtualService",
            metadata: metadataOf(name, hostObjectName(name, host), EGRESS_NAMESPACE),
            spec: {
                hosts: [host],
                exportTo: group.namespaces,
                http: requests.map(({ workloadPort: number }) =>
                    requestRoute({ host, number, ...(requests.length > 1 && { listener: number }) }, group.traffic),
                ),
            },
        },
        { after: ["namespace"] },
    );
}

/**
 * One port a manner, each leading to the port outside and nowhere else: with the port outside beside it, applications would
 * speak TLS past the sidecar's own. Bytes go to the address that was dialled, if it is a declared one.
 */
function planEntry(name: string, group: HostGroup): PlannedResource {
    const { key, hosts, namespaces, wires, addresses, traffic } = group;
    const bytes = wires.some(({ manner }) => manner === "tcp");
    const ports = wires.map((wire) => ({
        number: wire.workloadPort,
        protocol: spokenBy(wire),
        ...(wire.workloadPort !== wire.outsidePort && { targetPort: wire.outsidePort }),
    }));
    return kubernetesResource(
        `outside-${key}`,
        {
            apiVersion: "networking.istio.io/v1",
            kind: "ServiceEntry",
            metadata: metadataOf(name, hostObjectName(name, key), EGRESS_NAMESPACE),
            spec: {
                hosts,
                ...(bytes && { addresses: addresses.map((range) => range.toString().replace(/\/32$/, "")) }),
                exportTo: namespaces,
                location: "MESH_EXTERNAL",
                resolution: bytes ? "NONE" : "DNS",
                ...endpointsOf(traffic),
                ports: servicePorts(ports),
            },
        },
        { after: ["namespace", ...tlsRoles(group), ...(requestsOf(group).length > 0 ? hosts.map(routeRole) : [])] },
    );
}

function requestsOf({ wires }: HostGroup): Wire[] {
    return wires.filter(({ manner }) => manner === "http");
}

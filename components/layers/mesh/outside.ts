import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE, MESH_NAMESPACE } from "../gateway-identity";
import { hostObjectName, metadataOf } from "../metadata";
import { endpointsOf } from "./endpoints";
import { type GatewayGroup, isWildcard, roleOf } from "./host-groups";
import { tlsRoles } from "./originate";
import { outsidePort, servicePorts } from "./service-ports";

/** What the gateway sees: the real hosts, resolved by the gateway itself; addresses are addresses.ts. */
export function planOutside(name: string, groups: readonly GatewayGroup[]): PlannedResource[] {
    const entries = new Map<string, GatewayGroup[]>();
    for (const group of groups.filter(({ isAddress }) => !isAddress)) {
        const key = outsideKey(group);
        entries.set(key, [...(entries.get(key) ?? []), group]);
    }
    return [...entries].map(([key, members]) => planEntry(name, key, members));
}

export function outsideRole(group: GatewayGroup): string {
    return roleOf("outside", outsideKey(group));
}

/**
 * Hosts that are called by bytes only have a group each, because workloads tell them apart by address; the gateway does
 * not, so those with the same ports share what it sees, and one more of them is one object less.
 */
function outsideKey(group: GatewayGroup): string {
    return isShared(group) ? ["tcp", ...group.legs.map(({ outsidePort: port }) => port)].join(".") : group.key;
}

function isShared({ legs }: GatewayGroup): boolean {
    return legs.every(({ manner }) => manner === "tcp");
}

/**
 * Istio takes several hosts in one ServiceEntry only with ports of requests or TLS. To a gateway, which dials and does not
 * listen by it, a port of TLS and one of bytes are the same.
 */
const PASSED_ON = { protocol: "TLS" };

function planEntry(name: string, key: string, groups: readonly GatewayGroup[]): PlannedResource {
    const [first] = groups as readonly [GatewayGroup];
    return kubernetesResource(
        roleOf("outside", key),
        {
            apiVersion: "networking.istio.io/v1",
            kind: "ServiceEntry",
            metadata: metadataOf(name, hostObjectName(name, key), EGRESS_NAMESPACE),
            spec: {
                hosts: groups.flatMap(({ hosts }) => hosts),
                exportTo: [MESH_NAMESPACE],
                location: "MESH_EXTERNAL",
                resolution: isWildcard(first) ? "DYNAMIC_DNS" : "DNS",
                ...endpointsOf(first.traffic),
                ports: servicePorts(
                    first.legs.map((leg) => ({ ...outsidePort(first, leg), ...(isShared(first) && PASSED_ON) })),
                ),
            },
        },
        { after: groups.flatMap(tlsRoles) },
    );
}

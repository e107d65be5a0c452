import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE, MESH_NAMESPACE } from "../gateway-identity";
import { hostObjectName, metadataOf } from "../metadata";
import { addressRoles } from "./addresses";
import { endpointsOf } from "./endpoints";
import { type GatewayGroup, isWildcard, roleOf } from "./host-groups";
import { tlsRoles } from "./originate";
import { outsidePort, servicePorts } from "./service-ports";
import { entryKeys, isShared } from "./shared-entries";

/** What the gateway sees: the real hosts, resolved by the gateway itself; addresses are addresses.ts. */
export function planOutside(name: string, groups: readonly GatewayGroup[]): PlannedResource[] {
    const keys = entryKeys(groups);
    const entries = new Map<string, GatewayGroup[]>();
    for (const group of groups.filter(({ isAddress }) => !isAddress)) {
        const key = keys.get(group.key) as string;
        entries.set(key, [...(entries.get(key) ?? []), group]);
    }
    return [...entries].map(([key, members]) => planEntry(name, key, members));
}

/** What the gateway has to know before it has a route to a group, by the group's key. */
export function outsideRoles(groups: readonly GatewayGroup[]): ReadonlyMap<string, readonly string[]> {
    const keys = entryKeys(groups);
    return new Map(
        groups.map((group) => [
            group.key,
            group.isAddress ? addressRoles(group) : [roleOf("outside", keys.get(group.key) as string)],
        ]),
    );
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
        { after: ["namespace", ...groups.flatMap(tlsRoles)] },
    );
}

import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE, MESH_NAMESPACE } from "../gateway-identity";
import { hostObjectName, metadataOf } from "../metadata";
import { connectionPool } from "./connection-pool";
import { type GatewayGroup, roleOf } from "./host-groups";
import { servicePorts } from "./service-ports";

/*
 * Destinations without a host share what the gateway sees of them, those with the same ports each time: one ServiceEntry with
 * every address, each under a label, and one DestinationRule with a subset a destination. So one more address is one
 * object less. A route names its subset; without the DestinationRule, or without the subset, there is no such cluster and the
 * connection ends at the gateway. Nothing is ever sent to the ServiceEntry as a whole.
 *
 * Source: Istio, ServiceEntry, endpoints with labels; DestinationRule, Subset.
 */

const DESTINATION_LABEL = "asm-egress.internal/destination";

/** Where a route of a destination without a host leads to. */
export function addressDestination(group: GatewayGroup): { readonly host: string; readonly subset: string } {
    return { host: sharedHost(group), subset: group.key };
}

/** What has to be there before the route. */
export function addressRoles(group: GatewayGroup): string[] {
    return [roleOf("outside", sharedKey(group)), roleOf("subsets", sharedKey(group))];
}

export function planAddresses(name: string, groups: readonly GatewayGroup[]): PlannedResource[] {
    const shared = new Map<string, GatewayGroup[]>();
    for (const group of groups.filter(({ isAddress }) => isAddress)) {
        shared.set(sharedKey(group), [...(shared.get(sharedKey(group)) ?? []), group]);
    }
    return [...shared.values()].flatMap((members) => [planEntry(name, members), planSubsets(name, members)]);
}

function planEntry(name: string, groups: readonly GatewayGroup[]): PlannedResource {
    const [first] = groups as readonly [GatewayGroup];
    const key = sharedKey(first);
    return kubernetesResource(
        roleOf("outside", key),
        {
            apiVersion: "networking.istio.io/v1",
            kind: "ServiceEntry",
            metadata: metadataOf(name, hostObjectName(name, key), EGRESS_NAMESPACE),
            spec: {
                hosts: [sharedHost(first)],
                exportTo: [MESH_NAMESPACE],
                location: "MESH_EXTERNAL",
                resolution: "STATIC",
                endpoints: groups.flatMap(({ addresses, key: destination }) =>
                    addresses.map(({ address }) => ({ address, labels: labelsOf(destination) })),
                ),
                ports: servicePorts(first.legs.map(({ outsidePort: number }) => ({ number, protocol: "TCP" }))),
            },
        },
        { after: ["namespace"] },
    );
}

function planSubsets(name: string, groups: readonly GatewayGroup[]): PlannedResource {
    const [first] = groups as readonly [GatewayGroup];
    const key = sharedKey(first);
    return kubernetesResource(
        roleOf("subsets", key),
        {
            apiVersion: "networking.istio.io/v1",
            kind: "DestinationRule",
            metadata: metadataOf(name, hostObjectName(name, key), EGRESS_NAMESPACE),
            spec: {
                host: sharedHost(first),
                exportTo: [MESH_NAMESPACE],
                subsets: groups.map((group) => ({
                    name: group.key,
                    labels: labelsOf(group.key),
                    ...limitsOf(group),
                })),
            },
        },
        { after: ["namespace"] },
    );
}

function limitsOf({ traffic }: GatewayGroup): object {
    const trafficPolicy = connectionPool(traffic, "tcp");
    return Object.keys(trafficPolicy).length > 0 ? { trafficPolicy } : {};
}

function labelsOf(destination: string): Record<string, string> {
    return { [DESTINATION_LABEL]: destination };
}

/** A name that nobody can register, and no external service's: those have `tcp` in this place. */
function sharedHost(group: GatewayGroup): string {
    return `${sharedKey(group)}.asm-egress.internal`;
}

function sharedKey({ legs }: GatewayGroup): string {
    return ["addresses", ...legs.map(({ outsidePort }) => outsidePort)].join(".");
}

import type { TrafficIntent } from "../../intent/traffic";

/** Where a host is served, for its ServiceEntry; nothing where that is the host itself. */
export function endpointsOf({ failover, locality }: TrafficIntent): object {
    if (failover !== undefined) {
        return {
            endpoints: failover.map((address, index) => ({
                address,
                ...(index < failover.length - 1 && { labels: rankOf(index, failover.length) }),
            })),
        };
    }
    return locality === undefined
        ? {}
        : {
              endpoints: locality.map(({ host: address, region, zoneId }) => ({
                  address,
                  locality: zoneId === undefined ? region : `${region}/${zoneId}`,
              })),
          };
}

/** Which of them is used first, for the DestinationRule; Istio follows it only beside outlier detection. */
export function endpointOrder({ failover, locality }: TrafficIntent): object {
    if (failover !== undefined) {
        const failoverPriority = Object.entries(rankOf(0, failover.length)).map(([key, value]) => `${key}=${value}`);
        return { loadBalancer: { localityLbSetting: { enabled: true, failoverPriority } } };
    }
    return locality === undefined ? {} : { loadBalancer: { localityLbSetting: { enabled: true } } };
}

/**
 * Priority is by how many labels, from the first on, an endpoint has of the list: the first endpoint has all of them, each
 * other one less. Source: Istio, LocalityLoadBalancerSetting `failoverPriority`, labels with values.
 */
function rankOf(index: number, count: number): Record<string, string> {
    return Object.fromEntries(
        Array.from({ length: count - 1 - index }, (_, step) => [`asm-egress.internal/rank-${step + 1}`, "member"]),
    );
}

import type { TrafficIntent } from "../../intent/traffic";
import type { Manner } from "../../intent/wire";
import { seconds } from "./request-route";

/** Limits of the connections of one port, beside its TLS; those that count requests only where requests are seen. */
export function connectionPool({ connectionPool: pool }: TrafficIntent, manner: Manner): object {
    if (pool === undefined) {
        return {};
    }
    const tcp = {
        ...(pool.maxConnections !== undefined && { maxConnections: pool.maxConnections }),
        ...(pool.connectSeconds !== undefined && { connectTimeout: seconds(pool.connectSeconds) }),
    };
    const http =
        manner === "http"
            ? {
                  ...(pool.idleSeconds !== undefined && { idleTimeout: seconds(pool.idleSeconds) }),
                  ...(pool.maxPendingRequests !== undefined && { http1MaxPendingRequests: pool.maxPendingRequests }),
                  ...(pool.maxRequestsPerConnection !== undefined && {
                      maxRequestsPerConnection: pool.maxRequestsPerConnection,
                  }),
              }
            : {};
    const limits = {
        ...(Object.keys(tcp).length > 0 && { tcp }),
        ...(Object.keys(http).length > 0 && { http }),
    };
    return Object.keys(limits).length > 0 ? { connectionPool: limits } : {};
}

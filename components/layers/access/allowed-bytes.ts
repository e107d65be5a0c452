import type { ExternalServiceIntent } from "../../intent/intent";
import { destinationNames } from "../destination-names";
import type { Leg } from "../gateway-ports";

/**
 * What callers may send that the gateway does not read: by the port that it comes in on and the outer SNI, which their
 * sidecar has put around it. A refused caller still makes the gateway connect outside, and no byte passes.
 */
export function allowedBytes(service: ExternalServiceIntent, legs: readonly Leg[], from: readonly object[]): object[] {
    const ports = legs.filter(({ manner }) => manner !== "http").map(({ gatewayPort }) => String(gatewayPort));
    return ports.length === 0
        ? []
        : [
              {
                  from,
                  to: [{ operation: { ports: [...new Set(ports)].sort() } }],
                  when: [{ key: "connection.sni", values: destinationNames(service) }],
              },
          ];
}

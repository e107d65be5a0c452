import { Route } from "../intent/args";
import type { ExternalServiceIntent } from "../intent/intent";
import { type Wire, wiresOf } from "../intent/wire";

/** Port of the gateway's listener for requests; ≥ 1024, so that the proxy needs no privilege. */
export const GATEWAY_PORT = 8443;

/** Port of the gateway's listener for TLS and bytes that it does not read; hosts share it, told apart by the outer SNI. */
const BYTES_PORT = 8444;

/** Port where the kubelet asks a proxy whether it is ready. */
export const HEALTH_PORT = 15021;

/** What the gateway reads on a port: requests of many hosts, or one outer SNI a host and then bytes. */
type Reads = "requests" | "bytes";

/** A port that the gateway listens on, for its Service, its security group and the workloads' NetworkPolicy. */
export interface GatewayPort {
    readonly number: number;
    readonly reads: Reads;
}

/** A way of calling a service, with its stations: the workload's port, the gateway's, the one outside. */
export interface Leg extends Wire {
    readonly gatewayPort: number;
}

/**
 * Where the further ports of services with several lie: below the NodePort range (30000) and the ephemeral ports, because
 * with `HostNetwork` they are the node's.
 */
const FURTHER: Record<Reads, { readonly from: number; readonly size: number }> = {
    requests: { from: 20_000, size: 5_000 },
    bytes: { from: 25_000, size: 5_000 },
};

/** Every port of the gateway, sorted; the first listener is there even where nothing may be called. */
export function gatewayPorts(services: readonly ExternalServiceIntent[]): GatewayPort[] {
    const ports = new Map<number, Reads>([[GATEWAY_PORT, "requests"]]);
    for (const leg of [...legsByService(services).values()].flat()) {
        ports.set(leg.gatewayPort, readsOf(leg));
    }
    return [...ports].map(([number, reads]) => ({ number, reads })).sort((a, b) => a.number - b.number);
}

/**
 * The legs of every service that goes through the gateway, by its name. The first port of a service has the shared
 * listener. A further one cannot: the gateway would not know which of the ports outside is meant. Its listener follows
 * from the port outside, so that another service, or another order, changes nothing.
 */
export function legsByService(services: readonly ExternalServiceIntent[]): ReadonlyMap<string, readonly Leg[]> {
    const through = services.filter(({ route }) => route === Route.Gateway);
    const wires = through.map((service) => ({ name: service.name, wires: wiresOf(service) }));
    const further = furtherPorts(
        wires.flatMap((service) => service.wires.filter((wire) => !isFirst(wire, service.wires))),
    );
    return new Map(
        wires.map((service) => [
            service.name,
            service.wires.map((wire) => ({
                ...wire,
                gatewayPort: isFirst(wire, service.wires)
                    ? SHARED[readsOf(wire)]
                    : (further.get(keyOf(wire)) as number),
            })),
        ]),
    );
}

const SHARED: Record<Reads, number> = { requests: GATEWAY_PORT, bytes: BYTES_PORT };

function readsOf({ manner }: Wire): Reads {
    return manner === "http" ? "requests" : "bytes";
}

function isFirst(wire: Wire, all: readonly Wire[]): boolean {
    return all.find((other) => readsOf(other) === readsOf(wire)) === wire;
}

function keyOf(wire: Wire): string {
    return `${readsOf(wire)} ${wire.outsidePort}`;
}

/** A listener for each port outside; one that is taken gives way to the next free one, in the order of the ports. */
function furtherPorts(wires: readonly Wire[]): Map<string, number> {
    const listeners = new Map<string, number>();
    const taken = new Set<number>();
    for (const wire of [...wires].sort((a, b) => a.outsidePort - b.outsidePort)) {
        const { from, size } = FURTHER[readsOf(wire)];
        let offset = wire.outsidePort % size;
        while (!listeners.has(keyOf(wire)) && taken.has(from + offset)) {
            offset = (offset + 1) % size;
        }
        if (!listeners.has(keyOf(wire))) {
            listeners.set(keyOf(wire), from + offset);
            taken.add(from + offset);
        }
    }
    return listeners;
}

import { PortProtocol } from "../../intent/args";
import { originates, type Wire } from "../../intent/wire";
import { type GatewayLeg, type HostGroup, isWildcard } from "./host-groups";

/** A port of a ServiceEntry. */
interface ServicePort {
    number: number;
    name: string;
    protocol: string;
    targetPort?: number;
}

const REQUESTS: Partial<Record<PortProtocol, string>> = {
    [PortProtocol.Http2]: "HTTP2",
    [PortProtocol.Grpc]: "GRPC",
};

/** What the workload speaks, in Istio's words. */
export function spokenBy({ manner, protocol }: Wire): string {
    return manner === "http" ? (REQUESTS[protocol] ?? "HTTP") : manner.toUpperCase();
}

/**
 * Ports as a ServiceEntry lists them. A name begins with the protocol, which is what older Istio goes by; the first of a
 * protocol has that name alone, the others the number as well, because names are unique.
 */
export function servicePorts(
    ports: readonly (Omit<ServicePort, "name"> & { readonly name?: string })[],
): ServicePort[] {
    return ports.map(({ number, protocol, targetPort }, index) => {
        const word = protocol.toLowerCase();
        const first = ports.findIndex((other) => other.protocol === protocol) === index;
        return {
            number,
            name: first ? word : `${word}-${number}`,
            protocol,
            ...(targetPort !== undefined && { targetPort }),
        };
    });
}

/** The far end of a leg as the gateway sees it. Requests that it makes TLS for are HTTPS, unless they are
 * HTTP/2 inside, or for a wildcard: with DYNAMIC_DNS Istio makes no cluster for a port of HTTPS. */
export function outsidePort(group: HostGroup, leg: GatewayLeg): Omit<ServicePort, "name"> {
    const encrypted = leg.manner === "http" && originates(group.tls.mode);
    const twoWays = leg.knownAs !== leg.outsidePort;
    const spoken = spokenBy(leg);
    return {
        number: leg.knownAs,
        protocol: encrypted && spoken === "HTTP" && !twoWays && !isWildcard(group) ? "HTTPS" : spoken,
        ...(twoWays && { targetPort: leg.outsidePort }),
    };
}

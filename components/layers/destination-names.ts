import type { ExternalServiceIntent } from "../intent/intent";

/**
 * What the mesh calls the destinations of a service: its hosts, or a name that nobody can register for an address. The
 * outer SNI of what the gateway does not read is one of these.
 */
export function destinationNames({ name, hosts }: Pick<ExternalServiceIntent, "name" | "hosts">): string[] {
    return hosts.length > 0 ? hosts.map((host) => host.name) : [`${name}.tcp.asm-egress.internal`];
}

import type { TlsIntent } from "../../intent/intent";
import { originates } from "../../intent/wire";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE, MESH_NAMESPACE } from "../gateway-identity";
import { hostObjectName, metadataOf } from "../metadata";
import type { GatewayGroup } from "./host-groups";

function tlsRole(host: string): string {
    return `tls-${host}`;
}

/** Roles that must be there before a proxy knows the hosts of a group: without them it would speak plaintext. */
export function tlsRoles({ tls, hosts, wires }: Pick<GatewayGroup, "tls" | "hosts" | "wires">): string[] {
    return originates(tls.mode) && wires.some(({ manner }) => manner === "http") ? hosts.map(tlsRole) : [];
}

/**
 * TLS from the gateway to each host. Without this object the gateway would speak plaintext, so it is there before the
 * gateway knows the host and outlives that.
 */
export function planOriginations(name: string, group: GatewayGroup): PlannedResource[] {
    const ports = group.legs.filter(({ manner }) => manner === "http").map(({ knownAs }) => knownAs);
    return tlsRoles(group).length === 0
        ? []
        : group.hosts.map((host) => planOrigination(name, host, group.tls, ports, [MESH_NAMESPACE]));
}

/** @param seenBy namespaces of the proxies that make the TLS */
export function planOrigination(
    name: string,
    host: string,
    tls: TlsIntent,
    ports: readonly number[],
    seenBy: readonly string[],
): PlannedResource {
    return kubernetesResource(
        tlsRole(host),
        {
            apiVersion: "networking.istio.io/v1",
            kind: "DestinationRule",
            metadata: metadataOf(name, hostObjectName(name, host), EGRESS_NAMESPACE),
            spec: {
                host,
                exportTo: [...seenBy],
                trafficPolicy: {
                    portLevelSettings: ports.map((number) => ({ port: { number }, tls: clientTls(host, tls) })),
                },
            },
        },
        { after: ["namespace"] },
    );
}

/**
 * SNI, name and CA are all written down: with an SNI and without names Envoy checks nobody's name, and what is checked
 * without a CA depends on the version. A credential brings the client certificate and the CA.
 */
function clientTls(host: string, tls: TlsIntent): object {
    const sni = tls.sni ?? host;
    const mode = tls.credential === undefined ? "SIMPLE" : "MUTUAL";
    const certificate = tls.credential === undefined ? {} : { credentialName: tls.credential };
    if (tls.acceptAnyCertificate) {
        return { mode, sni, ...certificate, insecureSkipVerify: true };
    }
    const authorities = tls.caBundle === undefined ? { caCertificates: "system" } : { credentialName: tls.caBundle };
    return {
        mode,
        sni,
        subjectAltNames: [...(tls.subjectAltNames ?? [sni])],
        ...(tls.credential === undefined ? authorities : certificate),
    };
}

import type { TlsIntent } from "../../intent/intent";
import { type Manner, originates } from "../../intent/wire";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE } from "../gateway-identity";
import { hostObjectName, metadataOf } from "../metadata";
import { connectionPool } from "./connection-pool";
import { endpointOrder } from "./endpoints";
import { type HostGroup, roleOf } from "./host-groups";
import { outlierDetection } from "./outlier-detection";

/** A port of a host, by the number that the proxy which connects outside knows it by. */
interface OutsideEnd {
    readonly number: number;
    readonly manner: Manner;
}

/** Roles that must be there before a proxy knows the hosts of a group: without them it would speak plaintext. */
export function tlsRoles(group: HostGroup): string[] {
    return makesTls(group) ? group.hosts.map((host) => roleOf("tls", host)) : [];
}

function makesTls({ tls, wires }: HostGroup): boolean {
    return originates(tls.mode) && wires.some(({ manner }) => manner === "http");
}

/**
 * How the proxy that connects outside does it: TLS, and limits of connections. Without this object it would speak
 * plaintext, so it is there before that proxy knows the host and outlives that.
 *
 * @param seenBy namespaces of the proxies that connect outside
 */
export function planOriginations(
    name: string,
    group: HostGroup,
    ends: readonly OutsideEnd[],
    seenBy: readonly string[],
): PlannedResource[] {
    return group.hosts.flatMap((host) => {
        const settings = portSettings(host, group, ends, group.tls);
        return settings.length === 0
            ? []
            : [
                  kubernetesResource(
                      roleOf(makesTls(group) ? "tls" : "traffic", host),
                      {
                          apiVersion: "networking.istio.io/v1",
                          kind: "DestinationRule",
                          metadata: metadataOf(name, hostObjectName(name, host), EGRESS_NAMESPACE),
                          spec: {
                              host,
                              exportTo: [...seenBy],
                              trafficPolicy: { portLevelSettings: settings },
                              ...subsetsOf(host, group, ends),
                          },
                      },
                      { after: ["namespace"] },
                  ),
              ];
    });
}

function portSettings(host: string, group: HostGroup, ends: readonly OutsideEnd[], tls: TlsIntent): object[] {
    return ends
        .map(({ number, manner }) => ({
            port: { number },
            ...(manner === "http" && originates(tls.mode) && { tls: clientTls(host, tls) }),
            ...connectionPool(group.traffic, manner),
            ...outlierDetection(group.traffic),
            ...endpointOrder(group.traffic),
        }))
        .filter((setting) => Object.keys(setting).length > 1);
}

/**
 * A subset for each certificate: the same server, and connections of its own. Nothing is sent to the host without a subset;
 * if something were, it would show no certificate.
 */
function subsetsOf(host: string, group: HostGroup, ends: readonly OutsideEnd[]): object {
    const requests = ends.filter(({ manner }) => manner === "http");
    const subsets = group.credentials.map(({ credential: name }) => ({
        name,
        trafficPolicy: { portLevelSettings: portSettings(host, group, requests, { ...group.tls, credential: name }) },
    }));
    return subsets.length > 0 ? { subsets } : {};
}

/**
 * SNI, name and CA are all written down: with an SNI and without names Envoy checks nobody's name, and what is checked
 * without a CA depends on the version. A credential brings the client certificate and the CA.
 */
function clientTls(host: string, tls: TlsIntent): object {
    if (host.startsWith("*.")) {
        return wildcardTls(tls);
    }
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

/** Without both, SNI and names, Envoy sends and checks the name of the request's own host. With one of them it would not. */
function wildcardTls({ caBundle, acceptAnyCertificate }: TlsIntent): object {
    const authorities = caBundle === undefined ? { caCertificates: "system" } : { credentialName: caBundle };
    return { mode: "SIMPLE", ...(acceptAnyCertificate ? { insecureSkipVerify: true } : authorities) };
}

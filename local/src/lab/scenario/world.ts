import { z } from "zod";

/** Lower-case letters, digits and hyphens: names become names of machines, Pods and Kubernetes objects. */
const label = z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, "a name of lower-case letters, digits and hyphens, 40 at most");

export const portNumber = z.number().int().min(1).max(65_535);

/** For documentation (RFC 5737), so that a lab that leaked would reach nobody; and the metadata service of Alibaba Cloud. */
const outsideAddress = z
    .string()
    .regex(
        /^((203[.]0[.]113|198[.]51[.]100|192[.]0[.]2)[.](25[0-5]|2[0-4]\d|1?\d?\d)|100[.]100[.]100[.]200)$/,
        "an address of 203.0.113.0/24, 198.51.100.0/24 or 192.0.2.0/24, or the metadata service's 100.100.100.200",
    );

const hostName = z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "a host name in lower case");

/** What a host outside listens on. */
const outsideService = z.strictObject({
    port: portNumber,
    protocol: z.enum(["HTTP", "HTTPS", "TCP", "TLS", "UDP", "DNS"]),
    /** Asks for a client certificate, and ends the handshake of who has none. */
    clientCertificate: z.boolean().optional(),
    /** Names in its certificate. Default: the host and its aliases. */
    certificateNames: z.array(z.string().min(1)).min(1).optional(),
    /** Its certificate is of an authority that nobody trusts. */
    untrusted: z.boolean().optional(),
    /** How long it takes to answer. */
    delayMilliseconds: z.number().int().min(0).max(60_000).optional(),
    /** Status of its answers. Default: `200`. */
    status: z.number().int().min(200).max(599).optional(),
});

/** A host of the lab's internet. */
const outsideHost = z.strictObject({
    host: hostName,
    aliases: z.array(hostName).min(1).optional(),
    /** Its own; no two hosts have the same. */
    address: outsideAddress,
    services: z.array(outsideService).min(1),
});

/** A Pod of the cluster from which probes are made. */
const workload = z.strictObject({
    name: label,
    namespace: label,
    serviceAccount: label.default("default"),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    /** Whether the sidecar is injected. */
    sidecar: z.boolean().default(true),
    hostNetwork: z.boolean().default(false),
    /** Which kind of node it asks for. On `gateway` it also has to tolerate the taint: write that into `podSpec`. */
    node: z.enum(["worker", "gateway"]).default("worker"),
    /** What the API server is to say. A workload that is refused makes no traffic: its probes are denied by `guard`. */
    admission: z.enum(["allowed", "refused"]).default("allowed"),
    /** Merged into the Pod's spec, for hostile ones: tolerations, securityContext, volumes. */
    podSpec: z.record(z.string(), z.unknown()).optional(),
});

/** A server inside the cluster. */
const meshService = z.strictObject({
    name: label,
    namespace: label,
    port: portNumber,
    /** `ExtAuthz` answers Envoy's HTTP authorization; `HTTP` answers anything with 200; `Zipkin` takes spans. */
    protocol: z.enum(["ExtAuthz", "HTTP", "Zipkin"]),
    sidecar: z.boolean().default(false),
    labels: z.record(z.string(), z.string()).optional(),
    /** `ExtAuthz`: the header and the value that it accepts; everything else it refuses with 403. */
    allow: z.strictObject({ header: z.string().min(1), value: z.string() }).optional(),
});

/** A Secret or ConfigMap with the lab's authority, and with a client certificate of it where `commonName` is written. */
const certificate = z.strictObject({
    name: label,
    namespace: label.default("istio-system"),
    kind: z.enum(["Secret", "ConfigMap"]).default("Secret"),
    /** Common name of the client certificate, by which the outside knows it. Default: `ca.crt` only. */
    commonName: z.string().min(1).optional(),
});

/** An issuer of tokens, whose keys the lab makes: `$(jwks:NAME)` in the perimeter is its public key set. */
const issuer = z.strictObject({
    name: label,
    /** The `iss` claim. */
    issuer: z.string().min(1),
    algorithm: z.enum(["RS256", "ES256"]).default("RS256"),
});

/** Ways out that somebody else has left in the VPC. */
const vpc = z.strictObject({
    /** The cluster's own NAT gateway, as clusters have it before a perimeter: its SNAT entries cover nodes and Pods. */
    foreignNatGateway: z.boolean().default(false),
    /** An SNAT entry for nodes and Pods on the perimeter's own NAT gateway. */
    foreignSnatEntry: z.boolean().default(false),
});

export const world = {
    /** The internet. */
    internet: z.array(outsideHost).default([]),
    workloads: z.array(workload).default([]),
    services: z.array(meshService).default([]),
    secrets: z.array(certificate).default([]),
    issuers: z.array(issuer).default([]),
    vpc: vpc.default({ foreignNatGateway: false, foreignSnatEntry: false }),
    /** Kubernetes objects that are there before the perimeter comes. */
    objects: z.array(z.record(z.string(), z.unknown())).default([]),
};

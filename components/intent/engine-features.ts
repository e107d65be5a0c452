/** Something that an external service, or the perimeter, may ask of the way through the gateway. */
interface EngineFeature {
    /** What it is, as a message and the guide name it. */
    readonly what: string;
    /** Where it is asked for, as the guide names it: a property of an external service, unless it says otherwise. */
    readonly asked: string;
}

/** One that an ASMEgressTrafficPolicy does not carry. */
interface IstioFeature extends EngineFeature {
    /** Why not. */
    readonly because: string;
}

/** Carried by both engines: by the way itself, or by objects at the gateway's Pods that both have. */
export const ON_EVERY_ENGINE = {
    httpsUpgrade: { what: "HTTPS upgrade at the gateway", asked: "`tls.mode: Originate` (the default)" },
    otherPort: { what: "HTTPS upgrade from and to any port", asked: "`ports[].number`, `ports[].workloadPort`" },
    plaintext: { what: "plain HTTP all the way", asked: "`tls.mode: Plaintext`" },
    sharedHost: { what: "a host of several external services", asked: "`hosts`" },
    serviceAccount: { what: "clients by service account", asked: "`clients[].serviceAccount`" },
    sourceCidrs: { what: "clients by address beside their identity", asked: "`clients[].sourceCidrs`" },
    requests: { what: "rules about host, method, path, header and claim", asked: "`requests`" },
    jwt: { what: "tokens that are required", asked: "`jwt`" },
    authorizer: { what: "an authorization service that is asked", asked: "`authorizer`" },
    accessLog: { what: "the gateway's access log, metrics and traces", asked: "`telemetry` of the perimeter" },
} as const satisfies Record<string, EngineFeature>;

const NO_FIELD = "the policy has no field for it";
const UPGRADE_ONLY = "of TLS the policy says only that it is made, and on which port";
const DOCUMENTED = "it is documented for HTTP only";

/**
 * Carried by Istio's own objects alone.
 *
 * Source: ASM, "ASMEgressTrafficPolicy CRD description"; `asmegresstrafficpolicy_types.go` of ASM's published API.
 */
export const ON_ISTIO_ALONE = {
    internalHeaders: {
        what: "removal of internal headers",
        asked: "always, unless `passInternalHeaders` of `mesh`",
        because: NO_FIELD,
    },
    clientCertificate: {
        what: "a client certificate",
        asked: "`tls.mode: MutualOriginate`",
        because: "ASM has its manual objects for that",
    },
    caBundle: { what: "authorities of one's own", asked: "`tls.caBundle`", because: UPGRADE_ONLY },
    sni: { what: "a server name of one's own", asked: "`tls.sni`", because: UPGRADE_ONLY },
    subjectAltNames: { what: "names of the certificate", asked: "`tls.subjectAltNames`", because: UPGRADE_ONLY },
    anyCertificate: { what: "any certificate", asked: "`tls.acceptAnyCertificate`", because: UPGRADE_ONLY },
    passthrough: {
        what: "TLS of the application, passed on",
        asked: "`tls.mode: Passthrough`",
        because: "the outer SNI, by which the gateway knows what a caller may reach, is the controller's",
    },
    appTls: {
        what: "TLS of the application beside plain HTTP",
        asked: "`tls.acceptAppTls`",
        because: "the outer SNI, by which the gateway knows what a caller may reach, is the controller's",
    },
    http2: { what: "HTTP/2", asked: "`ports[].protocol: Http2`", because: DOCUMENTED },
    grpc: { what: "gRPC", asked: "`ports[].protocol: Grpc`", because: DOCUMENTED },
    tcp: {
        what: "TCP, by host or address",
        asked: "`ports[].protocol: Tcp`, `addresses`",
        because: "a destination is a host, and no page documents bytes",
    },
    severalPorts: {
        what: "several ports",
        asked: "`ports`",
        because: "a destination has one, and no page documents a host with two of plain HTTP",
    },
    plaintextPort: {
        what: "plain HTTP to another port than the one that is called",
        asked: "`ports[].workloadPort` with `tls.mode: Plaintext`",
        because: "the port outside can be another one only with HTTPS upgrade",
    },
    wildcardHosts: {
        what: "wildcard hosts",
        asked: '`hosts: ["*.example.com"]`',
        because: "no page documents them, and the entries that ASM makes resolve names one by one",
    },
    sidecarRoute: {
        what: "the way without the gateway",
        asked: "`route: Sidecar`",
        because: "the policy is about ways through a gateway",
    },
    split: { what: "shares of hosts", asked: "`traffic.split`", because: "ASM has its manual objects for that" },
    mirror: { what: "copies of requests", asked: "`traffic.mirror`", because: NO_FIELD },
    timeout: { what: "a timeout", asked: "`traffic.timeoutSeconds`", because: NO_FIELD },
    retries: { what: "repetition of requests", asked: "`traffic.retries`", because: NO_FIELD },
    fault: { what: "faults for tests", asked: "`traffic.fault`", because: NO_FIELD },
    requestHeaders: { what: "changes to headers of requests", asked: "`traffic.requestHeaders`", because: NO_FIELD },
    responseHeaders: { what: "changes to headers of answers", asked: "`traffic.responseHeaders`", because: NO_FIELD },
    connectionPool: { what: "limits of connections", asked: "`traffic.connectionPool`", because: NO_FIELD },
    outlierDetection: { what: "failing addresses left alone", asked: "`traffic.outlierDetection`", because: NO_FIELD },
    failover: { what: "endpoints in order", asked: "`traffic.failover`", because: NO_FIELD },
    locality: { what: "the nearest endpoints first", asked: "`traffic.locality`", because: NO_FIELD },
    allowAny: {
        what: "a namespace whose undeclared calls pass",
        asked: "`outbound: AllowAny` of a namespace",
        because: "the policy needs a mesh that refuses them, and writes the Sidecars itself",
    },
} as const satisfies Record<string, IstioFeature>;

export type IstioFeatureName = keyof typeof ON_ISTIO_ALONE;

import { type Client, PortProtocol, Route, TlsMode } from "../../components/intent/args";
import { type Provocation, postgres, rule, service, services, tcp, traffic, wildcard } from "./provocation";

const ENDPOINTS = ["eu.stripe.com", "us.stripe.com"];
const NEAR = { host: "hz.stripe.com", zoneId: "cn-hangzhou-h" };
const FAR = { host: "bj.stripe.com", region: "cn-beijing" };

function certified(clients: Client[]): Provocation {
    return service({ tls: { mode: TlsMode.MutualOriginate }, clients });
}

/** What makes the package say each finding about an external service by itself. */
export const OF_EXTERNAL_SERVICES: Readonly<Record<string, Provocation>> = {
    // External services: hosts, addresses, clients
    "host-empty": service({ hosts: [" "] }),
    "host-is-a-url": service({ hosts: ["https://api.stripe.com/v1"] }),
    "host-with-port": service({ hosts: ["api.stripe.com:8443"] }),
    "host-is-an-address": service({ hosts: ["203.0.113.1"] }),
    "host-internal": service({ hosts: ["api.billing.svc.cluster.local"] }),
    "host-single-label": service({ hosts: ["stripe"] }),
    "host-public-suffix": service({ hosts: ["co.uk"] }),
    "host-numeric-top-level": service({ hosts: ["api.123"] }),
    "host-not-a-dns-name": service({ hosts: ["api_1.stripe.com"] }),
    "host-wildcard": service({ hosts: ["api.*.stripe.com"] }),
    "wildcard-public-suffix": service({ hosts: ["*.com"] }),
    "wildcard-covers-unknown-hosts": wildcard({}),
    "wildcard-not-served": wildcard({ tls: { mode: TlsMode.Passthrough } }),
    "client-not-fenced": service({ clients: [{ namespace: "biling" }] }),
    "service-without-destination": service({ hosts: undefined }),
    "addresses-without-tcp": service({ addresses: ["203.0.113.16"] }),
    "address-too-wide": tcp({ addresses: ["0.0.0.0/0"] }),
    "address-not-outside": tcp({ hosts: undefined, addresses: ["10.0.0.1"] }),
    "host-with-two-ports": services({}, { hosts: ["api.stripe.com"], ports: [{ number: 8443 }] }),
    "host-handled-two-ways": services({}, { hosts: ["api.stripe.com"], traffic: { timeoutSeconds: 1 } }),

    // External services: ports and TCP
    "port-out-of-range": service({ ports: [{ number: 70000 }] }),
    "port-reserved": service({ ports: [{ number: 443, workloadPort: 15001 }] }),
    "tcp-with-several-hosts": tcp({ hosts: ["a.example.com", "b.example.com"] }),
    "tcp-with-several-addresses": tcp({ hosts: undefined, addresses: ["203.0.113.1", "203.0.113.2"] }),
    "tcp-address-range": tcp({ hosts: undefined, addresses: ["203.0.113.0/28"] }),
    "tls-on-tcp": tcp({ tls: { mode: TlsMode.Originate } }),
    "tcp-port-shared": services(
        { hosts: ["a.example.com"], ports: [postgres] },
        { hosts: ["b.example.com"], ports: [postgres] },
    ),
    "workload-port-spoken-two-ways": services(
        { hosts: ["a.example.com"], ports: [{ number: 443, workloadPort: 8443 }] },
        { hosts: ["b.example.com"], ports: [{ number: 8443 }], tls: { mode: TlsMode.Passthrough } },
    ),
    "app-tls-port-taken": service({ tls: { acceptAppTls: true }, ports: [{ number: 443, workloadPort: 443 }] }),
    "protocol-inside-tls": service({
        tls: { mode: TlsMode.Passthrough },
        ports: [{ number: 443, protocol: PortProtocol.Http2 }],
    }),
    "http2-in-plaintext": service({
        tls: { mode: TlsMode.Plaintext },
        ports: [{ number: 80, protocol: PortProtocol.Grpc }],
    }),

    // External services: the route Sidecar
    "sidecar-route-without-gateway": service({ route: Route.Sidecar, addresses: ["172.20.0.0/24"] }),
    "sidecar-route-behind-network-policy": service({ route: Route.Sidecar }),
    "sidecar-tcp-without-addresses": tcp({ route: Route.Sidecar }),
    "sidecar-tcp-port-changed": service({
        route: Route.Sidecar,
        addresses: ["172.20.0.0/24"],
        ports: [{ ...postgres, workloadPort: 5433 }],
    }),

    // External services: TLS
    "plaintext-outside": service({ tls: { mode: TlsMode.Plaintext } }),
    "requests-unread": service({ tls: { mode: TlsMode.Passthrough } }),
    "certificate-unchecked": service({ tls: { acceptAnyCertificate: true } }),
    "certificate-checked-and-unchecked": service({
        tls: { acceptAnyCertificate: true, subjectAltNames: ["api.stripe.com"] },
    }),
    "ca-bundle-beside-credential": service({
        tls: { mode: TlsMode.MutualOriginate, credential: "bank-client", caBundle: { secret: "bank-ca" } },
    }),
    "ca-bundle-not-one": service({ tls: { caBundle: {} } }),
    "ca-secret-outside-the-gateway": service({ route: Route.Sidecar, tls: { caBundle: { secret: "bank-ca" } } }),
    "tls-setting-without-origination": service({
        tls: { mode: TlsMode.Passthrough, sni: "edge.example.com" },
    }),
    "credential-missing": service({ tls: { mode: TlsMode.MutualOriginate } }),
    "credential-without-mutual-mode": service({ tls: { credential: "bank-client" } }),
    "credential-outside-the-gateway": service({
        route: Route.Sidecar,
        tls: { mode: TlsMode.MutualOriginate, credential: "bank-client" },
    }),
    "client-without-credential": certified([{ namespace: "billing", credential: "billing" }, { namespace: "shop" }]),
    "credential-twice": service({
        tls: { mode: TlsMode.MutualOriginate, credential: "bank-client" },
        clients: [{ namespace: "billing", credential: "billing" }],
    }),
    "source-outside-the-pods": service({ clients: [{ namespace: "billing", sourceCidrs: ["10.0.0.0/24"] }] }),
    "source-ranges-overlap": service({
        clients: [{ namespace: "billing", sourceCidrs: ["10.0.129.0/24", "10.0.129.128/25"] }],
    }),
    "source-ranges-of-every-pod": service({ clients: [{ namespace: "billing", sourceCidrs: ["10.0.128.0/17"] }] }),
    "client-with-two-credentials": certified([
        { namespace: "billing", credential: "billing" },
        { namespace: "billing", serviceAccount: "payments", credential: "payments" },
    ]),

    // External services: traffic
    "outlier-detection-of-nothing": traffic({ outlierDetection: { intervalSeconds: 5 } }),
    "outlier-detection-of-addresses": tcp({
        hosts: undefined,
        addresses: ["203.0.113.16"],
        traffic: { outlierDetection: { consecutiveGatewayErrors: 3 } },
    }),
    "failover-held-back": traffic({
        failover: ENDPOINTS,
        outlierDetection: { consecutiveGatewayErrors: 3, maxEjectionPercent: 50 },
    }),
    "failover-and-locality": traffic({ failover: ENDPOINTS, locality: [NEAR, FAR] }),
    "endpoint-place-not-one": traffic({ locality: [NEAR, { ...FAR, zoneId: "cn-beijing-h" }] }),
    "endpoint-place-malformed": traffic({ locality: [NEAR, { ...FAR, region: "Beijing" }] }),
    "locality-far-from-the-gateway": traffic({ locality: [FAR, { host: "sh.stripe.com", region: "cn-shanghai" }] }),
    "endpoints-of-several-hosts": service({
        hosts: ["api.stripe.com", "files.stripe.com"],
        traffic: { failover: ENDPOINTS },
    }),
    "endpoints-of-bytes": tcp({ traffic: { failover: ENDPOINTS } }),
    "traffic-without-requests": service({ tls: { mode: TlsMode.Passthrough }, traffic: { timeoutSeconds: 1 } }),
    "split-is-not-whole": traffic({ split: [{ host: "api.stripe.com", weight: 90 }] }),
    "traffic-to-undeclared-host": traffic({ mirror: { host: "next.stripe.com" } }),
    "mirror-shows-the-inside": traffic({ mirror: { host: "api.stripe.com" } }),
    "fault-of-nothing": traffic({ fault: { delayPercent: 10 } }),
    "faults-are-made": traffic({ fault: { abortStatus: 503 } }),
    "header-name-malformed": traffic({ requestHeaders: { remove: ["x-team:"] } }),
    "header-not-changeable": traffic({ requestHeaders: { set: [{ name: "Host", value: "edge.example.com" }] } }),
    "header-value-malformed": traffic({ requestHeaders: { set: [{ name: "x-team", value: "a\r\nx-b: c" }] } }),

    // External services: requests
    "access-rules-unseen": service({ tls: { mode: TlsMode.Passthrough }, requests: [{ methods: ["GET"] }] }),
    "request-rule-empty": rule({}),
    "request-host-not-declared": rule({ hosts: ["files.stripe.com"] }),
    "method-not-a-method": rule({ methods: ["get"] }),
    "method-refused": rule({ methods: ["CONNECT"] }),
    "path-of-everything": rule({ paths: ["/*"] }),
    "path-not-absolute": rule({ paths: ["v1/charges"] }),
    "path-wildcard-inside": rule({ paths: ["/v1/*/refunds"] }),
    "path-with-query": rule({ paths: ["/v1/charges?limit=1"] }),
    "path-never-matches": rule({ paths: ["/v1/../v2"] }),
    "path-rule-passes-encoded-slashes": rule({ paths: ["/v1/*"] }),
    "header-not-a-name": rule({ headers: [{ name: "x-team: ", values: ["billing"] }] }),
    "header-is-the-host": rule({ headers: [{ name: "Host", values: ["api.stripe.com"] }] }),
    "value-wildcard-inside": rule({ headers: [{ name: "x-team", values: ["b*g"] }] }),
    "claim-name-with-brackets": rule({ claims: [{ path: ["roles[0]"], values: ["writer"] }] }),
    "claims-without-jwt": rule({ claims: [{ path: ["scope"], values: ["pay"] }] }),
    "restriction-without-effect": services(
        { hosts: ["api.stripe.com"], requests: [{ methods: ["GET"] }] },
        { hosts: ["api.stripe.com"] },
    ),
};

import { type ExternalService, PortProtocol, Route, TlsMode } from "../intent/args";

const clients = [{ namespace: "billing", serviceAccount: "payments" }];
const tcp = { number: 5432, protocol: PortProtocol.Tcp };

/** One external service of each mode by which the gateway is left, and of each kind of traffic. */
export const EVERY_MODE: ExternalService[] = [
    { name: "originate", hosts: ["a.example.com", "b.example.com"], clients },
    { name: "several", hosts: ["several.example.com"], ports: [{ number: 443 }, { number: 9000 }], clients },
    { name: "grpc", hosts: ["grpc.example.com"], ports: [{ number: 443, protocol: PortProtocol.Grpc }], clients },
    { name: "mutual", hosts: ["m.example.com"], tls: { mode: TlsMode.MutualOriginate, credential: "c" }, clients },
    { name: "renamed", hosts: ["r.example.com"], tls: { sni: "edge.example.com" }, clients },
    { name: "partner", hosts: ["partner.example.com"], tls: { caBundle: { secret: "partner-ca" } }, clients },
    { name: "partner-map", hosts: ["map.example.com"], tls: { caBundle: { configMap: "partner-ca" } }, clients },
    { name: "plain", hosts: ["plain.example.com"], tls: { mode: TlsMode.Plaintext }, clients },
    { name: "passed", hosts: ["p.example.com", "q.example.com"], tls: { mode: TlsMode.Passthrough }, clients },
    { name: "both", hosts: ["both.example.com"], tls: { acceptAppTls: true }, clients },
    { name: "mixed", hosts: ["mixed.example.com"], ports: [{ number: 443 }, { ...tcp, number: 6379 }], clients },
    { name: "database", hosts: ["db.example.com"], addresses: ["203.0.113.13"], ports: [tcp], clients },
    { name: "other-database", hosts: ["db2.example.com"], addresses: ["203.0.113.64/26"], ports: [tcp], clients },
    {
        name: "narrowed",
        hosts: ["narrowed.example.com"],
        clients: [{ namespace: "billing", serviceAccount: "reports", sourceCidrs: ["10.0.129.0/24"] }, ...clients],
    },
    { name: "address", addresses: ["203.0.113.14"], ports: [tcp], clients },
    { name: "other-address", addresses: ["203.0.113.20"], ports: [tcp], clients },
    {
        name: "shaped",
        hosts: ["s.example.com", "t.example.com"],
        traffic: {
            split: [
                { host: "s.example.com", weight: 80 },
                { host: "t.example.com", weight: 20 },
            ],
            mirror: { host: "t.example.com", percent: 10 },
            timeoutSeconds: 2.5,
            retries: { attempts: 2 },
            fault: { delaySeconds: 0.5, abortStatus: 503, abortPercent: 1 },
            requestHeaders: { set: [{ name: "x-team", value: "billing" }] },
            responseHeaders: { remove: ["server"] },
            connectionPool: { maxConnections: 3, connectSeconds: 1, idleSeconds: 9, maxPendingRequests: 3 },
        },
        clients,
    },
    {
        name: "watched",
        hosts: ["w.example.com"],
        traffic: { outlierDetection: { consecutiveGatewayErrors: 3, consecutiveLocalFailures: 2 } },
        clients,
    },
    {
        name: "near",
        hosts: ["near.example.com"],
        traffic: {
            locality: [
                { host: "h.example.com", zoneId: "cn-hangzhou-h" },
                { host: "beijing.example.com", region: "cn-beijing" },
            ],
        },
        clients,
    },
    {
        name: "own-certificates",
        hosts: ["bank.example.com", "bank2.example.com"],
        tls: { mode: TlsMode.MutualOriginate },
        clients: [
            { namespace: "billing", serviceAccount: "payments", credential: "payments" },
            { namespace: "shop", credential: "shop" },
        ],
    },
];

/** Hosts with `*`, and endpoints in order, which only newer meshes serve. */
export const ON_NEW_MESHES: ExternalService[] = [
    { name: "wild", hosts: ["*.wild.example.com"], clients },
    {
        name: "ordered",
        hosts: ["ordered.example.com"],
        traffic: { failover: ["one.example.com", "two.example.com", "three.example.com"] },
        clients,
    },
];

/** The modes that leave the gateway out. */
export const WITHOUT_GATEWAY: ExternalService[] = [
    {
        name: "straight",
        hosts: ["straight.example.com"],
        addresses: ["172.20.0.0/24"],
        route: Route.Sidecar,
        tls: { acceptAppTls: true },
        traffic: { timeoutSeconds: 1 },
        clients,
    },
    {
        name: "straight-bytes",
        addresses: ["172.20.1.0/24"],
        route: Route.Sidecar,
        ports: [{ ...tcp, number: 5433 }],
        clients,
    },
];

/** `scenario`, or `scenario: probe`. */
type Reference = string;
type Table = Readonly<Record<string, readonly Reference[]>>;

/** Every line of the overview that packets can show. `ASMEgressTrafficPolicy` they cannot: ASM's controller is not public. */
export const OVERVIEW: Table = {
    "HTTPS upgrade": ["https-upgrade", "sidecar-route"],
    "routing without the gateway": ["sidecar-route"],
    "mirrored and weighted traffic": ["traffic-split"],
    "timeouts, retries, faults": ["slow-and-failing"],
    "addresses in order and by place": ["failover", "locality"],
    observability: ["observability"],
    JWT: ["jwt-table"],
    "policies by L4 and L7 metadata": ["two-tenants-one-host", "tls-passthrough", "tcp-databases"],
    "plain TCP": ["tcp-databases"],
    ALLOW_ANY: ["outbound-policy", "tenant-sidecar"],
    "REGISTRY_ONLY is gone around": ["registry-only-alone: the leak around the sidecar"],
    "REGISTRY_ONLY knows no workloads": ["registry-only-alone: batch -> http://api.stripe.com/ (http)"],
    "only the gateway's place reaches the outside": ["perimeter-instead", "foreign-snat-entry", "raw-addresses"],
    "custom authorization": ["custom-authorization"],
    "connections reused across workloads": ["connection-reuse"],
    "a fixed range by Terway and Cloud Firewall": ["gateway-compromised", "internet-boundary"],
    "a fixed range by the host network": ["host-network", "gateway-node-sought", "gateway-node-taken"],
};

/** Attempts to go around the mesh, as tried with real proxies. */
export const WAYS_AROUND: Table = {
    "as the proxy's user": ["sidecar-bypass: bypass http", "sidecar-bypass: bypass tls"],
    "a Pod without a sidecar": ["no-sidecar: bare tls", "no-sidecar: stray tls"],
    "application TLS where two ports are registered": ["app-tls-accepted: batch -> https://api.stripe.com/ (tls)"],
    "TLS inside TLS": ["app-tls-accepted: payments -> https://api.stripe.com/ (tls)"],
    "application TLS where one port is registered": ["https-upgrade: payments -> https://api.stripe.com/ (tls)"],
    "raw address": ["raw-addresses: payments -> http://203.0.113.66/ (rawIp)"],
    "undeclared port": ["raw-addresses: payments -> tcp://203.0.113.66:5432 (rawIp)"],
    "forged SNI": ["forged-names: forged SNI"],
    "forged Host": ["forged-names: forged Host"],
    "another caller's host": ["forged-names: another caller's host"],
    "the gateway's Service itself": [
        "gateway-dialled: the gateway's Service by its name",
        "gateway-dialled: the gateway's Service and a host of another",
    ],
    CONNECT: ["odd-requests: CONNECT to an undeclared host", "odd-requests: CONNECT to a declared host"],
    "absolute form": ["odd-requests: absolute form"],
    "HTTP/2 prior knowledge": ["odd-requests: HTTP/2 from the first byte"],
    "HTTP/1.0": ["odd-requests: HTTP/1.0"],
    "two Host headers": ["odd-requests: two Host headers"],
    TRACE: ["odd-requests: TRACE"],
    "websocket upgrade": ["odd-requests: a websocket"],
    "gateway: plaintext, TLS, self-made certificate, proxy's user": [
        "gateway-dialled: plaintext",
        "gateway-dialled: TLS without a certificate",
        "gateway-dialled: TLS with a certificate of its own making",
        "gateway-dialled: as the proxy's user without a certificate",
    ],
    "gateway: health, metrics, debug": [
        "gateway-dialled: the health port",
        "gateway-dialled: the metrics port",
        "gateway-dialled: the debug port",
    ],
    "a sidecar as a proxy": ["gateway-dialled: a sidecar as a proxy"],
    "paths refused": [
        "dot segments",
        "encoded dots",
        "backslashes",
        "another case",
        "two slashes",
        "an encoded slash",
        "without the slash",
        "a parameter",
    ].map((name) => `path-rules: ${name}`),
    "paths normalised before rule and sending": [
        "path-rules: dot segments that stay inside",
        "path-rules: needless encoding",
    ],
    "encoded slashes behind a prefix": [
        "path-rules: encoded slashes behind the prefix",
        "path-rules-decoded: encoded slashes behind the prefix",
    ],
    "decoded slashes, and encoded twice": [
        "path-rules-decoded: two slashes",
        "path-rules-decoded: an encoded slash",
        "path-rules-decoded: encoded twice",
    ],
};

/** Objects that a tenant makes in its own namespace, as tried with real proxies. */
export const OBJECTS_OF_TENANTS: Table = {
    "ServiceEntry for an undeclared host": [
        "tenant-service-entry: an entry for an undeclared host",
        "tenant-service-entry: seen from another namespace",
    ],
    "ServiceEntry for a declared host": ["tenant-service-entry: an entry that shadows a declared host"],
    "VirtualService that is older": ["tenant-virtual-service: an older VirtualService"],
    "DestinationRule on the gateway's Service": ["tenant-destination-rule: TLS off towards the gateway's Service"],
    "Sidecar with ALLOW_ANY": ["tenant-sidecar: a Sidecar with ALLOW_ANY"],
    "Gateway that selects the gateway's Pods": [
        "tenant-gateway: the port from another namespace",
        "tenant-gateway: the port on the Pod itself",
    ],
    "VirtualService bound to the gateway": ["tenant-virtual-service: a route of the gateway's own listener"],
};

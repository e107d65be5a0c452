import type { Chain, Egress, Rule } from "./egress";
import { canonical } from "./ipv4";
import { inspectedWays } from "./ways";

type Json = Readonly<Record<string, unknown>>;

/** How a filter chain of the proxy reads the name a connection is for. */
type Reading = "sni" | "host" | "nothing";

/**
 * The proxy of the router, as Envoy's bootstrap: per way that knows names one listener, whose connections were redirected
 * there. It reads SNI or Host as Cloud Firewall's FQDN mode does, applies the way's policies, and connects to the original
 * destination with the way's mark, by which the packet filter gives it a public address. Nothing of the request is changed, or the outside would see the router's hand.
 * https://www.alibabacloud.com/help/en/cloud-firewall/cloudfirewall/user-guide/domain-name-resolution-policy
 */
export function envoyConfigOf(egress: Egress, adminSocket?: string): Json {
    const inspected = inspectedWays(egress);
    return {
        ...(adminSocket === undefined ? {} : { admin: { address: { pipe: { path: adminSocket } } } }),
        static_resources: {
            listeners: inspected.map(({ way, port }) => listener(way.chains, port)),
            clusters: inspected.map(({ port, pass }) => cluster(port, pass)),
        },
    };
}

/** Of Linux. */
const SOL_SOCKET = 1;
const SO_MARK = 36;
const EXTENSIONS = "type.googleapis.com/envoy.extensions";

function listener(chains: readonly Chain[], port: number): Json {
    const reader = (name: string, type: string): Json => ({
        name: `envoy.filters.listener.${name}`,
        typed_config: { "@type": `${EXTENSIONS}.filters.listener.${name}.v3.${type}` },
    });
    return {
        name: `way-${port}`,
        address: { socket_address: { address: "0.0.0.0", port_value: port } },
        listener_filters: [
            reader("original_dst", "OriginalDst"),
            reader("tls_inspector", "TlsInspector"),
            reader("http_inspector", "HttpInspector"),
        ],
        // A server that speaks first leaves nothing to read: its connection is one that names no host.
        listener_filters_timeout: "1s",
        continue_on_listener_filters_timeout: true,
        filter_chains: [
            { filter_chain_match: { transport_protocol: "tls" }, filters: connectionFilters(chains, "sni", port) },
            {
                filter_chain_match: {
                    transport_protocol: "raw_buffer",
                    application_protocols: ["http/1.0", "http/1.1", "h2c"],
                },
                filters: [requestFilter(chains, port)],
            },
            { filters: connectionFilters(chains, "nothing", port) },
        ],
    };
}

function connectionFilters(chains: readonly Chain[], reading: Reading, port: number): Json[] {
    return [
        {
            name: "envoy.filters.network.rbac",
            typed_config: {
                "@type": `${EXTENSIONS}.filters.network.rbac.v3.RBAC`,
                stat_prefix: `way_${port}_`,
                rules: accessRules(chains, reading),
            },
        },
        {
            name: "envoy.filters.network.tcp_proxy",
            typed_config: {
                "@type": `${EXTENSIONS}.filters.network.tcp_proxy.v3.TcpProxy`,
                stat_prefix: `way_${port}`,
                cluster: `way-${port}`,
            },
        },
    ];
}

function requestFilter(chains: readonly Chain[], port: number): Json {
    return {
        name: "envoy.filters.network.http_connection_manager",
        typed_config: {
            "@type": `${EXTENSIONS}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
            stat_prefix: `way_${port}`,
            route_config: { virtual_hosts: [{ name: "any", domains: ["*"], routes: routes(port) }] },
            early_header_mutation_extensions: [
                {
                    name: "envoy.http.early_header_mutation.header_mutation",
                    typed_config: {
                        "@type": `${EXTENSIONS}.http.early_header_mutation.header_mutation.v3.HeaderMutation`,
                        mutations: [{ append: { header: { key: SENT, value: `%REQ(${FORWARDED_PROTO})%` } } }],
                    },
                },
            ],
            http_filters: [
                {
                    name: "envoy.filters.http.rbac",
                    typed_config: {
                        "@type": `${EXTENSIONS}.filters.http.rbac.v3.RBAC`,
                        rules: accessRules(chains, "host"),
                    },
                },
                {
                    name: "envoy.filters.http.router",
                    typed_config: {
                        "@type": `${EXTENSIONS}.filters.http.router.v3.Router`,
                        suppress_envoy_headers: true,
                    },
                },
            ],
            generate_request_id: false,
            preserve_external_request_id: true,
            server_header_transformation: "PASS_THROUGH",
        },
    };
}

/** Envoy gives a request without it this header: what its sender did not send must not be seen outside, and what it sent must. */
const FORWARDED_PROTO = "x-forwarded-proto";
const SENT = "x-asm-egress-lab-sent";

function routes(port: number): Json[] {
    const route = { cluster: `way-${port}`, timeout: "0s" };
    const sent = { prefix: "/", headers: [{ name: SENT, present_match: true }] };
    return [
        { match: sent, route, request_headers_to_remove: [SENT] },
        { match: { prefix: "/" }, route, request_headers_to_remove: [FORWARDED_PROTO] },
    ];
}

function cluster(port: number, mark: number): Json {
    return {
        name: `way-${port}`,
        type: "ORIGINAL_DST",
        lb_policy: "CLUSTER_PROVIDED",
        connect_timeout: "5s",
        // Connections are counted outside: the router neither merges nor splits them.
        connection_pool_per_downstream_connection: true,
        // Envoy refuses to bind to several addresses of one family; the packet filter gives them by this mark.
        upstream_bind_config: {
            source_address: { address: "0.0.0.0", port_value: 0 },
            socket_options: [{ level: SOL_SOCKET, name: SO_MARK, int_value: mark, state: "STATE_PREBIND" }],
        },
    };
}

function accessRules(chains: readonly Chain[], reading: Reading): Json {
    const permissions = [{ and_rules: { rules: chains.map((chain) => firstMatch(chain, reading)) } }];
    return { action: "ALLOW", policies: { way: { permissions, principals: [{ any: true }] } } };
}

/**
 * First match decides, written as one expression: an accept holds or the rest does; a drop does not hold and the rest does.
 * Rules of one action in a row are taken together, so that long chains do not nest deeply.
 */
function firstMatch(chain: Chain, reading: Reading): Json {
    let rest: Json = { any: true };
    const runs: { accept: boolean; rules: Json[] }[] = [];
    for (const rule of chain) {
        const run = runs.at(-1);
        const rules = permissions(rule, reading);
        if (run?.accept === rule.accept) {
            run.rules.push(...rules);
        } else {
            runs.push({ accept: rule.accept, rules });
        }
    }
    for (const { accept, rules } of runs.reverse().filter((run) => run.rules.length > 0)) {
        rest = accept
            ? { or_rules: { rules: [...rules, rest] } }
            : { and_rules: { rules: [{ not_rule: { or_rules: { rules } } }, rest] } };
    }
    return rest;
}

/** None where the rule cannot be about a TCP connection that is read so. */
function permissions(rule: Rule, reading: Reading): Json[] {
    const destinations = [
        ...rule.blocks.map(cidrRange).map((range): Json => ({ destination_ip: range })),
        ...(reading === "nothing" ? [] : rule.names.map((name) => (reading === "sni" ? sni(name) : host(name)))),
        ...(rule.takesUnread && rule.names.length > 0 ? unread(reading) : []),
    ];
    if ((rule.protocol ?? "TCP") !== "TCP" || destinations.length === 0) {
        return [];
    }
    const to: Json = { or_rules: { rules: destinations } };
    // The end of Envoy's range is no part of it.
    const ports = rule.ports?.map(
        ({ from, to: last }): Json => ({ destination_port_range: { start: from, end: last + 1 } }),
    );
    return [ports === undefined ? to : { and_rules: { rules: [{ or_rules: { rules: ports } }, to] } }];
}

function cidrRange(block: string): Json {
    const [address, prefix] = canonical(block).split("/");
    return { address_prefix: address, prefix_len: Number(prefix) };
}

function sni(name: string): Json {
    const match = name.startsWith("*.") ? { suffix: name.slice(1) } : { exact: name };
    return { requested_server_name: { ...match, ignore_case: true } };
}

/** The Host header may carry a port. */
function host(name: string): Json {
    const escaped = name.replaceAll(".", "\\.");
    const pattern = name.startsWith("*.") ? `.+${escaped.slice(1)}` : escaped;
    return { header: { name: ":authority", string_match: { safe_regex: { regex: `(?i)${pattern}(:[0-9]+)?` } } } };
}

/** TLS without SNI, or bytes that are neither TLS nor HTTP; HTTP without a Host is no request. */
function unread(reading: Reading): Json[] {
    return { sni: [{ requested_server_name: { safe_regex: { regex: "^$" } } }], host: [], nothing: [{ any: true }] }[
        reading
    ];
}

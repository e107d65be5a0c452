/** A field of the access log. */
export interface LogField {
    readonly name: string;
    /** Envoy's command operator. Source: Envoy, "Access logging", command operators. */
    readonly operator: string;
    readonly meaning: string;
    /** As a call that was refused shows it. */
    readonly example: string;
}

/**
 * A line of the gateway's access log. Fields that ASM's own line has are called as there, so that dashboards on it go on
 * working; the others say who called, and why a call ended.
 *
 * Not in it: the path and its query string, which may have secrets, and the header x-forwarded-client-cert, which is a
 * whole certificate.
 *
 * A text format is not escaped. Envoy refuses a Host header with quotes, but logs the refusal, so what a caller chooses
 * stands first and what it cannot choose after it: of two fields of one name a reader of JSON takes the later one.
 *
 * Source: ASM, "Customize access logs on the data plane", for the names.
 */
export const ACCESS_LOG_FIELDS: readonly LogField[] = [
    field("authority_for", "%REQ(:AUTHORITY)%", "the host that was called; HTTP only", "api.stripe.com"),
    field("method", "%REQ(:METHOD)%", "HTTP only", "POST"),
    field(
        "requested_server_name",
        "%REQUESTED_SERVER_NAME%",
        "the outer SNI: the host where the workload speaks TLS itself, otherwise the mesh's name of it",
        "outbound_.80_._.api.stripe.com",
    ),
    field("start_time", "%START_TIME%", "when the call or the connection began", "2026-01-05T08:30:00.123Z"),
    field(
        "principal",
        "%DOWNSTREAM_PEER_URI_SAN%",
        "who called: the caller's SPIFFE identity, also where the call is refused",
        "spiffe://cluster.local/ns/billing/sa/batch",
    ),
    field("downstream_remote_address", "%DOWNSTREAM_REMOTE_ADDRESS%", "the caller's address", "10.0.128.9:41234"),
    field("protocol", "%PROTOCOL%", "HTTP only", "HTTP/1.1"),
    field("route_name", "%ROUTE_NAME%", "the route that was taken; HTTP only", "default"),
    field("response_code", "%RESPONSE_CODE%", "0 where it is no HTTP", "403"),
    field("response_flags", "%RESPONSE_FLAGS%", "why, in short: UF, URX, NC, NR, UAEX, UC, UH"),
    field(
        "response_code_details",
        "%RESPONSE_CODE_DETAILS%",
        "why, in words; HTTP only",
        "rbac_access_denied_matched_policy[none]",
    ),
    field(
        "connection_termination_details",
        "%CONNECTION_TERMINATION_DETAILS%",
        "why a connection was cut; the only reason where it is no HTTP",
    ),
    field("downstream_tls_version", "%DOWNSTREAM_TLS_VERSION%", "TLS between caller and gateway", "TLSv1.3"),
    field("upstream_cluster", "%UPSTREAM_CLUSTER%", "the external host and port that the call was for"),
    field("upstream_host", "%UPSTREAM_HOST%", "the address that the gateway called"),
    field("upstream_local_address", "%UPSTREAM_LOCAL_ADDRESS%", "the gateway's own address towards it"),
    field("upstream_tls_version", "%UPSTREAM_TLS_VERSION%", "TLS between gateway and external host"),
    field("upstream_tls_cipher", "%UPSTREAM_TLS_CIPHER%", "its cipher suite"),
    field(
        "upstream_transport_failure_reason",
        "%UPSTREAM_TRANSPORT_FAILURE_REASON%",
        "what was wrong with TLS towards the external host, for example its certificate",
    ),
    field("bytes_received", "%BYTES_RECEIVED%", "from the caller", "0"),
    field("bytes_sent", "%BYTES_SENT%", "to the caller", "19"),
    field("duration", "%DURATION%", "milliseconds", "0"),
];

function field(name: string, operator: string, meaning: string, example = "-"): LogField {
    return { name, operator, meaning, example };
}

/**
 * The line as Envoy takes it: JSON as text, because the key of the structured format is misspelt in ASM's published type
 * and may be either.
 */
export function accessLogFormat(): string {
    return JSON.stringify(Object.fromEntries(ACCESS_LOG_FIELDS.map(({ name, operator }) => [name, operator])));
}

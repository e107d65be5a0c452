/**
 * Request headers that say something about the inside: identities, addresses, trace ids. The gateway removes them after
 * routing and authorization, so both still see them. Names are exact; there are no prefixes.
 */
export const INTERNAL_HEADERS = [
    "b3",
    "baggage",
    "traceparent",
    "tracestate",
    "x-b3-flags",
    "x-b3-parentspanid",
    "x-b3-sampled",
    "x-b3-spanid",
    "x-b3-traceid",
    "x-envoy-attempt-count",
    "x-envoy-decorator-operation",
    "x-envoy-external-address",
    "x-envoy-internal",
    "x-envoy-original-path",
    "x-envoy-peer-metadata",
    "x-envoy-peer-metadata-id",
    "x-forwarded-client-cert",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-request-id",
] as const;

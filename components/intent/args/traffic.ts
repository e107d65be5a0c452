/** A share of the requests. */
export interface WeightedHost {
    /** One of the service's `hosts`. */
    host: string;
    /** Per cent of the requests, 0 to 100; those of all hosts are 100 together. */
    weight: number;
}

/** A copy of requests, whose answers nobody waits for. */
export interface Mirror {
    /** One of the service's `hosts`, which gets the copies. They keep the Host header of the original. */
    host: string;
    /** Per cent of the requests that are copied, above 0 to 100. Default: `100`. */
    percent?: number;
}

/** What a request is repeated after. Source: Envoy, "x-envoy-retry-on". */
export enum RetryCondition {
    /** An answer with a status of 500 or above, or none at all. */
    ServerError = "ServerError",
    /** An answer with the status 502, 503 or 504. */
    GatewayError = "GatewayError",
    /** No connection. */
    ConnectFailure = "ConnectFailure",
    /** A connection that ended before the answer. */
    Reset = "Reset",
    /** HTTP/2: the server has refused the stream before it did anything. */
    RefusedStream = "RefusedStream",
}

/** Repetition of requests that failed. */
export interface Retries {
    /** How often a request is repeated, 0 to 10; with 2 there are three in all. */
    attempts: number;
    /** Seconds that each attempt may take. Default: as long as the whole request. */
    perTrySeconds?: number;
    /**
     * What is repeated. Default: `[ConnectFailure, RefusedStream, Reset]`, after which the server has not answered. Think
     * twice about `ServerError` where requests are not idempotent.
     */
    conditions?: RetryCondition[];
}

/** Faults for tests of how workloads bear them. At least one of `delaySeconds` and `abortStatus`. A warning. */
export interface Fault {
    /** Seconds that a request is held back. Default: none are. */
    delaySeconds?: number;
    /** Per cent of the requests that are held back, above 0 to 100. Default: `100`. */
    delayPercent?: number;
    /** HTTP status of an answer that the mesh gives instead of the server, 200 to 599. Default: none is. */
    abortStatus?: number;
    /** Per cent of the requests that get it, above 0 to 100. Default: `100`. */
    abortPercent?: number;
}

/** A header and its value. */
export interface Header {
    /** Name, without distinction of case. */
    name: string;
    /** Value; not secret, it stands in objects that many may read. */
    value: string;
}

/** Changes to headers. Not to Host, and not to the internal headers, which are always removed from requests. */
export interface HeaderOperations {
    /** Headers that get this value, whatever they had. Default: none. */
    set?: Header[];
    /** Headers that get this value beside what they have. Default: none. */
    add?: Header[];
    /** Names of headers that are removed. Default: none. */
    remove?: string[];
}

/** Limits of the connections to each host; they hold for each proxy, and per worker thread of it. */
export interface ConnectionPool {
    /** Connections at most, at least 1. Default: no limit that matters. */
    maxConnections?: number;
    /** Seconds until a connection must stand. Default: `10`. */
    connectSeconds?: number;
    /** Seconds after which a connection without requests is closed. Default: an hour. */
    idleSeconds?: number;
    /** Requests that may wait for a connection, at least 1; one more is refused with 503. Default: no limit that matters. */
    maxPendingRequests?: number;
    /** Requests after which a connection is closed, at least 1. Default: no limit. */
    maxRequestsPerConnection?: number;
}

/**
 * When an address of a host is left alone for a while, because connections or requests to it have failed. At least one of the
 * three counts. Every address that DNS gives for the name is counted by itself, by each proxy for itself, and for all
 * callers together. It can keep requests away from bad addresses of a name that has several. It cannot help where the name
 * has one address, or a load balancer behind it: leaving that alone only refuses requests with 503.
 *
 * Source: Istio, DestinationRule, OutlierDetection; Envoy, "Outlier detection".
 */
export interface OutlierDetection {
    /**
     * Answers with a status of 500 or above, or none, one after another, 1 to 1000. Think twice where a caller can provoke such
     * answers: it would take the address from the others too. Default: they are not counted.
     */
    consecutiveServerErrors?: number;
    /** Answers with 502, 503 or 504, or none, one after another, 1 to 1000. Default: they are not counted. */
    consecutiveGatewayErrors?: number;
    /**
     * Connections that failed, timed out or were reset, one after another, 1 to 1000; beside it the other two count answers
     * only. Default: they count as errors of the other two.
     */
    consecutiveLocalFailures?: number;
    /** Seconds between two looks at the counts, 0.001 to 3600. Default: `10`. */
    intervalSeconds?: number;
    /** Seconds that an address is left alone the first time, 0.001 to 3600; the second time twice as long, and so on. Default: `30`. */
    baseEjectionSeconds?: number;
    /**
     * Per cent of the addresses that may be left alone at once, 1 to 100. Below 100, a name with one address may keep it
     * however it fails. Default: `50`; with `failover` or `locality` `100`.
     */
    maxEjectionPercent?: number;
}

/** A name of the same service in one place. Exactly one of `zoneId` and `region`. */
export interface LocatedEndpoint {
    /** Host name whose addresses serve the external service's host there, under a certificate of that host. */
    host: string;
    /** ID of the zone that it is in, such as `cn-hangzhou-h`. */
    zoneId?: string;
    /** ID of the region that it is in, such as `cn-hangzhou`, where no zone is nearer than another. */
    region?: string;
}

/** How requests get to an external service; by either route. */
export interface Traffic {
    /** Shares of the hosts, whichever of them was called. Default: each host its own requests. */
    split?: WeightedHost[];
    /** Copies for another host. A warning: a sidecar adds the Pod's address to them. Default: none. */
    mirror?: Mirror;
    /** Seconds after which a request without an answer fails with 504. Default: no limit. */
    timeoutSeconds?: number;
    /** Repetition of failed requests. Default: the mesh's own, two after failed connections. */
    retries?: Retries;
    /** Faults for tests. Default: none. */
    fault?: Fault;
    /** Changes to headers of requests. Default: none but the removal of internal headers. */
    requestHeaders?: HeaderOperations;
    /** Changes to headers of answers. Default: none. */
    responseHeaders?: HeaderOperations;
    /** Limits of connections. Default: Envoy's. */
    connectionPool?: ConnectionPool;
    /**
     * Which addresses are left alone after failures. Default: none; with `failover` or `locality` those with five gateway
     * errors one after another.
     */
    outlierDetection?: OutlierDetection;
    /**
     * Host names, 2 to 8, at whose addresses the service's one host is served, in order: the second is used as far as the
     * addresses of the first are left alone, and so on. They stand for where to connect only. Host, SNI, the names that are
     * checked and what the firewall reads stay those of the service's host, so each has to serve it, under a certificate of
     * its name (or of one in `tls.subjectAltNames`). Meshes from 1.31 on. For a server that only answers to its own name,
     * list that as a host of its own, and let the workload choose, or `split` and `retries`. Default: the host itself alone.
     *
     * Source: Istio, DestinationRule, LocalityLoadBalancerSetting `failoverPriority`; for names in istio/istio#58674.
     */
    failover?: string[];
    /**
     * Host names, 2 to 8, at whose addresses the service's one host is served, each with its place: the proxy uses those of its
     * own zone; after failures those of its region, then the others. At least one is in the gateway's region. As for
     * `failover`, Host, SNI and the checked names stay those of the service's host. Not beside `failover`. Default: the host
     * itself alone.
     *
     * Source: Istio, "Locality failover", and "Configuring failover for external services".
     */
    locality?: LocatedEndpoint[];
}

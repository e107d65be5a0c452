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
export enum RetryOn {
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
    on?: RetryOn[];
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
}

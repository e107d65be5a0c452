import type { ConnectionPool, Fault, RetryCondition } from "./args";

/** How requests get to the hosts of a service, with names in one spelling and every list sorted. */
export interface TrafficIntent {
    readonly split: readonly { readonly host: string; readonly weight: number }[];
    readonly mirror?: { readonly host: string; readonly percent: number };
    readonly timeoutSeconds?: number;
    readonly retries?: {
        readonly attempts: number;
        readonly perTrySeconds?: number;
        readonly conditions: readonly RetryCondition[];
    };
    readonly fault?: Readonly<Fault>;
    readonly requestHeaders: HeaderChanges;
    readonly responseHeaders: HeaderChanges;
    readonly connectionPool?: Readonly<ConnectionPool>;
    readonly outlierDetection?: OutlierDetectionIntent;
    /** Host names in the order in which they are used; at most one of this and `locality`. */
    readonly failover?: readonly string[];
    readonly locality?: readonly LocatedEndpointIntent[];
}

/** Zero where something is not counted. */
export interface OutlierDetectionIntent {
    readonly serverErrors: number;
    readonly gatewayErrors: number;
    readonly localFailures: number;
    readonly intervalSeconds: number;
    readonly baseEjectionSeconds: number;
    readonly maxEjectionPercent: number;
}

export interface LocatedEndpointIntent {
    readonly host: string;
    readonly region: string;
    /** Absent where the endpoint is in no zone of the region. */
    readonly zoneId?: string;
}

/** Values by header name in lower case, and names to remove. */
export interface HeaderChanges {
    readonly set: Readonly<Record<string, string>>;
    readonly add: Readonly<Record<string, string>>;
    readonly remove: readonly string[];
}

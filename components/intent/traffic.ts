import type { ConnectionPool, Fault, RetryOn } from "./args";

/** How requests get to the hosts of a service, with names in one spelling and every list sorted. */
export interface TrafficIntent {
    readonly split: readonly { readonly host: string; readonly weight: number }[];
    readonly mirror?: { readonly host: string; readonly percent: number };
    readonly timeoutSeconds?: number;
    readonly retries?: { readonly attempts: number; readonly perTrySeconds?: number; readonly on: readonly RetryOn[] };
    readonly fault?: Readonly<Fault>;
    readonly requestHeaders: HeaderChanges;
    readonly responseHeaders: HeaderChanges;
    readonly connectionPool?: Readonly<ConnectionPool>;
}

/** Values by header name in lower case, and names to remove. */
export interface HeaderChanges {
    readonly set: Readonly<Record<string, string>>;
    readonly add: Readonly<Record<string, string>>;
    readonly remove: readonly string[];
}

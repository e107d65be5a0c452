import { RetryCondition } from "../../intent/args";
import { INTERNAL_HEADERS } from "../../intent/internal-headers";
import type { HeaderChanges, TrafficIntent } from "../../intent/traffic";

/** One way of requests to a host, at the gateway or in the sidecar. */
export interface RequestLeg {
    readonly host: string;
    /** Number by which the proxy knows the port of the host. */
    readonly number: number;
    /** Port that the requests come in by; only where there are several. */
    readonly listener?: number;
    /** The callers that the way is for, and the subset that shows their certificate; only where they have their own. */
    readonly callers?: { readonly identity: string; readonly subset: string };
}

const RETRY_ON: Record<RetryCondition, string> = {
    [RetryCondition.ServerError]: "5xx",
    [RetryCondition.GatewayError]: "gateway-error",
    [RetryCondition.ConnectFailure]: "connect-failure",
    [RetryCondition.Reset]: "reset",
    [RetryCondition.RefusedStream]: "refused-stream",
};

/** Internal headers go from every route: removal is a property of the route, not of the proxy. */
export function requestRoute(leg: RequestLeg, traffic: TrafficIntent): object {
    const { mirror, timeoutSeconds, retries } = traffic;
    return {
        ...matchOf(leg),
        ...faultOf(traffic),
        headers: {
            request: operations(traffic.requestHeaders, INTERNAL_HEADERS),
            ...(isChange(traffic.responseHeaders) && { response: operations(traffic.responseHeaders, []) }),
        },
        route: destinations(leg, traffic),
        // A host gets no copies of its own requests.
        ...(mirror &&
            mirror.host !== leg.host && {
                mirrors: [{ destination: destination(mirror.host, leg), percentage: { value: mirror.percent } }],
            }),
        ...(timeoutSeconds !== undefined && { timeout: seconds(timeoutSeconds) }),
        ...(retries && {
            retries: {
                attempts: retries.attempts,
                ...(retries.perTrySeconds !== undefined && { perTryTimeout: seconds(retries.perTrySeconds) }),
                retryOn: retries.conditions.map((reason) => RETRY_ON[reason]).join(","),
            },
        }),
    };
}

function matchOf({ listener, callers }: RequestLeg): object {
    const match = {
        ...(listener !== undefined && { port: listener }),
        ...(callers && { headers: { "x-forwarded-client-cert": { regex: callers.identity } } }),
    };
    return Object.keys(match).length > 0 ? { match: [match] } : {};
}

/** With a share for another host goes its name: the Host header would stay that of the host that was called. */
function destinations(leg: RequestLeg, { split }: TrafficIntent): object[] {
    return split.length === 0
        ? [{ destination: destination(leg.host, leg) }]
        : split.map(({ host, weight }) => ({
              destination: destination(host, leg),
              weight,
              ...(host !== leg.host && { headers: { request: { set: { ":authority": host } } } }),
          }));
}

function destination(host: string, { number, callers }: RequestLeg): object {
    return { host, port: { number }, ...(callers && { subset: callers.subset }) };
}

function faultOf({ fault }: TrafficIntent): object {
    if (fault === undefined) {
        return {};
    }
    const { delaySeconds, delayPercent, abortStatus, abortPercent } = fault;
    return {
        fault: {
            ...(delaySeconds !== undefined && {
                delay: { fixedDelay: seconds(delaySeconds), percentage: { value: delayPercent ?? 100 } },
            }),
            ...(abortStatus !== undefined && {
                abort: { httpStatus: abortStatus, percentage: { value: abortPercent ?? 100 } },
            }),
        },
    };
}

function operations({ set, add, remove }: HeaderChanges, always: readonly string[]): object {
    const removed = [...new Set([...always, ...remove])].sort();
    return {
        ...(Object.keys(set).length > 0 && { set }),
        ...(Object.keys(add).length > 0 && { add }),
        ...(removed.length > 0 && { remove: removed }),
    };
}

function isChange({ set, add, remove }: HeaderChanges): boolean {
    return Object.keys(set).length + Object.keys(add).length + remove.length > 0;
}

/** A duration as Istio reads it; milliseconds are its finest. */
export function seconds(value: number): string {
    return Number.isInteger(value) ? `${value}s` : `${Math.round(value * 1000)}ms`;
}

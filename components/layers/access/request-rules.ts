import type { ClaimIntent, JwtIssuerIntent, RequestRuleIntent } from "../../intent/access-intent";
import type { ExternalServiceIntent } from "../../intent/intent";

const EVERY_REQUEST: RequestRuleIntent = { hosts: [], methods: [], paths: [], headers: [], claims: [] };

/** A rule of an AuthorizationPolicy. */
type PolicyRule = Readonly<Record<"from" | "to", readonly object[]>> & { readonly when?: readonly Condition[] };

interface Condition {
    readonly key: string;
    readonly values: readonly string[];
}

/**
 * What an external service's clients may ask: a rule for each kind of request. Caller, token, host and request stand in one
 * rule, so that nobody combines the host of one grant with the method of another.
 */
export function allowRules(
    service: ExternalServiceIntent,
    jwtIssuers: readonly JwtIssuerIntent[],
    trustDomain: string,
): PolicyRule[] {
    const issuers = jwtIssuers
        .filter(({ name }) => service.jwt?.issuers.includes(name))
        .map(({ issuer }) => issuer)
        .sort();
    const from = callersOf(service, trustDomain).map(({ source }) => ({
        source: {
            ...source,
            // A principal there is only with a checked token: this is what refuses requests without one.
            ...(service.jwt && { requestPrincipals: issuers.map((issuer) => `${issuer}/*`) }),
        },
    }));
    const rules = service.requests.length === 0 ? [EVERY_REQUEST] : service.requests;
    return rules.map((rule) => {
        const when = [
            // Older meshes compare the principal as text, where one issuer may be the beginning of another.
            ...(service.jwt ? [{ key: "request.auth.claims[iss]", values: issuers }] : []),
            ...[...(service.jwt?.claims ?? []), ...rule.claims].map(claimCondition),
            ...rule.headers.map(({ name, values }) => ({ key: `request.headers[${name}]`, values })),
        ];
        return {
            from,
            to: [{ operation: operationOf(service, rule) }],
            ...(when.length > 0 && { when }),
        };
    });
}

/** Who calls: always an identity, and beside it, where it is narrowed, an address. */
interface Caller {
    readonly source: { readonly principals: string[]; readonly ipBlocks?: string[] };
}

/**
 * The identities behind mutual TLS, those that may call from the same addresses together; nothing that a caller can choose.
 *
 * Addresses by `ipBlocks`, which is the peer of the connection: Pods dial the gateway's Pods, with nothing in between.
 * `remoteIpBlocks` would be the same only as long as the gateway trusts no proxy (`gatewayTopology.numTrustedProxies`); with
 * one it is what the caller has written into X-Forwarded-For, and on ports of bytes there is none.
 *
 * Source: Istio, "Authorization Policy", Source; ASM, "Restrict IP address access to applications in an ASM instance".
 */
export function callersOf({ clients, sources }: ExternalServiceIntent, trustDomain: string): Caller[] {
    const callers = new Map<string, { readonly principals: string[]; readonly ipBlocks?: string[] }>();
    for (const client of clients) {
        const principal = client.principal(trustDomain);
        const ipBlocks = sources.find((one) => one.client.principal(trustDomain) === principal)?.cidrs.map(String);
        const key = ipBlocks?.join() ?? "";
        callers.set(key, {
            principals: [...(callers.get(key)?.principals ?? []), principal],
            ...(ipBlocks && { ipBlocks }),
        });
    }
    return [...callers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => ({ source }));
}

/**
 * A Host header may carry the port; without `host:*` such a request is refused. Below a wildcard it has to be: there the port
 * in the Host header chooses the port outside.
 */
export function hostsOf(hosts: readonly string[]): string[] {
    return hosts.flatMap((host) => (host.startsWith("*.") ? [host] : [host, `${host}:*`]));
}

function operationOf(service: ExternalServiceIntent, { hosts, methods, paths }: RequestRuleIntent) {
    return {
        hosts: hostsOf(hosts.length > 0 ? hosts : service.hosts.map(({ name }) => name)),
        ...(methods.length > 0 && { methods }),
        ...(paths.length > 0 && { paths }),
    };
}

function claimCondition({ path, values }: ClaimIntent): Condition {
    return { key: `request.auth.claims${path.map((name) => `[${name}]`).join("")}`, values };
}

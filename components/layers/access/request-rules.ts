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
    const source = {
        ...callersOf(service, trustDomain),
        // A principal there is only with a checked token: this is what refuses requests without one.
        ...(service.jwt && { requestPrincipals: issuers.map((issuer) => `${issuer}/*`) }),
    };
    const rules = service.requests.length === 0 ? [EVERY_REQUEST] : service.requests;
    return rules.map((rule) => {
        const when = [
            // Older meshes compare the principal as text, where one issuer may be the beginning of another.
            ...(service.jwt ? [{ key: "request.auth.claims[iss]", values: issuers }] : []),
            ...[...(service.jwt?.claims ?? []), ...rule.claims].map(claimCondition),
            ...rule.headers.map(({ name, values }) => ({ key: `request.headers[${name}]`, values })),
        ];
        return {
            from: [{ source }],
            to: [{ operation: operationOf(service, rule) }],
            ...(when.length > 0 && { when }),
        };
    });
}

/** The identities behind mutual TLS; nothing that a caller can choose. */
export function callersOf({ clients }: ExternalServiceIntent, trustDomain: string): { principals: string[] } {
    return { principals: clients.map((client) => client.principal(trustDomain)) };
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

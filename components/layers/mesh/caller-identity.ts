import type { ClientIdentity } from "../../intent/client";

/**
 * The header x-forwarded-client-cert, as the gateway writes it from the certificate behind mutual TLS, where the caller is
 * one of these. The gateway replaces whatever a caller has sent (Istio's default for gateways, SANITIZE_SET). The pattern has
 * to fit as a whole, and a comma, which begins a further element, fits nowhere: were a caller's own element kept beside
 * (APPEND_FORWARD), the request would have no way.
 *
 * Source: Envoy, "x-forwarded-client-cert"; Istio, HTTPMatchRequest: a regex matches the whole value.
 */
export function identityPattern(clients: readonly ClientIdentity[], trustDomain: string): string {
    const names = clients.map(({ namespace, serviceAccount }) => {
        const account = serviceAccount === undefined ? "[^,;/]+" : literal(serviceAccount);
        return `${literal(trustDomain)}/ns/${literal(namespace)}/sa/${account}`;
    });
    return `([^,]*;)?URI=spiffe://(${names.join("|")})(;[^,]*)?`;
}

/** Dots are all that these names can have of what a regular expression means something else by. */
function literal(text: string): string {
    return text.replaceAll(".", "[.]");
}

import type { JwtIssuerIntent } from "../../intent/access-intent";

/**
 * The spec of a RequestAuthentication, without its selector. It refuses bad tokens and takes good ones away from the request;
 * requests without a token pass it, so the ALLOW rules ask for a principal.
 *
 * Source: ASM, "FAQ about JWT"; Istio, "Request Authentication".
 */
export function jwtRules({ issuer, jwks, jwksUri, audiences, header, queryParameter, forward }: JwtIssuerIntent) {
    return {
        jwtRules: [
            {
                issuer,
                ...(audiences.length > 0 && { audiences }),
                ...(jwks === undefined ? { jwksUri } : { jwks }),
                ...(header && { fromHeaders: [header] }),
                ...(queryParameter !== undefined && { fromParams: [queryParameter] }),
                forwardOriginalToken: forward,
            },
        ],
    };
}

import type { AuthorizerProtocol } from "./args";

/** What a grant is narrowed to; each part that is there has to be met. */
export interface ServiceAccessIntent {
    /** Any of these; with none, every request. */
    readonly requests: readonly RequestRuleIntent[];
    readonly jwt?: JwtRequirementIntent;
    /** Name of an authorizer. */
    readonly authorizer?: string;
}

export interface RequestRuleIntent {
    /** Empty: every host of the external service. */
    readonly hosts: readonly string[];
    /** Empty: every method that is not refused to everybody. */
    readonly methods: readonly string[];
    /** Empty: every path. */
    readonly paths: readonly string[];
    readonly headers: readonly { readonly name: string; readonly values: readonly string[] }[];
    readonly claims: readonly ClaimIntent[];
}

export interface ClaimIntent {
    /** From the outside in. */
    readonly path: readonly string[];
    readonly values: readonly string[];
}

interface JwtRequirementIntent {
    /** Names of issuers. */
    readonly issuers: readonly string[];
    readonly claims: readonly ClaimIntent[];
}

export interface JwtIssuerIntent {
    readonly name: string;
    readonly issuer: string;
    /** Exactly one of `jwks` and `jwksUri`. */
    readonly jwks?: string;
    readonly jwksUri?: string;
    readonly audiences: readonly string[];
    /** Exactly one of `header` and `queryParameter`. */
    readonly header?: { readonly name: string; readonly prefix: string };
    readonly queryParameter?: string;
    readonly forward: boolean;
}

export interface AuthorizerIntent {
    readonly name: string;
    readonly protocol: AuthorizerProtocol;
    readonly service: string;
    readonly port: number;
    readonly podPort: number;
    readonly timeoutMilliseconds: number;
    readonly failOpen: boolean;
    readonly statusOnError: number;
    readonly pathPrefix?: string;
    readonly headersToAuthorizer: readonly string[];
    readonly headersToExternalService: readonly string[];
    readonly headersToWorkload: readonly string[];
}

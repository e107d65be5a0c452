import type { ServiceAccessIntent } from "../access-intent";
import type { ExternalService } from "../args";
import type { FindingCollector, Located } from "../finding-collector";
import type { Host } from "../host";
import { byText, type RequestRuleReading, readClaims, readRequests } from "./requests";

/** What an external service says about who may call it how, beside its clients. */
export interface ServiceAccessReading {
    readonly requests: readonly RequestRuleReading[];
    /** Names that are looked up in the other sections. */
    readonly issuers: readonly Located<string>[];
    readonly authorizer: Located<string> | undefined;
    readonly intent: ServiceAccessIntent;
}

export function readServiceAccess(
    path: string,
    { requests = [], jwt, authorizer }: ExternalService,
    hosts: readonly Located<Host>[],
    findings: FindingCollector,
): ServiceAccessReading {
    const rules = readRequests(`${path}.requests`, requests, hosts, findings);
    if (jwt === undefined) {
        refuseClaims(rules, findings);
    }
    return {
        requests: rules,
        issuers: (jwt?.issuers ?? []).map((value, index) => ({ path: `${path}.jwt.issuers[${index}]`, value })),
        authorizer: authorizer === undefined ? undefined : { path: `${path}.authorizer`, value: authorizer },
        intent: {
            requests: rules.map(({ intent }) => intent).sort(byText),
            ...(jwt && {
                jwt: {
                    issuers: [...new Set(jwt.issuers)].sort(),
                    claims: readClaims(`${path}.jwt.claims`, jwt.claims ?? [], findings),
                },
            }),
            ...(authorizer !== undefined && { authorizer }),
        },
    };
}

function refuseClaims(rules: readonly RequestRuleReading[], findings: FindingCollector): void {
    for (const { path, intent } of rules.filter((rule) => rule.intent.claims.length > 0)) {
        findings.error(
            "claims-without-jwt",
            `${path}.claims`,
            intent.claims,
            "an external service with `jwt`: without a checked token there are no claims",
            "add `jwt` with its issuers, or leave the claims out",
        );
    }
}

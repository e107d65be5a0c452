import type { ClaimIntent, RequestRuleIntent } from "../access-intent";
import type { ClaimMatch, RequestRule } from "../args";
import { type Parsed, parsed, refused } from "../finding";
import type { FindingCollector, Located } from "../finding-collector";
import { Host } from "../host";
import { headerName, httpMethod, matchValue } from "../http-names";
import { PathPattern } from "../path-pattern";

/** A rule with places for the rules that see more than one external service. */
export interface RequestRuleReading {
    readonly path: string;
    readonly paths: readonly Located<PathPattern>[];
    readonly intent: RequestRuleIntent;
}

/** @param hosts the hosts of the external service, which rules choose from */
export function readRequests(
    path: string,
    rules: readonly RequestRule[],
    hosts: readonly Located<Host>[],
    findings: FindingCollector,
): RequestRuleReading[] {
    const known = hosts.map(({ value }) => value.name);
    return rules.map((rule, index) => {
        const at = `${path}[${index}]`;
        if (Object.values(rule).every((part) => part === undefined)) {
            findings.error(
                "request-rule-empty",
                at,
                rule,
                "a rule that says something: an empty one allows every request",
                "write methods, paths, headers or claims, or leave `requests` out",
            );
        }
        const paths = findings.takeEach(`${at}.paths`, rule.paths ?? [], PathPattern.parse);
        return {
            path: at,
            paths,
            intent: {
                hosts: sorted(findings.takeEach(`${at}.hosts`, rule.hosts ?? [], (host) => oneOf(host, known))),
                methods: sorted(findings.takeEach(`${at}.methods`, rule.methods ?? [], httpMethod)),
                paths: sorted(paths.map((one) => ({ ...one, value: one.value.text }))),
                headers: readHeaders(`${at}.headers`, rule.headers ?? [], findings),
                claims: readClaims(`${at}.claims`, rule.claims ?? [], findings),
            },
        };
    });
}

export function readClaims(path: string, claims: readonly ClaimMatch[], findings: FindingCollector): ClaimIntent[] {
    return claims
        .map((claim, index) => ({
            path: findings.takeEach(`${path}[${index}].path`, claim.path, claimName).map(({ value }) => value),
            values: sorted(findings.takeEach(`${path}[${index}].values`, claim.values, matchValue)),
        }))
        .sort(byText);
}

function readHeaders(path: string, headers: NonNullable<RequestRule["headers"]>, findings: FindingCollector) {
    return headers
        .map(({ name, values }, index) => ({
            name: findings.take(`${path}[${index}].name`, name, headerName(name)) ?? name,
            values: sorted(findings.takeEach(`${path}[${index}].values`, values, matchValue)),
        }))
        .sort(byText);
}

function oneOf(text: string, known: readonly string[]): Parsed<string> {
    const host = Host.parse(text);
    if (!host.ok) {
        return host;
    }
    return known.includes(host.value.name)
        ? parsed(host.value.name)
        : refused(
              "request-host-not-declared",
              `a host of this external service: ${[...known].sort().join(", ")}`,
              "add it to `hosts` of the external service, or correct the name",
          );
}

/** Istio reads `request.auth.claims[a][b]`, so a bracket cannot be in a name. */
function claimName(text: string): Parsed<string> {
    return /[[\]]/.test(text)
        ? refused("claim-name-with-brackets", "the name of a claim", "write names of nested claims one by one")
        : parsed(text);
}

function sorted(located: readonly Located<string>[]): string[] {
    return [...new Set(located.map(({ value }) => value))].sort();
}

export function byText(a: object, b: object): number {
    return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

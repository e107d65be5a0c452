import type { JwtIssuerIntent } from "../access-intent";
import { JwtAlgorithm, type JwtIssuer } from "../args";
import { type Parsed, parsed, refused } from "../finding";
import type { FindingCollector, Located } from "../finding-collector";
import { headerName } from "../http-names";
import { JsonWebKeys } from "../json-web-keys";
import { dnsLabel } from "../kubernetes-name";
import { requires } from "../mesh-features";
import type { MeshVersion } from "../mesh-version";

export interface JwtIssuersReading {
    readonly intent: readonly JwtIssuerIntent[];
    readonly names: readonly Located<string>[];
    /** The `iss` claims. */
    readonly issuers: readonly Located<string>[];
    /** Hosts that keys are fetched from. */
    readonly keyHosts: readonly Located<string>[];
}

/** Headers that applications fill for the external service itself: a token expected there would refuse their requests. */
const TAKEN_HEADERS = ["authorization", "cookie", "proxy-authorization"];

const OLD_ALGORITHMS: readonly JwtAlgorithm[] = [JwtAlgorithm.RS256, JwtAlgorithm.RS384, JwtAlgorithm.RS512];

export function readJwtIssuers(
    issuers: readonly JwtIssuer[],
    version: MeshVersion | undefined,
    findings: FindingCollector,
): JwtIssuersReading {
    const read = issuers.map((issuer, index) => readIssuer(`jwtIssuers[${index}]`, issuer, version, findings));
    const at = (index: number, property: string) => `jwtIssuers[${index}].${property}`;
    return {
        intent: read.sort((a, b) => (a.name < b.name ? -1 : 1)),
        names: issuers.map(({ name }, index) => ({ path: at(index, "name"), value: name })),
        issuers: issuers.map(({ issuer }, index) => ({ path: at(index, "issuer"), value: issuer })),
        keyHosts: issuers.flatMap(({ jwksUri }, index) =>
            jwksUri !== undefined && URL.canParse(jwksUri)
                ? [{ path: at(index, "jwksUri"), value: new URL(jwksUri).hostname }]
                : [],
        ),
    };
}

function readIssuer(
    path: string,
    issuer: JwtIssuer,
    version: MeshVersion | undefined,
    findings: FindingCollector,
): JwtIssuerIntent {
    findings.take(`${path}.name`, issuer.name, dnsLabel(issuer.name, 40));
    findings.take(`${path}.issuer`, issuer.issuer, issuerName(issuer.issuer));
    checkKeys(path, issuer, version, findings);
    warnOfWeakenings(path, issuer, findings);
    const { name, issuer: claim, jwks, jwksUri, queryParameter } = issuer;
    return {
        name,
        issuer: claim,
        ...(jwks !== undefined && { jwks }),
        ...(jwksUri !== undefined && { jwksUri }),
        audiences: [...new Set(issuer.audiences ?? [])].sort(),
        ...(queryParameter === undefined ? { header: readHeader(path, issuer, findings) } : { queryParameter }),
        forward: issuer.forward ?? false,
    };
}

/** In rules an issuer is compared as a pattern, where a `*` at the end stands for anything. */
function issuerName(text: string): Parsed<string> {
    return text.includes("*")
        ? refused("jwt-issuer-wildcard", "the `iss` claim letter by letter", "write every issuer down on its own")
        : parsed(text);
}

function checkKeys(
    path: string,
    issuer: JwtIssuer,
    version: MeshVersion | undefined,
    findings: FindingCollector,
): void {
    const { jwks, jwksUri, algorithms = [] } = issuer;
    if ((jwks === undefined) === (jwksUri === undefined)) {
        findings.error(
            "jwt-keys-not-one",
            path,
            jwks === undefined ? "neither" : "both",
            "exactly one of `jwks` and `jwksUri`",
            "write where the issuer's public keys are, or the keys themselves",
        );
    }
    const keys = jwks === undefined ? undefined : findings.take(`${path}.jwks`, jwks, JsonWebKeys.parse(jwks));
    const unable = keys?.algorithms.length
        ? algorithms.filter((algorithm) => !keys.algorithms.some((able) => able.includes(algorithm)))
        : [];
    if (unable.length > 0) {
        findings.error(
            "jwt-algorithm-without-key",
            `${path}.algorithms`,
            unable,
            "algorithms that a key in `jwks` is for",
            "add the key, or leave the algorithm out",
        );
    }
    if (jwksUri !== undefined && !/^https:\/\/[^/?#@]+/.test(jwksUri)) {
        findings.error(
            "jwks-uri-not-https",
            `${path}.jwksUri`,
            jwksUri,
            "an https URL: over plaintext, whoever sits between chooses the keys",
            "write the https URL, or the keys into `jwks`",
        );
    }
    const newer = [...algorithms, ...(keys?.algorithms ?? []).filter(needsNewerMesh).flat()].filter(isNewer);
    const lacking = version && [
        jwksUri === undefined ? undefined : requires("jwksUri", version, `${path}.jwksUri`, jwksUri),
        newer.length === 0 ? undefined : requires("jwtAlgorithmsBeyondRsa", version, path, [...new Set(newer)].sort()),
    ];
    findings.findings.push(...(lacking ?? []).filter((finding) => finding !== undefined));
}

/** A key that fits none of the old algorithms. */
function needsNewerMesh(algorithms: readonly JwtAlgorithm[]): boolean {
    return algorithms.every(isNewer);
}

function isNewer(algorithm: JwtAlgorithm): boolean {
    return !OLD_ALGORITHMS.includes(algorithm);
}

function readHeader(
    path: string,
    { header = "x-egress-token", prefix = "Bearer " }: JwtIssuer,
    findings: FindingCollector,
) {
    const name = findings.take(`${path}.header`, header, headerName(header)) ?? header;
    if (TAKEN_HEADERS.includes(name)) {
        findings.error(
            "jwt-header-taken",
            `${path}.header`,
            header,
            "a header of its own: the gateway would take what applications send to any external service there for a token",
            "let the workload send the token in x-egress-token",
        );
    }
    return { name, prefix };
}

function warnOfWeakenings(path: string, issuer: JwtIssuer, findings: FindingCollector): void {
    const { audiences, queryParameter, header, prefix, forward } = issuer;
    if (audiences === undefined) {
        findings.warning(
            "jwt-any-audience",
            `${path}.audiences`,
            audiences,
            "the audience that the tokens are for: without one, a token for any other service passes",
            "let the issuer make tokens for the gateway, and write their `aud` here",
        );
    }
    if (queryParameter !== undefined && (header !== undefined || prefix !== undefined)) {
        findings.error(
            "jwt-location-not-one",
            `${path}.queryParameter`,
            queryParameter,
            "one place for the token: `header` (with `prefix`), or `queryParameter`",
            "remove the other",
        );
    } else if (queryParameter !== undefined) {
        findings.warning(
            "jwt-token-in-url",
            `${path}.queryParameter`,
            queryParameter,
            "a header: URLs are written into logs, and not every proxy takes a token out of them",
            "let the workload send the token in a header",
        );
    }
    if (forward === true) {
        findings.warning(
            "jwt-token-leaves",
            `${path}.forward`,
            forward,
            "false: an external service that gets the token can use it",
            "leave it out, unless the external service is meant to check the token",
        );
    }
}

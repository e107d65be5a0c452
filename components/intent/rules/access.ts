import { PathNormalization } from "../args";
import { closestTo } from "../closest";
import type { FindingCollector, Located } from "../finding-collector";
import { Host } from "../host";
import type { MeshIntent } from "../intent";
import { requires } from "../mesh-features";
import type { ExternalServiceReading } from "../sections/external-services";

/** What an external service names in another section is there: a grant that waits for nobody's token is no grant. */
export function referencesAreKnown(
    kind: "jwt-issuer" | "authorizer",
    references: readonly Located<string>[],
    known: readonly Located<string>[],
    findings: FindingCollector,
): void {
    const names = known.map(({ value }) => value);
    for (const { path, value } of references.filter((reference) => !names.includes(reference.value))) {
        const meant = closestTo(value, names);
        const section = kind === "authorizer" ? "authorizers" : "jwtIssuers";
        findings.error(
            `unknown-${kind}`,
            path,
            value,
            `a name out of \`${section}\`: ${[...names].sort().join(", ") || "there is none"}`,
            meant === undefined ? `add it to \`${section}\`, or correct the name` : `did you mean ${meant}?`,
        );
    }
}

/** Rules by path hold as far as the gateway and the external service read a path alike. */
export function pathsAreCompared(
    services: readonly ExternalServiceReading[],
    { pathNormalization }: Pick<MeshIntent, "pathNormalization">,
    findings: FindingCollector,
): void {
    if (pathNormalization === PathNormalization.DecodeAndMergeSlashes) {
        return;
    }
    const patterns = services.flatMap(({ access }) => access.requests.flatMap(({ paths }) => paths));
    for (const { path, value } of patterns.filter((pattern) => pattern.value.wayAround !== undefined)) {
        findings.warning(
            "path-rule-passes-encoded-slashes",
            path,
            value.text,
            `a mesh that decodes before it compares; this one passes ${value.wayAround}, which leaves the path where the external service decodes it`,
            "set the mesh's pathNormalization to DECODE_AND_MERGE_SLASHES and `mesh.pathNormalization` to DecodeAndMergeSlashes, or list whole paths",
        );
    }
}

/** One gateway, one authorization service, unless the mesh can keep several apart: others refuse every request. */
export function authorizersAreFew(
    services: readonly ExternalServiceReading[],
    { version }: Pick<MeshIntent, "version">,
    findings: FindingCollector,
): void {
    const named = services.flatMap(({ access }) => (access.authorizer === undefined ? [] : [access.authorizer]));
    const other = named.find(({ value }) => value !== named[0]?.value);
    const finding = other && requires("severalAuthorizers", version, other.path, other.value);
    if (finding !== undefined) {
        findings.findings.push(finding);
    }
}

/** An authorizer is asked about every caller of a host, so it cannot be one grant's alone. */
export function hostsHaveOneAuthorizer(services: readonly ExternalServiceReading[], findings: FindingCollector): void {
    const first = new Map<string, ExternalServiceReading>();
    for (const service of services) {
        for (const { path, value } of service.hosts) {
            const expected = first.get(value.name) ?? service;
            first.set(value.name, expected);
            if (expected.access.authorizer?.value !== service.access.authorizer?.value) {
                findings.error(
                    "host-with-two-authorizers",
                    path,
                    value.name,
                    `${expected.access.authorizer?.value ?? "no authorizer"}, as at ${expected.path}: it is asked about every caller of the host`,
                    "give both external services the same `authorizer`, or both none",
                );
            }
        }
    }
}

/** Grants add up, so what one external service narrows for a caller, another one for the same host and caller undoes. */
export function restrictionsHold(services: readonly ExternalServiceReading[], findings: FindingCollector): void {
    for (const [index, narrow] of services.entries()) {
        const wide = services.find((other, at) => at !== index && undoes(other, narrow));
        if (wide !== undefined) {
            findings.warning(
                "restriction-without-effect",
                narrow.path,
                narrow.name?.value,
                `rules that hold: ${wide.path} grants the same caller the same host without them`,
                "give the callers apart, or write the same rules at both",
            );
        }
    }
}

function undoes(wide: ExternalServiceReading, narrow: ExternalServiceReading): boolean {
    const lacksRequests = narrow.access.requests.length > 0 && wide.access.requests.length === 0;
    const lacksToken = narrow.access.issuers.length > 0 && wide.access.issuers.length === 0;
    const hosts = new Set(wide.hosts.map(({ value }) => value.name));
    return (
        (lacksRequests || lacksToken) &&
        narrow.hosts.some(({ value }) => hosts.has(value.name)) &&
        narrow.clients.some(({ value: a }) => wide.clients.some(({ value: b }) => a.overlaps(b)))
    );
}

/**
 * The mesh or the gateway fetches the keys; through the perimeter only declared hosts are reached. What is in the cluster is
 * not behind it.
 */
export function keysAreReachable(
    keyHosts: readonly Located<string>[],
    services: readonly ExternalServiceReading[],
    findings: FindingCollector,
): void {
    const declared = new Set(services.flatMap(({ hosts }) => hosts.map(({ value }) => value.name)));
    for (const { path, value } of keyHosts.filter((host) => Host.parse(host.value).ok && !declared.has(host.value))) {
        findings.warning(
            "jwks-host-not-declared",
            path,
            value,
            "a host of an external service: where the gateway has to fetch the keys itself, the perimeter stops it, and every token is refused",
            "declare the host, or write the keys into `jwks`",
        );
    }
}

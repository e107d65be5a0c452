import { type Finding, shown } from "./finding";
import { MeshVersion } from "./mesh-version";

/** Something that only newer meshes have. */
interface MeshFeature {
    /** What it is, as a message names it. */
    readonly what: string;
    /** First version of ASM, or of the Istio release it is made from, that has it. */
    readonly since: string;
    /** What to do on an older mesh, other than to upgrade it. */
    readonly instead: string;
    readonly source: string;
}

/** What depends on the version of the mesh. Every version with the page or the trial that it is taken from. */
export const MESH_FEATURES = {
    istioV1: {
        what: "version v1 of Istio's networking and telemetry APIs",
        since: "1.22",
        instead: "nothing: objects are written as v1beta1 (Telemetry as v1alpha1)",
        source: "https://istio.io/latest/blog/2024/v1-apis/",
    },
    jwksUri: {
        what: "keys of a JWT issuer by URI",
        since: "1.13",
        instead: "write the keys into `jwks`",
        source: "https://www.alibabacloud.com/help/en/asm/sidecar/faq-about-jwt",
    },
    jwtAlgorithmsBeyondRsa: {
        what: "JWT signature algorithms other than RS256, RS384 and RS512",
        since: "1.13",
        instead: "let the issuer sign with RSA",
        source: "https://www.alibabacloud.com/help/en/asm/sidecar/faq-about-jwt",
    },
    severalAuthorizers: {
        what: "more than one authorization service at one gateway",
        since: "1.30",
        instead: "let all external services name the same authorizer",
        source: "https://istio.io/latest/news/releases/1.30.x/announcing-1.30/change-notes/",
    },
    asmEgressTrafficPolicy: {
        what: "ASMEgressTrafficPolicy",
        since: "1.16.4",
        instead: "leave the engine at Istio's own objects",
        source: "https://www.alibabacloud.com/help/en/asm/use-asmegresstrafficpolicy-to-manage-egress-traffic-1694486963537",
    },
    selectorScopedTelemetry: {
        what: "telemetry settings for selected workloads",
        since: "1.17.2.35",
        instead: "leave telemetry to the mesh",
        source: "https://alibabacloud.com/help/en/asm/user-guide/observability-settings",
    },
    failover: {
        what: "ordered failover between names (failoverPriority for endpoints that DNS resolves)",
        // In the source of Istio 1.31 (istio/istio#58674); older releases ignore the order and count as without it.
        since: "1.31",
        instead: "write `locality` with the place of each endpoint, which uses those near the gateway first",
        source: "https://github.com/istio/istio/pull/58674",
    },
    wildcardHosts: {
        what: "hosts with `*` (ServiceEntry resolution DYNAMIC_DNS)",
        // Seen to work in Istio 1.31; older releases were not tried and count as without it.
        since: "1.31",
        instead: "list the hosts one by one",
        source: "https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution",
    },
} as const satisfies Record<string, MeshFeature>;

export type MeshFeatureName = keyof typeof MESH_FEATURES;

/**
 * The oldest mesh that a perimeter may stand on: before it, the `hosts` of an AuthorizationPolicy could be got around by
 * spelling (CVE-2021-39155) or were not compared at all while a mesh was upgraded (CVE-2022-21679).
 */
export const OLDEST_MESH = MeshVersion.of("1.12.2");

/**
 * The version that is taken where none is written: the oldest that has every API version in its present form. Whatever
 * came later is refused until the version is written.
 */
export const ASSUMED_MESH = MeshVersion.of(MESH_FEATURES.istioV1.since);

export function supports(version: MeshVersion, feature: MeshFeatureName): boolean {
    return version.atLeast(MeshVersion.of(MESH_FEATURES[feature].since));
}

/** A finding where the mesh lacks the feature: what it is, which version has it, what to do. */
export function requires(
    feature: MeshFeatureName,
    version: MeshVersion,
    path: string,
    got: unknown,
): Finding | undefined {
    if (supports(version, feature)) {
        return undefined;
    }
    const { what, since, instead, source } = MESH_FEATURES[feature];
    return {
        code: "mesh-version-lacks-feature",
        severity: "error",
        path,
        got: shown(got),
        expected: `a mesh with ${what}: ASM ${since} or later; \`mesh.version\` is ${version}`,
        fix: `${instead}; or upgrade the mesh, and write its version into \`mesh.version\` (${source})`,
    };
}

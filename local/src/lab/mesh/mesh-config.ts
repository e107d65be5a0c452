import type { Account } from "../../alicloud/account/account";
import type { KubernetesObject } from "../../kubernetes/object";

/** Where proxies of the lab write their access log, relative to the folder that each runs in. */
export const ACCESS_LOG = "access.log";

/** What ASM's console would show as the mesh's settings. */
export interface MeshSettings {
    /** Default: `cluster.local`. */
    readonly trustDomain?: string;
    /** ASM starts with the first (https://www.alibabacloud.com/help/doc-detail/171592.htm). */
    readonly outboundTrafficPolicy?: "ALLOW_ANY" | "REGISTRY_ONLY";
    /** Default: Istio's own, which ASM does not say to change. */
    readonly pathNormalization?: "NONE" | "BASE" | "MERGE_SLASHES" | "DECODE_AND_MERGE_SLASHES";
    readonly extensionProviders?: readonly MeshExtensionProvider[];
}

export interface MeshExtensionProvider {
    readonly name: string;
    readonly [kind: string]: unknown;
}

/** The file that istiod reads; JSON is YAML. */
export function meshConfigOf(settings: MeshSettings): Record<string, unknown> {
    const { trustDomain = "cluster.local", outboundTrafficPolicy = "ALLOW_ANY", pathNormalization } = settings;
    return {
        trustDomain,
        rootNamespace: "istio-system",
        accessLogFile: ACCESS_LOG,
        outboundTrafficPolicy: { mode: outboundTrafficPolicy },
        ...(pathNormalization && { pathNormalization: { normalization: pathNormalization } }),
        // Istio's own `envoy` writes to a file that an unprivileged Envoy may not open here.
        extensionProviders: [
            { name: "envoy", envoyFileAccessLog: { path: ACCESS_LOG } },
            // Istio's metrics are a filter that only Istio's own build of Envoy has; a provider of another kind makes none.
            { name: "prometheus", envoyFileAccessLog: { path: ACCESS_LOG } },
            ...(settings.extensionProviders ?? []).map(intoTheLab),
        ],
    };
}

/** A container's standard output is a file here; an access log that cannot be opened would refuse the whole listener. */
function intoTheLab(provider: MeshExtensionProvider): MeshExtensionProvider {
    const log = provider.envoyFileAccessLog as { path?: string } | undefined;
    return log !== undefined && (log.path ?? "/dev/stdout").startsWith("/dev/std")
        ? { ...provider, envoyFileAccessLog: { ...log, path: ACCESS_LOG } }
        : provider;
}

/** Fields of Istio's provider by the type that ASM gives it, and what ASM writes differently. */
const KINDS: Readonly<Record<string, string>> = {
    httpextauth: "envoyExtAuthzHttp",
    grpcextauth: "envoyExtAuthzGrpc",
};

/** The providers that the account holds for a mesh: ASM hands each to istiod under its own name. */
export function providersInAccount(account: Account, meshId?: string): MeshExtensionProvider[] {
    return Object.values(account.extensionProviders)
        .filter(({ serviceMeshId }) => meshId === undefined || serviceMeshId === meshId)
        .map(({ type, extensionProviderName, config }) => {
            const kind = KINDS[type];
            if (kind === undefined) {
                throw new Error(
                    `extension provider ${extensionProviderName}: the lab does not know the type "${type}"`,
                );
            }
            return { name: extensionProviderName, [kind]: JSON.parse(config) };
        });
}

/** The providers of ASMExtensionProvider objects, which have the shape of Istio's with the name taken from the object. */
export function providersOfObjects(objects: readonly KubernetesObject[]): MeshExtensionProvider[] {
    return objects.map(({ metadata, spec }) => ({ ...(spec as object), name: metadata.name }));
}

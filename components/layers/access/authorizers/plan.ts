import type { AuthorizerIntent } from "../../../intent/access-intent";
import { AuthorizerProtocol } from "../../../intent/args";
import type { Intent } from "../../../intent/intent";
import { cloudResource } from "../../../resources/planned";
import { ref } from "../../../resources/reference";
import type { LayerPlan } from "../../plan";
import { providerName, providerType } from "./provider";

export type AuthorizersIntent = Pick<Intent, "authorizers">;

/**
 * The authorization services, made known to the mesh before a policy names them: a policy with a provider that the mesh does
 * not know refuses every request.
 *
 * Refers to the given value `mesh.id`.
 *
 * Source: ASM, "Description of ASMExtensionProvider CRD", whose fields the configuration has.
 */
export function planAuthorizers(name: string, { authorizers }: AuthorizersIntent): LayerPlan {
    const resources = authorizers.map((authorizer) =>
        cloudResource("alicloud:servicemesh/extensionProvider:ExtensionProvider", `provider-${authorizer.name}`, {
            serviceMeshId: ref("mesh"),
            type: providerType(authorizer),
            extensionProviderName: providerName(name, authorizer),
            config: JSON.stringify(configOf(authorizer)),
        }),
    );
    return { resources, findings: [] };
}

/** Timeout and failure are always written: Istio would wait ten minutes for an answer. */
function configOf(authorizer: AuthorizerIntent) {
    const { service, port, timeoutMilliseconds, failOpen, statusOnError } = authorizer;
    return {
        service,
        port,
        timeout: `${timeoutMilliseconds / 1000}s`,
        failOpen,
        statusOnError: String(statusOnError),
        ...(authorizer.protocol === AuthorizerProtocol.Http && httpConfigOf(authorizer)),
    };
}

function httpConfigOf(authorizer: AuthorizerIntent) {
    const { pathPrefix, headersToAuthorizer, headersToExternalService, headersToWorkload } = authorizer;
    return {
        ...(pathPrefix !== undefined && { pathPrefix }),
        ...(headersToAuthorizer.length > 0 && { includeRequestHeadersInCheck: headersToAuthorizer }),
        ...(headersToExternalService.length > 0 && { headersToUpstreamOnAllow: headersToExternalService }),
        ...(headersToWorkload.length > 0 && { headersToDownstreamOnDeny: headersToWorkload }),
    };
}

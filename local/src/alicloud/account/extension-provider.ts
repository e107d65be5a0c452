import { type Account, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import type { ExtensionProvider, ExtensionProviderRequest } from "./objects";

/** Rules: doc comments of `ExtensionProviderArgs` in @pulumi/alicloud 3.108.0; the id is the real provider's. */
export function createExtensionProvider(account: Account, request: ExtensionProviderRequest): ExtensionProvider {
    const { serviceMeshId, type, extensionProviderName } = request;
    existing(account.meshes, serviceMeshId, "ServiceMeshNotFound");
    if (!extensionProviderName.startsWith(`${type}-`)) {
        throw new CloudApiError(
            "InvalidParameter.Name",
            `The name "${extensionProviderName}" of an extension provider of type ${type} must start with "${type}-".`,
        );
    }
    requireJson(request.config);
    const provider: ExtensionProvider = {
        ...request,
        ...cloudObject(`${serviceMeshId}:${type}:${extensionProviderName}`),
    };
    if (account.extensionProviders[provider.id] !== undefined) {
        throw new CloudApiError(
            "ExtensionProviderAlreadyExist",
            `${serviceMeshId} has ${extensionProviderName} already.`,
        );
    }
    account.extensionProviders[provider.id] = provider;
    return provider;
}

export function modifyExtensionProvider(account: Account, id: string, request: ExtensionProviderRequest): void {
    const current = existing(account.extensionProviders, id, "ExtensionProviderNotFound");
    requireJson(request.config);
    account.extensionProviders[id] = { ...request, ...ownFields(current) };
}

export function deleteExtensionProvider(account: Account, id: string): void {
    delete account.extensionProviders[id];
}

function requireJson(config: string): void {
    try {
        JSON.parse(config);
    } catch {
        throw new CloudApiError("InvalidParameter.Config", "The Config of an extension provider must be JSON.");
    }
}

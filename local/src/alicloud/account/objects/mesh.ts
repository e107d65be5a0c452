import type { CloudObject } from "./cloud-object";

export interface ExtensionProviderRequest {
    serviceMeshId: string;
    type: string;
    extensionProviderName: string;
    /** JSON. */
    config: string;
}

export interface ExtensionProvider extends CloudObject, ExtensionProviderRequest {}

import { describe, expect, it } from "vitest";
import { answer, smallAccount } from "../testing/small-account";
import { createExtensionProvider, deleteExtensionProvider, modifyExtensionProvider } from "./extension-provider";

const request = {
    serviceMeshId: "m-1",
    type: "grpcextauth",
    extensionProviderName: "grpcextauth-policy",
    config: '{"service":"opa.policy.svc.cluster.local","port":9191}',
};

function world() {
    const account = smallAccount();
    account.meshes["m-1"] = { id: "m-1", given: true, createTime: new Date(0).toISOString() };
    return account;
}

describe("an extension provider", () => {
    // resource_alicloud_service_mesh_extension_provider.go: d.SetId(mesh:type:name).
    it("is named by mesh, type and name, and exists once", () => {
        const account = world();
        expect(createExtensionProvider(account, request).id).toBe("m-1:grpcextauth:grpcextauth-policy");
        expect(answer(() => createExtensionProvider(account, request))).toBe("ExtensionProviderAlreadyExist");
        deleteExtensionProvider(account, "m-1:grpcextauth:grpcextauth-policy");
        expect(answer(() => createExtensionProvider(account, request))).toBe("accepted");
    });

    // Doc comments of ExtensionProviderArgs: the name starts with the type and a hyphen; the config is a JSON string.
    it.each([
        ["a mesh that does not exist", { serviceMeshId: "m-9" }, "ServiceMeshNotFound"],
        ["a name without its type", { extensionProviderName: "policy" }, "InvalidParameter.Name"],
        ["a name of the other type", { extensionProviderName: "httpextauth-policy" }, "InvalidParameter.Name"],
        ["a config that is no JSON", { config: "service: opa" }, "InvalidParameter.Config"],
    ])("is refused with %s", (_, changes, code) => {
        expect(answer(() => createExtensionProvider(world(), { ...request, ...changes }))).toBe(code);
    });

    it("is held to the same rules when it is edited", () => {
        const account = world();
        const { id } = createExtensionProvider(account, request);
        expect(answer(() => modifyExtensionProvider(account, id, { ...request, config: "{" }))).toBe(
            "InvalidParameter.Config",
        );
        modifyExtensionProvider(account, id, { ...request, config: "{}" });
        expect(account.extensionProviders[id]).toMatchObject({ id, config: "{}" });
    });
});

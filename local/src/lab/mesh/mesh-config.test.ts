import { expect, it } from "vitest";
import { createExtensionProvider } from "../../alicloud/account/extension-provider";
import { smallAccount } from "../../alicloud/testing/small-account";
import {
    ACCESS_LOG,
    type MeshExtensionProvider,
    meshConfigOf,
    providersInAccount,
    providersOfObjects,
} from "./mesh-config";

const inLab = { envoyFileAccessLog: { path: ACCESS_LOG } };

function providerOf(extensionProvider: MeshExtensionProvider): unknown {
    const { extensionProviders } = meshConfigOf({ extensionProviders: [extensionProvider] });
    return (extensionProviders as MeshExtensionProvider[]).find(({ name }) => name === extensionProvider.name);
}

it("a mesh that says nothing starts as ASM starts one: everything may leave, and paths are as Istio has them", () => {
    const config = meshConfigOf({});
    expect(config).toMatchObject({
        trustDomain: "cluster.local",
        rootNamespace: "istio-system",
        accessLogFile: ACCESS_LOG,
        outboundTrafficPolicy: { mode: "ALLOW_ANY" },
    });
    expect(config).not.toHaveProperty("pathNormalization");
});

it("what the mesh says is written", () => {
    const settings = { trustDomain: "shop.example", pathNormalization: "MERGE_SLASHES" } as const;
    expect(meshConfigOf({ ...settings, outboundTrafficPolicy: "REGISTRY_ONLY" })).toMatchObject({
        trustDomain: "shop.example",
        outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
        pathNormalization: { normalization: "MERGE_SLASHES" },
    });
});

it("Istio's metrics need a filter that upstream Envoy lacks, so that their provider is one that makes none", () => {
    expect(meshConfigOf({}).extensionProviders).toEqual([
        { name: "envoy", ...inLab },
        { name: "prometheus", ...inLab },
    ]);
});

it.each([
    ["nothing", {}],
    ["/dev/stdout", { path: "/dev/stdout" }],
    ["/dev/stderr", { path: "/dev/stderr" }],
])("a file access log to %s goes into the lab's file, with its format", (_, log) => {
    const logFormat = { text: "%START_TIME%" };
    expect(providerOf({ name: "egress", envoyFileAccessLog: { ...log, logFormat } })).toEqual({
        name: "egress",
        envoyFileAccessLog: { path: ACCESS_LOG, logFormat },
    });
});

it.each([
    ["a file access log to a file of its own", { name: "own", envoyFileAccessLog: { path: "own.log" } }],
    ["a provider of another kind", { name: "authorizer", envoyExtAuthzHttp: { service: "a.b", port: 80 } }],
])("%s is left as it is", (_, provider) => {
    expect(providerOf(provider)).toEqual(provider);
});

const request = {
    serviceMeshId: "m-1",
    type: "httpextauth",
    extensionProviderName: "httpextauth-a",
    config: '{"service":"a.b","port":80}',
};

function accountWith(...requests: Partial<typeof request>[]) {
    const account = smallAccount();
    for (const id of ["m-1", "m-2"]) {
        account.meshes[id] = { id, given: true, createTime: new Date(0).toISOString() };
    }
    for (const changes of requests) {
        createExtensionProvider(account, { ...request, ...changes });
    }
    return account;
}

it("the account's providers get the kind that Istio has for ASM's type", () => {
    const account = accountWith({}, { type: "grpcextauth", extensionProviderName: "grpcextauth-b" });
    expect(providersInAccount(account, "m-1")).toEqual([
        { name: "httpextauth-a", envoyExtAuthzHttp: { service: "a.b", port: 80 } },
        { name: "grpcextauth-b", envoyExtAuthzGrpc: { service: "a.b", port: 80 } },
    ]);
});

it("another mesh's providers are not handed to this one", () => {
    expect(providersInAccount(accountWith({ serviceMeshId: "m-2" }), "m-1")).toEqual([]);
});

it("a type that the lab does not know is an error that names provider and type", () => {
    const account = accountWith({});
    for (const provider of Object.values(account.extensionProviders)) {
        provider.type = "wasm";
    }
    expect(() => providersInAccount(account)).toThrow('httpextauth-a: the lab does not know the type "wasm"');
});

it("a provider object is called by the object, whatever its spec says", () => {
    const spec = { name: "somebody", envoyExtAuthzGrpc: { service: "a.b", port: 1 } };
    const object = { apiVersion: "istio.alibabacloud.com/v1", kind: "ASMExtensionProvider", metadata: { name: "b" } };
    expect(providersOfObjects([{ ...object, spec }])).toEqual([{ ...spec, name: "b" }]);
    expect(providersOfObjects([])).toEqual([]);
});

import { credentials, type Metadata, Server, ServerCredentials, type ServiceError, status } from "@grpc/grpc-js";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { InitFailed } from "./errors";
import { pluginService } from "./plugin-service";
import type { LocalProvider, Properties } from "./provider";
import { secret } from "./values";

const URN = "urn:pulumi:dev::shop::asm:Perimeter$demo:index:Thing::first::part";

const provider = {
    name: "demo",
    version: "1.2.3",
    checkConfig: vi.fn<NonNullable<LocalProvider["checkConfig"]>>(),
    configure: vi.fn<LocalProvider["configure"]>(),
    check: vi.fn<LocalProvider["check"]>(),
    diff: vi.fn<LocalProvider["diff"]>(),
    create: vi.fn<LocalProvider["create"]>(),
    read: vi.fn<LocalProvider["read"]>(),
    update: vi.fn<LocalProvider["update"]>(),
    delete: vi.fn<LocalProvider["delete"]>(),
    cancel: vi.fn<NonNullable<LocalProvider["cancel"]>>(),
} satisfies LocalProvider;

let server: Server;
let client: ResourceProviderClient;

beforeAll(async () => {
    server = new Server();
    server.addService(ResourceProviderService, pluginService(provider));
    const port = await new Promise<number>((resolve, reject) =>
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        ),
    );
    client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
});
afterAll(() => {
    client.close();
    server.forceShutdown();
});
beforeEach(() => {
    vi.resetAllMocks();
});

type Callback<Response> = (error: ServiceError | null, response: Response) => void;
/** The three overloads that every method of the generated client has. */
interface Method<Request, Response> {
    (request: Request, callback: Callback<Response>): unknown;
    (request: Request, metadata: Metadata, callback: Callback<Response>): unknown;
    (request: Request, metadata: Metadata, options: object, callback: Callback<Response>): unknown;
}

function call<Request, Response>(method: Method<Request, Response>, request: Request): Promise<Response> {
    return new Promise((resolve, reject) =>
        (method as (...args: unknown[]) => unknown).call(
            client,
            request,
            (error: ServiceError | null, response: Response) => (error ? reject(error) : resolve(response)),
        ),
    );
}

const struct = (properties: Properties) =>
    Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);

function createRequest(preview: boolean): rpc.CreateRequest {
    const request = new rpc.CreateRequest();
    request.setUrn(URN);
    request.setProperties(struct({ size: 1, key: secret("s") }));
    request.setPreview(preview);
    request.setTimeout(7);
    return request;
}

async function failureOf(answer: Promise<unknown>): Promise<ServiceError> {
    return answer.then(
        () => expect.unreachable("the call was expected to fail"),
        (error: ServiceError) => error,
    );
}

describe("what the engine is told about the plugin", () => {
    test("handshake and configure decline the same things", async () => {
        const handshake = await call(client.handshake, new rpc.ProviderHandshakeRequest());
        const configure = await call(client.configure, new rpc.ConfigureRequest());
        expect([handshake.getAcceptSecrets(), handshake.getAcceptResources(), handshake.getAcceptOutputs()]).toEqual([
            configure.getAcceptsecrets(),
            configure.getAcceptresources(),
            configure.getAcceptoutputs(),
        ]);
        expect(configure.getAcceptsecrets()).toBe(false);
        expect(configure.getSupportspreview()).toBe(true);
    });

    test("the version is the provider's, the schema is empty", async () => {
        expect((await call(client.getPluginInfo, new Empty())).getVersion()).toBe("1.2.3");
        expect((await call(client.getSchema, new rpc.GetSchemaRequest())).getSchema()).toBe("{}");
    });

    test("cancel reaches the provider", async () => {
        await call(client.cancel, new Empty());
        expect(provider.cancel).toHaveBeenCalledTimes(1);
    });

    test("what the plugin does not offer is unimplemented", async () => {
        const failure = await failureOf(call(client.construct, new rpc.ConstructRequest()));
        expect(failure.code).toBe(status.UNIMPLEMENTED);
    });

    test("a function of a provider without functions is unimplemented, and the message names it", async () => {
        const request = new rpc.InvokeRequest();
        request.setTok("demo:index:getThing");
        const failure = await failureOf(call(client.invoke, request));
        expect(failure.code).toBe(status.UNIMPLEMENTED);
        expect(failure.details).toBe("demo:index:getThing: the local demo plugin has no functions");
    });
});

describe("configuration", () => {
    test("secrets arrive unwrapped", async () => {
        const request = new rpc.ConfigureRequest();
        request.setArgs(struct({ kubeconfig: secret("text") }));
        await call(client.configure, request);
        expect(provider.configure).toHaveBeenCalledWith({ kubeconfig: "text" });
    });

    test("failures of the provider's own configuration come back with the property", async () => {
        provider.checkConfig.mockResolvedValue([{ property: "region", reason: "is unknown" }]);
        const response = await call(client.checkConfig, new rpc.CheckRequest());
        expect(response.getFailuresList().map((failure) => failure.toObject())).toEqual([
            { property: "region", reason: "is unknown" },
        ]);
    });

    test("a changed provider is never replaced", async () => {
        const request = new rpc.DiffRequest();
        request.setOldInputs(struct({ kubeconfig: "a" }));
        request.setNews(struct({ kubeconfig: "b" }));
        const response = await call(client.diffConfig, request);
        expect(response.getChanges()).toBe(rpc.DiffResponse.DiffChanges.DIFF_SOME);
        expect(response.getReplacesList()).toEqual([]);
    });
});

describe("resources", () => {
    test("type and name come from the URN where the engine does not send them", async () => {
        provider.create.mockResolvedValue({ id: "i-1", outputs: {} });
        await call(client.create, createRequest(false));
        expect(provider.create).toHaveBeenCalledWith({
            urn: URN,
            type: "demo:index:Thing",
            name: "first::part",
            inputs: { size: 1, key: "s" },
            preview: false,
            timeoutSeconds: 7,
        });
    });

    test("a preview gives no id away", async () => {
        provider.create.mockResolvedValue({ id: "i-1", outputs: { size: 1 } });
        expect((await call(client.create, createRequest(true))).getId()).toBe("");
        expect((await call(client.create, createRequest(false))).getId()).toBe("i-1");
    });

    test("undefined properties are left out of the answer", async () => {
        provider.create.mockResolvedValue({ id: "i-1", outputs: { size: undefined, color: "red" } });
        const response = await call(client.create, createRequest(false));
        expect(response.getProperties()?.toJavaScript()).toEqual({ color: "red" });
    });

    test("a new resource has no old inputs", async () => {
        provider.check.mockResolvedValue({ inputs: {}, failures: [] });
        const request = new rpc.CheckRequest();
        request.setUrn(URN);
        request.setOlds(struct({}));
        await call(client.check, request);
        expect(provider.check.mock.calls[0]?.[0].oldInputs).toBeUndefined();
    });

    test("a difference carries its path, its kind and whether it replaces", async () => {
        provider.diff.mockResolvedValue({
            changes: [
                { path: "spec.hosts[1]", kind: "add", replace: false },
                { path: "metadata.name", kind: "update", replace: true },
            ],
            deleteBeforeReplace: true,
        });
        const response = await call(client.diff, new rpc.DiffRequest());
        expect(response.getReplacesList()).toEqual(["metadata.name"]);
        expect(response.getDiffsList()).toEqual(["spec", "metadata"]);
        expect(response.getDeletebeforereplace()).toBe(true);
        const { Kind } = rpc.PropertyDiff;
        const detail = response.getDetaileddiffMap();
        expect(detail.get("metadata.name")?.toObject()).toEqual({ kind: Kind.UPDATE_REPLACE, inputdiff: true });
        expect(detail.get("spec.hosts[1]")?.toObject()).toEqual({ kind: Kind.ADD, inputdiff: true });
    });

    test("no difference is said to be none, not unknown", async () => {
        provider.diff.mockResolvedValue({ changes: [], deleteBeforeReplace: false });
        const response = await call(client.diff, new rpc.DiffRequest());
        expect(response.getChanges()).toBe(rpc.DiffResponse.DiffChanges.DIFF_NONE);
    });

    test("a resource that is gone is read with an empty id", async () => {
        provider.read.mockResolvedValue(undefined);
        expect((await call(client.read, new rpc.ReadRequest())).getId()).toBe("");
    });
});

describe("errors", () => {
    test("a failure is one line without a stack", async () => {
        provider.create.mockRejectedValue(new Error("2 conflicts:\n  - .data.a\n  - .data.b\n"));
        const failure = await failureOf(call(client.create, createRequest(false)));
        expect(failure.code).toBe(status.UNKNOWN);
        expect(failure.details).toBe("2 conflicts: - .data.a - .data.b");
        expect(failure.metadata.get("grpc-status-details-bin")).toEqual([]);
    });

    test("a provider that throws something else than an error still gives a message", async () => {
        provider.delete.mockRejectedValue("no");
        expect((await failureOf(call(client.delete, new rpc.DeleteRequest()))).details).toBe("no");
    });

    test("an object that did not become ready is handed over with its reasons", async () => {
        const outputs = { data: "x".repeat(20_000) };
        provider.update.mockRejectedValue(new InitFailed({ id: "i-1", outputs, reasons: ["waiting for a", "and b"] }));
        const failure = await failureOf(call(client.update, new rpc.UpdateRequest()));
        const details = initFailureOf(failure.metadata);
        expect(details.getId()).toBe("i-1");
        expect(details.getReasonsList()).toEqual(["waiting for a", "and b"]);
        expect(details.getProperties()?.toJavaScript()).toEqual(outputs);
    });
});

function initFailureOf(metadata: Metadata): rpc.ErrorResourceInitFailed {
    const bytes = metadata.get("grpc-status-details-bin")[0];
    const [any] = Status.deserializeBinary(Buffer.from(bytes ?? "")).getDetailsList();
    expect(any?.getTypeName()).toBe("pulumirpc.ErrorResourceInitFailed");
    return rpc.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
}

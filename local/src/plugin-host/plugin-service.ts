import type { handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { diffResponse } from "./diff-response";
import { toServiceError, Unsupported } from "./errors";
import { diffProperties } from "./property-diff";
import type { CheckFailure, LocalProvider } from "./provider";
import { fromNonEmptyStruct, fromStruct, toStruct } from "./wire";

/** Pulumi's resource provider service for one provider. Methods that are not here are answered `UNIMPLEMENTED` by gRPC. */
export function pluginService(provider: LocalProvider): UntypedServiceImplementation {
    return { ...lifecycle(provider), ...configuration(provider), ...resources(provider) };
}

function lifecycle(provider: LocalProvider) {
    return {
        handshake: unary((_: rpc.ProviderHandshakeRequest) => {
            const response = new rpc.ProviderHandshakeResponse();
            // The engine unwraps secrets before it sends and marks the same properties of the answers again. What is said here
            // has to equal what `configure` says.
            response.setAcceptSecrets(false);
            response.setAcceptResources(false);
            response.setAcceptOutputs(false);
            return response;
        }),
        getPluginInfo: unary((_: Empty) => {
            const response = new PluginInfo();
            response.setVersion(provider.version);
            return response;
        }),
        attach: unary((_: unknown) => new Empty()),
        getSchema: unary((_: rpc.GetSchemaRequest) => {
            const response = new rpc.GetSchemaResponse();
            response.setSchema("{}");
            return response;
        }),
        cancel: unary((_: Empty) => {
            provider.cancel?.();
            return new Empty();
        }),
    };
}

function configuration(provider: LocalProvider) {
    return {
        checkConfig: unary(async (request: rpc.CheckRequest) => {
            const failures = await provider.checkConfig?.(fromStruct(request.getNews()));
            const response = new rpc.CheckResponse();
            response.setInputs(request.getNews());
            response.setFailuresList((failures ?? []).map(checkFailure));
            return response;
        }),
        diffConfig: unary((request: rpc.DiffRequest) => {
            // Replacing a provider replaces every resource under it. A cluster on another port is still the same cluster.
            const differences = diffProperties(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
            const changes = differences.map((difference) => ({ ...difference, replace: false }));
            return diffResponse({ changes, deleteBeforeReplace: false });
        }),
        configure: unary(async (request: rpc.ConfigureRequest) => {
            await provider.configure(fromStruct(request.getArgs()));
            const response = new rpc.ConfigureResponse();
            response.setAcceptsecrets(false);
            response.setAcceptresources(false);
            response.setAcceptoutputs(false);
            response.setSupportspreview(true);
            return response;
        }),
    };
}

function resources(provider: LocalProvider) {
    return {
        invoke: unary(async (request: rpc.InvokeRequest) => {
            if (provider.invoke === undefined) {
                throw new Unsupported(`${request.getTok()}: the local ${provider.name} plugin has no functions`);
            }
            const response = new rpc.InvokeResponse();
            response.setReturn(toStruct(await provider.invoke(request.getTok(), fromStruct(request.getArgs()))));
            return response;
        }),
        check: unary(async (request: rpc.CheckRequest) => {
            const result = await provider.check({
                ...identity(request),
                oldInputs: fromNonEmptyStruct(request.getOlds()),
                newInputs: fromStruct(request.getNews()),
                randomSeed: Buffer.from(request.getRandomseed_asU8()),
            });
            const response = new rpc.CheckResponse();
            response.setInputs(toStruct(result.inputs));
            response.setFailuresList(result.failures.map(checkFailure));
            return response;
        }),
        diff: unary(async (request: rpc.DiffRequest) =>
            diffResponse(
                await provider.diff({
                    ...identity(request),
                    id: request.getId(),
                    oldInputs: fromStruct(request.getOldInputs()),
                    oldOutputs: fromStruct(request.getOlds()),
                    newInputs: fromStruct(request.getNews()),
                    ignoreChanges: request.getIgnorechangesList(),
                }),
            ),
        ),
        create: unary(async (request: rpc.CreateRequest) => {
            const { id, outputs } = await provider.create({
                ...identity(request),
                inputs: fromStruct(request.getProperties()),
                preview: request.getPreview(),
                timeoutSeconds: request.getTimeout(),
            });
            const response = new rpc.CreateResponse();
            // An id in a preview would be taken for the real one and flow into other resources.
            response.setId(request.getPreview() ? "" : id);
            response.setProperties(toStruct(outputs));
            return response;
        }),
        read: unary(async (request: rpc.ReadRequest) => {
            const found = await provider.read({
                ...identity(request),
                id: request.getId(),
                inputs: fromStruct(request.getInputs()),
                outputs: fromStruct(request.getProperties()),
            });
            const response = new rpc.ReadResponse();
            if (found === undefined) return response; // an empty id means: it is gone
            response.setId(found.id);
            response.setInputs(toStruct(found.inputs));
            response.setProperties(toStruct(found.outputs));
            return response;
        }),
        update: unary(async (request: rpc.UpdateRequest) => {
            const outputs = await provider.update({
                ...identity(request),
                id: request.getId(),
                oldInputs: fromStruct(request.getOldInputs()),
                oldOutputs: fromStruct(request.getOlds()),
                newInputs: fromStruct(request.getNews()),
                preview: request.getPreview(),
                timeoutSeconds: request.getTimeout(),
            });
            const response = new rpc.UpdateResponse();
            response.setProperties(toStruct(outputs));
            return response;
        }),
        delete: unary(async (request: rpc.DeleteRequest) => {
            await provider.delete({
                ...identity(request),
                id: request.getId(),
                inputs: fromStruct(request.getOldInputs()),
                outputs: fromStruct(request.getProperties()),
                timeoutSeconds: request.getTimeout(),
            });
            return new Empty();
        }),
    };
}

function unary<Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
    return async (call, callback) => {
        try {
            callback(null, await answer(call.request));
        } catch (thrown) {
            callback(toServiceError(thrown));
        }
    };
}

interface ResourceRequestMessage {
    getUrn(): string;
    getType(): string;
    getName(): string;
}

/** Engines before name and type were fields of their own send the URN only: `urn:pulumi:stack::project::types::name`. */
function identity(request: ResourceRequestMessage): { urn: string; type: string; name: string } {
    const urn = request.getUrn();
    const [, , types = "", ...name] = urn.split("::");
    return {
        urn,
        type: request.getType() || (types.split("$").at(-1) ?? types),
        name: request.getName() || name.join("::"),
    };
}

function checkFailure({ property, reason }: CheckFailure): rpc.CheckFailure {
    const failure = new rpc.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    return failure;
}

import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Properties } from "./provider";
import { toStruct } from "./wire";

interface InitFailure {
    readonly id: string;
    readonly outputs: Properties;
    readonly reasons: string[];
}

/**
 * Thrown by create or update when the object exists but did not become what it should. The engine keeps it in the state
 * together with the reasons, and updates it the next time.
 */
export class InitFailed extends Error {
    override readonly name = "InitFailed";
    readonly id: string;
    readonly outputs: Properties;
    readonly reasons: string[];

    constructor({ id, outputs, reasons }: InitFailure) {
        super(reasons.join("; "));
        this.id = id;
        this.outputs = outputs;
        this.reasons = reasons;
    }
}

/** Thrown for what the plugin does not offer at all. */
export class Unsupported extends Error {
    override readonly name = "Unsupported";
}

/** The error as the engine wants it: a gRPC status whose message is one line, without a stack. */
export function toServiceError(thrown: unknown): ServiceError {
    const message = oneLine(thrown);
    const code = thrown instanceof Unsupported ? status.UNIMPLEMENTED : status.UNKNOWN;
    return { name: "PluginError", message, details: message, code, metadata: details(thrown, message) };
}

function details(thrown: unknown, message: string): Metadata {
    const metadata = new Metadata();
    if (!(thrown instanceof InitFailed)) return metadata;

    const failure = new ErrorResourceInitFailed();
    failure.setId(thrown.id);
    failure.setProperties(toStruct(thrown.outputs));
    failure.setReasonsList(thrown.reasons);
    const any = new Any();
    any.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const rpcStatus = new Status();
    rpcStatus.setCode(status.UNKNOWN);
    rpcStatus.setMessage(message);
    rpcStatus.setDetailsList([any]);

    // Without these details the engine would take it for a plain failure and forget the object.
    metadata.set("grpc-status-details-bin", Buffer.from(rpcStatus.serializeBinary()));
    return metadata;
}

export function oneLine(thrown: unknown): string {
    const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
    return text.replace(/\s*\n\s*/g, " ").trim();
}

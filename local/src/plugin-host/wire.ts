import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "./provider";
import { unwrapSecrets } from "./values";

/** Properties of a request, with secrets unwrapped; an absent struct is an empty one. */
export function fromStruct(struct: Struct | undefined): Properties {
    return struct === undefined ? {} : (unwrapSecrets(struct.toJavaScript()) as Properties);
}

/** The engine sends an empty struct where there is nothing to send: old inputs of a new resource, state of an import. */
export function fromNonEmptyStruct(struct: Struct | undefined): Properties | undefined {
    const properties = fromStruct(struct);
    return Object.keys(properties).length === 0 ? undefined : properties;
}

export function toStruct(properties: Properties): Struct {
    // Struct refuses `undefined`; the JSON round trip drops such properties, as every JSON API does.
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

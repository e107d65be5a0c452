import { TransportProtocol } from "../../../intent/args";
import type { Reference } from "../../../resources/reference";
import { bookName } from "../address-book";
import type { Accept } from "../rules";
import type { DeniedSource } from "./boundary";

/** What every boundary writes alike of a policy. */
interface CommonFields {
    aclAction: "accept" | "drop";
    description: string;
    sourceType: "net" | "group";
    source: string | Reference;
    destinationType: "net" | "group";
    destination: string;
    proto: "TCP" | "UDP" | "ANY";
    destPortType: "port";
    destPort: string;
}

/** @param sourceBook key of the address book that names the sources at this boundary */
export function acceptFields(name: string, accept: Accept, sourceBook: string): CommonFields {
    return {
        aclAction: "accept",
        description: `${name}: ${accept.description}`,
        sourceType: "group",
        source: bookName(name, sourceBook),
        destinationType: "group",
        destination: bookName(name, accept.key),
        proto: accept.protocol === TransportProtocol.Udp ? "UDP" : "TCP",
        destPortType: "port",
        destPort: `${accept.port}/${accept.port}`,
    };
}

/** Everything: any destination, protocol and port. */
export function denyFields({ source, sourceType }: DeniedSource, description: string): CommonFields {
    return {
        aclAction: "drop",
        description,
        sourceType,
        source,
        destinationType: "net",
        destination: "0.0.0.0/0",
        proto: "ANY",
        destPortType: "port",
        destPort: "0/0",
    };
}

/** A policy names its books by text, so the dependencies must be said. */
export function booksOf({ book }: DeniedSource): string[] {
    return book === undefined ? [] : [book];
}

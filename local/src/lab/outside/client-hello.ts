const RECORD_HEADER_BYTES = 5;
const MESSAGE_HEADER_BYTES = 4;
const VERSION_AND_RANDOM_BYTES = 34;
const SERVER_NAME_EXTENSION = 0;

/**
 * The server name that a client's first message asks for (RFC 8446 §4.1.2, RFC 6066 §3), also where only the beginning of it is
 * there. Node asks its SNICallback for full handshakes only: of one that is resumed it would be lost.
 */
export function serverNameIn(first: Buffer): string | undefined {
    try {
        return serverName(first);
    } catch (error) {
        if (error instanceof RangeError) {
            return undefined;
        }
        throw error;
    }
}

/** Throws a RangeError where the message is shorter than it says. */
function serverName(hello: Buffer): string | undefined {
    let at = RECORD_HEADER_BYTES + MESSAGE_HEADER_BYTES + VERSION_AND_RANDOM_BYTES;
    at += 1 + hello.readUInt8(at); // session id
    at += 2 + hello.readUInt16BE(at); // cipher suites
    at += 1 + hello.readUInt8(at); // compression methods
    const end = at + 2 + hello.readUInt16BE(at);
    for (at += 2; at < end; at += 4 + hello.readUInt16BE(at + 2)) {
        if (hello.readUInt16BE(at) === SERVER_NAME_EXTENSION) {
            // A list of one: its length, the kind of name, the name's length.
            const start = at + 4 + 2 + 1 + 2;
            const length = hello.readUInt16BE(start - 2);
            hello.readUInt8(start + length - 1);
            return hello.toString("latin1", start, start + length);
        }
    }
    return undefined;
}

import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { ProbeFailure } from "./failure";
import type { Endpoint } from "./target";

/** A client's first datagram is padded to this size (RFC 9000 §14.1). */
const QUIC_INITIAL_BYTES = 1200;

/** Sends one datagram and waits for one. */
export function exchangeDatagram({ address, port }: Endpoint, bytes: Buffer, milliseconds: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
        const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
        const timer = setTimeout(() => {
            socket.close();
            reject(new ProbeFailure("timeout", `no datagram came back within ${milliseconds} ms`));
        }, milliseconds);
        const settle = () => {
            clearTimeout(timer);
            socket.close();
        };
        socket.once("error", (error) => {
            settle();
            reject(error);
        });
        socket.once("message", (message) => {
            settle();
            resolve(message);
        });
        // Connected, so that the kernel hands over what ICMP says: that nobody listens, or that there is no way.
        socket.connect(port, address, (error?: Error) => {
            // The type has no error, the run time has one where there is no route.
            if (error === undefined || error === null) {
                socket.send(bytes, (failure) => failure && socket.emit("error", failure));
            } else {
                socket.emit("error", error);
            }
        });
    });
}

/**
 * Looks like a QUIC version 1 Initial packet to whoever looks at its header (RFC 9000 §17.2.2): long header, fixed bit, type
 * Initial, version, connection ids, no token, length. What follows is encrypted in a real one, so random bytes do.
 */
export function quicInitial(): Buffer {
    const connectionId = randomBytes(8);
    const head = Buffer.concat([
        Buffer.from([0xc3, 0, 0, 0, 1, connectionId.length]),
        connectionId,
        // No source connection id, no token.
        Buffer.from([0, 0]),
    ]);
    const length = Buffer.alloc(2);
    const payload = randomBytes(QUIC_INITIAL_BYTES - head.length - length.length);
    // A variable-length integer of two bytes.
    length.writeUInt16BE(0x4000 | payload.length);
    return Buffer.concat([head, length, payload]);
}

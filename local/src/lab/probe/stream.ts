import { createConnection, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { ProbeFailure } from "./failure";
import type { Endpoint } from "./target";

/** A TCP connection, or why there is none. */
export function connect({ address, port }: Endpoint, milliseconds: number): Promise<Socket> {
    return new Promise((resolve, reject) => {
        const socket = createConnection({ host: address, port });
        const timer = setTimeout(() => {
            socket.destroy();
            reject(new ProbeFailure("timeout", `no connection to ${address}:${port} within ${milliseconds} ms`));
        }, milliseconds);
        socket.once("error", (error) => {
            clearTimeout(timer);
            reject(error);
        });
        socket.once("connect", () => {
            clearTimeout(timer);
            socket.removeAllListeners("error").setNoDelay(true);
            resolve(socket);
        });
    });
}

/** TLS on a connection. */
export function secure(socket: Socket, options: ConnectionOptions, milliseconds: number): Promise<TLSSocket> {
    return ends(socket, milliseconds, (resolve, fail) => {
        const secured = connectTls({ ...options, socket });
        secured.once("secureConnect", () => resolve(secured));
        secured.once("error", fail);
        secured.once("close", () => fail(new ProbeFailure("reset", "closed in the handshake")));
    });
}

/** Sends bytes and waits until `complete` says that what came back is an answer, or throws; at the end it gets its last chance. */
export function exchange<T>(
    stream: Duplex,
    bytes: Buffer,
    milliseconds: number,
    complete: (received: Buffer, hasEnded: boolean) => T | undefined,
): Promise<T> {
    return ends(stream, milliseconds, (resolve, fail) => {
        let received: Buffer = Buffer.alloc(0);
        const look = (hasEnded: boolean) => {
            try {
                const answer = complete(received, hasEnded);
                if (answer !== undefined) {
                    resolve(answer);
                } else if (hasEnded) {
                    fail(new ProbeFailure("reset", "closed without an answer", received.toString("latin1")));
                }
            } catch (error) {
                // Thrown to the stream, it would end the program instead of the attempt.
                fail(error instanceof Error ? error : new Error(String(error)));
            }
        };
        stream.on("data", (data: Buffer) => {
            received = Buffer.concat([received, data]);
            look(false);
        });
        stream.once("end", () => look(true));
        stream.once("close", () => look(true));
        stream.once("error", fail);
        stream.write(bytes);
    });
}

/** A promise with a deadline about a stream; later errors of the stream concern nobody. */
export function ends<T>(
    stream: Duplex,
    milliseconds: number,
    body: (resolve: (value: T) => void, fail: (error: Error) => void) => void,
): Promise<T> {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
            reject(new ProbeFailure("timeout", `no answer within ${milliseconds} ms`));
            stream.destroy();
        }, milliseconds);
        stream.on("error", () => {});
        const settle =
            <V>(then: (value: V) => void) =>
            (value: V) => {
                clearTimeout(timer);
                then(value);
            };
        try {
            body(settle(resolve), settle(reject));
        } catch (error) {
            settle(reject)(error);
        }
    });
}

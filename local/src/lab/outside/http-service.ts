import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import { performServerHandshake, type ServerHttp2Stream } from "node:http2";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "./connection";
import { echo } from "./echo";
import { meant, type ServedService } from "./outside-host";
import type { Sighting, SightingFile } from "./sighting";

/** How a client of HTTP/2 begins, with prior knowledge or after TLS agreed on it (RFC 9113 §3.4). */
const HTTP2_PREFACE = "PRI";
/** RFC 6455 §1.3 */
const WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

type Headers = readonly (readonly [string, string])[];

/** A request's answer, whatever the version of HTTP. */
interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

/** Answers every request with what was seen of it. */
export class HttpService {
    private readonly connections = new WeakMap<Duplex, Connection>();
    private readonly http1: Server;

    constructor(
        private readonly services: readonly ServedService[],
        private readonly sightings: SightingFile,
    ) {
        this.http1 = this.versionOne();
    }

    /** `first` is what came first on a connection without TLS; it is still to be read. */
    serve(stream: Duplex, connection: Connection, first?: Buffer): void {
        this.connections.set(stream, connection);
        const isVersionTwo = first === undefined ? connection.seen.alpn === "h2" : startsVersionTwo(first);
        if (!isVersionTwo) {
            this.http1.emit("connection", stream);
            return;
        }
        const session = performServerHandshake(stream, {});
        session.on("error", () => {});
        session.on("stream", (request, _headers, _flags, rawHeaders) => {
            request.on("error", () => {});
            this.answerVersionTwo(request, connection, pairs(rawHeaders)).catch(() => request.destroy());
        });
    }

    private versionOne(): Server {
        // Whatever is written on the wire is to be seen, also what a strict server would refuse.
        const server = createServer({ insecureHTTPParser: true, requireHostHeader: false, maxHeaderSize: 1_000_000 });
        // Connections end where their client ends them: pools of proxies are counted here.
        Object.assign(server, { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
        server.on("request", (request, response) => {
            const { service, sighting } = this.note(request);
            request.on("error", () => {});
            response.on("error", () => {});
            this.body(request, sighting)
                .then(() => answerOf(service, sighting))
                .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
                .catch(() => request.destroy());
        });
        server.on("upgrade", (request, socket) => {
            const key = request.headers["sec-websocket-key"] ?? "";
            const accept = createHash("sha1").update(`${key}${WEBSOCKET_GUID}`).digest("base64");
            const head = [
                "Connection: Upgrade",
                `Upgrade: ${request.headers.upgrade}`,
                `Sec-WebSocket-Accept: ${accept}`,
            ];
            this.tunnel(request, socket, ["HTTP/1.1 101 Switching Protocols", ...head]);
        });
        server.on("connect", (request, socket) =>
            this.tunnel(request, socket, ["HTTP/1.1 200 Connection established"]),
        );
        server.on("clientError", (error, socket) => {
            const connection = this.connections.get(socket);
            if (connection !== undefined && !isDisconnection(error)) {
                this.sightings.write({ kind: "bytes", ...connection.seen, error: `no HTTP: ${error.message}` });
            }
            socket.destroy();
        });
        return server;
    }

    private tunnel(request: IncomingMessage, socket: Duplex, head: readonly string[]): void {
        const { service, sighting } = this.note(request);
        const { kind, ...seen } = sighting;
        socket.write(`${head.join("\r\n")}\r\n\r\n`);
        echo(socket, { service, seen }, this.sightings);
    }

    /** Writes the request down as soon as its head is there: its body may never come. */
    private note(request: IncomingMessage) {
        const connection = this.connections.get(request.socket);
        if (connection === undefined) {
            throw new Error("a request without a connection");
        }
        return this.write(connection, {
            method: request.method ?? "",
            path: request.url ?? "",
            authority: request.headers.host ?? "",
            headers: pairs(request.rawHeaders),
            httpVersion: request.httpVersion,
        });
    }

    private write({ service: byHandshake, seen }: Connection, request: Partial<Sighting>) {
        const service = meant(this.services, request.authority) ?? byHandshake;
        const sighting: Sighting = {
            kind: "request",
            ...seen,
            host: service.host,
            scheme: seen.handshake === undefined ? "http" : "https",
            ...request,
        };
        this.sightings.write(sighting);
        return { service, sighting };
    }

    private async body(stream: AsyncIterable<Buffer>, { kind, ...seen }: Sighting): Promise<void> {
        let bytes = 0;
        for await (const piece of stream) {
            bytes += piece.length;
        }
        if (bytes > 0) {
            this.sightings.write({ ...seen, kind: "bytes", bytes });
        }
    }

    private async answerVersionTwo(stream: ServerHttp2Stream, connection: Connection, all: Headers): Promise<void> {
        const pseudo = (name: string) => all.find(([key]) => key === name)?.[1] ?? "";
        const headers = all.filter(([name]) => !name.startsWith(":"));
        const { service, sighting } = this.write(connection, {
            method: pseudo(":method"),
            path: pseudo(":path"),
            authority: pseudo(":authority") || (headers.find(([name]) => name === "host")?.[1] ?? ""),
            headers,
            httpVersion: "2.0",
        });
        await this.body(stream, sighting);
        const answer = await answerOf(service, sighting);
        if (!stream.destroyed) {
            stream.respond({ ":status": answer.status, ...answer.headers });
            stream.end(sighting.method === "HEAD" ? undefined : answer.body);
        }
    }
}

async function answerOf(service: ServedService, sighting: Sighting): Promise<Answer> {
    if (service.delayMilliseconds !== undefined) {
        await delay(service.delayMilliseconds);
    }
    const isLeak = service.protocol === "HTTPS" && sighting.scheme === "http";
    const status = isLeak ? 400 : (service.status ?? 200);
    return {
        status,
        headers: { "content-type": "application/json", ...service.responseHeaders },
        body: JSON.stringify({ status: STATUS_CODES[status], seen: sighting }),
    };
}

function startsVersionTwo(first: Buffer): boolean {
    return first.toString("latin1", 0, HTTP2_PREFACE.length) === HTTP2_PREFACE;
}

/** Names and values in turn, as Node has them, as pairs. */
function pairs(raw: readonly string[]): Headers {
    return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ""] as const] : []));
}

function isDisconnection(error: Error): boolean {
    return ["ECONNRESET", "EPIPE", "HPE_INVALID_EOF_STATE"].includes((error as NodeJS.ErrnoException).code ?? "");
}

import { connect as connectHttp2, constants } from "node:http2";
import type { Duplex } from "node:stream";
import { ProbeFailure } from "./failure";
import { ends, exchange } from "./stream";

/** A request as it goes over the wire. */
export interface HttpRequest {
    readonly method: string;
    readonly scheme: "http" | "https";
    /** The request line's second word. */
    readonly path: string;
    readonly authority: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: string;
}

export interface HttpResponse {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

type HeaderList = readonly (readonly [string, string])[];

/** Written by hand: a client library would put right what a hostile request has wrong. */
export function exchangeHttp1(
    stream: Duplex,
    request: HttpRequest,
    version: "1.0" | "1.1",
    milliseconds: number,
): Promise<HttpResponse> {
    const lines = [
        `${request.method} ${request.path} HTTP/${version}`,
        ...withDefaults(request).map(([name, value]) => `${name}: ${value}`),
    ];
    const bytes = Buffer.from(`${lines.join("\r\n")}\r\n\r\n${request.body}`);
    return exchange(stream, bytes, milliseconds, (received, hasEnded) =>
        parseResponse(received, request.method, hasEnded),
    );
}

export function exchangeHttp2(stream: Duplex, request: HttpRequest, milliseconds: number): Promise<HttpResponse> {
    return ends(stream, milliseconds, (resolve, fail) => {
        const session = connectHttp2(`${request.scheme}://peer.invalid`, { createConnection: () => stream });
        session.on("error", fail);
        const host = request.headers.find(([name]) => name.toLowerCase() === "host")?.[1];
        const sent = session.request(
            {
                [constants.HTTP2_HEADER_METHOD]: request.method,
                [constants.HTTP2_HEADER_SCHEME]: request.scheme,
                [constants.HTTP2_HEADER_PATH]: request.path,
                [constants.HTTP2_HEADER_AUTHORITY]: host ?? request.authority,
                ...Object.fromEntries(request.headers.filter(([name]) => name.toLowerCase() !== "host")),
            },
            { endStream: request.body === "" },
        );
        let status = 0;
        let headers: Readonly<Record<string, string>> = {};
        let body = "";
        sent.on("response", (received) => {
            status = received[":status"] ?? 0;
            const plain = Object.entries(received).filter(([name]) => !name.startsWith(":"));
            headers = Object.fromEntries(plain.map(([name, value]) => [name, String(value)]));
        });
        sent.setEncoding("utf8").on("data", (text: string) => {
            body += text;
        });
        sent.once("end", () => {
            resolve({ status, headers, body });
            session.destroy();
        });
        sent.on("error", fail);
        sent.once("close", () => fail(new Error("the stream was closed without an answer")));
        if (request.body !== "") {
            sent.end(request.body);
        }
    });
}

function withDefaults({ authority, headers, body }: HttpRequest): HeaderList {
    const given = new Set(headers.map(([name]) => name.toLowerCase()));
    const defaults: HeaderList = [
        ["Host", authority],
        ["User-Agent", "probe"],
        ["Accept", "*/*"],
        ...(body === "" ? [] : [["Content-Length", String(Buffer.byteLength(body))] as const]),
    ];
    return [...defaults.filter(([name]) => !given.has(name.toLowerCase())), ...headers];
}

const FIRST_WORD = "HTTP/";

/** The final response in what was received, or undefined while it is incomplete. Throws as soon as it can be none. */
export function parseResponse(received: Buffer, method: string, hasEnded: boolean): HttpResponse | undefined {
    const text = received.toString("latin1");
    if (!FIRST_WORD.startsWith(text.slice(0, FIRST_WORD.length))) {
        throw noHttp(text);
    }
    const headEnd = text.indexOf("\r\n\r\n");
    if (headEnd === -1) {
        return undefined;
    }
    const [statusLine = "", ...lines] = text.slice(0, headEnd).split("\r\n");
    const status = Number(/^HTTP\/\d\.\d (\d{3})/.exec(statusLine)?.[1]);
    if (Number.isNaN(status)) {
        throw noHttp(text);
    }
    const rest = received.subarray(headEnd + 4);
    if (status >= 100 && status < 200 && status !== 101) {
        // An interim response; the one that counts follows.
        return parseResponse(rest, method, hasEnded);
    }
    const headers = Object.fromEntries(
        lines.map((line) => {
            const colon = line.indexOf(":");
            return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        }),
    );
    const isWithoutBody = status === 101 || status === 204 || status === 304 || method === "HEAD";
    const isTunnel = method === "CONNECT" && status < 300;
    const body = isWithoutBody || isTunnel ? Buffer.alloc(0) : bodyOf(rest, headers, hasEnded);
    return body === undefined ? undefined : { status, headers, body: body.toString("utf8") };
}

function noHttp(text: string): ProbeFailure {
    const [firstLine = ""] = text.split("\r\n");
    return new ProbeFailure("error", `no HTTP: ${JSON.stringify(firstLine.slice(0, 100))}`, text);
}

function bodyOf(rest: Buffer, headers: Readonly<Record<string, string>>, hasEnded: boolean): Buffer | undefined {
    if (headers["transfer-encoding"]?.toLowerCase().includes("chunked")) {
        return unchunked(rest);
    }
    const length = headers["content-length"];
    if (length === undefined) {
        return hasEnded ? rest : undefined;
    }
    return rest.length >= Number(length) ? rest.subarray(0, Number(length)) : undefined;
}

/** RFC 9112 §7.1, without extensions or trailers, which nobody here sends. */
function unchunked(stream: Buffer): Buffer | undefined {
    const pieces: Buffer[] = [];
    let at = 0;
    for (;;) {
        const lineEnd = stream.indexOf("\r\n", at);
        const size = Number.parseInt(stream.toString("latin1", at, Math.max(at, lineEnd)), 16);
        const start = lineEnd + 2;
        if (lineEnd === -1 || Number.isNaN(size) || stream.length < start + size + 2) {
            return undefined;
        }
        if (size === 0) {
            return Buffer.concat(pieces);
        }
        pieces.push(stream.subarray(start, start + size));
        at = start + size + 2;
    }
}

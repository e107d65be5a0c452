import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { ApiError } from "./api-error";
import type { ClusterAccess } from "./kubeconfig";

export interface HttpRequest {
    readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    /** Path with query, relative to the server address. */
    readonly path: string;
    readonly body?: unknown;
    readonly contentType?: string;
    readonly accept?: string;
    readonly signal?: AbortSignal | undefined;
}

/** An API server that answers nothing for so long is taken for gone. Watches are exempt. */
const SILENCE_MS = 60_000;
const ATTEMPTS_WHEN_BUSY = 8;

/**
 * Requests to one API server. `fetch` is not used because it takes neither a CA nor a client certificate, and the usual client
 * library costs half a second and 50 MB in each of several plugin processes.
 */
export class Transport {
    readonly #access: ClusterAccess;
    readonly #client: typeof http | typeof https;
    /** Sixteen connections are what the engine's default parallelism uses well. */
    readonly #pool: http.Agent;
    /** Watches hold their connection for minutes, so they must not take one from the pool. */
    readonly #watches: http.Agent;

    constructor(access: ClusterAccess) {
        this.#access = access;
        this.#client = access.server.protocol === "http:" ? http : https;
        this.#pool = new this.#client.Agent({ keepAlive: true, maxSockets: 16, ...access.tls });
        this.#watches = new this.#client.Agent({ ...access.tls });
    }

    /** The body of a successful answer; anything else is thrown as an `ApiError`. */
    async request(request: HttpRequest): Promise<string> {
        for (let attempt = 1; ; attempt++) {
            const response = await this.#send(request, this.#pool);
            const body = await readAll(response);
            const status = response.statusCode ?? 0;
            if (status >= 200 && status < 300) return body;
            // Right after a CustomResourceDefinition appears its storage answers 429 for a moment; so does a server under load.
            if (status !== 429 || attempt === ATTEMPTS_WHEN_BUSY) throw ApiError.fromBody(status, body);
            await delay(Math.min(Number(response.headers["retry-after"]) || 1, 5) * 1000, undefined, {
                signal: request.signal,
            });
        }
    }

    /** A successful answer as a stream of lines. Ends when the server ends it. */
    async *lines(request: HttpRequest): AsyncGenerator<string, void, undefined> {
        const response = await this.#send(request, this.#watches);
        const status = response.statusCode ?? 0;
        if (status !== 200) throw ApiError.fromBody(status, await readAll(response));
        response.setEncoding("utf8");
        let rest = "";
        try {
            for await (const chunk of response) {
                const lines = (rest + chunk).split("\n");
                rest = lines.pop() ?? ""; // a line that the server never finished is no event
                yield* lines.filter((line) => line !== "");
            }
        } catch (error) {
            // Node reports an abort half-way through a body as a broken connection.
            request.signal?.throwIfAborted();
            throw this.#unreachable(error);
        }
    }

    close(): void {
        this.#pool.destroy();
        this.#watches.destroy();
    }

    async #send(request: HttpRequest, agent: http.Agent): Promise<IncomingMessage> {
        try {
            return await this.#sendOnce(request, agent);
        } catch (error) {
            if (!(error instanceof StaleConnection)) throw this.#unreachable(error);
            return await this.#sendOnce(request, agent).catch((second: unknown) => {
                throw this.#unreachable(second);
            });
        }
    }

    #sendOnce({ method, path, body, contentType, accept, signal }: HttpRequest, agent: http.Agent) {
        const { server, token } = this.#access;
        const payload = body === undefined ? undefined : JSON.stringify(body);
        const headers = {
            accept: accept ?? "application/json",
            "user-agent": "asm-egress-local",
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(payload !== undefined && {
                "content-type": contentType ?? "application/json",
                "content-length": Buffer.byteLength(payload),
            }),
        };
        // A server behind a proxy has a path of its own.
        const target = { host: hostname(server), port: server.port, path: server.pathname.replace(/\/$/, "") + path };
        return new Promise<IncomingMessage>((resolve, reject) => {
            const outgoing = this.#client.request({ ...target, method, headers, agent, ...(signal && { signal }) });
            outgoing.on("response", resolve);
            outgoing.on("error", (error: NodeJS.ErrnoException) => {
                // The server may close an idle kept connection just as it is picked up again.
                reject(outgoing.reusedSocket && error.code === "ECONNRESET" ? new StaleConnection() : error);
            });
            if (agent === this.#pool) {
                outgoing.setTimeout(SILENCE_MS, () =>
                    outgoing.destroy(new Error(`no answer within ${SILENCE_MS / 1000} seconds`)),
                );
            }
            outgoing.end(payload);
        });
    }

    #unreachable(error: unknown): unknown {
        if (!(error instanceof Error) || error.name === "AbortError") return error;
        return new Error(`cannot reach the Kubernetes API server at ${this.#access.server.origin}: ${reasonOf(error)}`);
    }
}

class StaleConnection extends Error {}

/** Node's HTTP client wants IPv6 addresses without the brackets that a URL gives them. */
function hostname({ hostname: host }: URL): string {
    return host.replace(/^\[(.*)\]$/, "$1");
}

/** For a name with several addresses Node throws an aggregate whose own message is empty. */
function reasonOf(error: Error): string {
    if (error instanceof AggregateError) return error.errors.map((inner: Error) => inner.message).join("; ");
    return error.message;
}

async function readAll(response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    return Buffer.concat(chunks).toString("utf8");
}

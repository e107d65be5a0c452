import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ApiClient, type WatchEvent } from "./api-client";
import { ApiError } from "./api-error";
import { readKubeconfig } from "./kubeconfig";

interface Seen {
    readonly method: string | undefined;
    readonly url: string | undefined;
    readonly headers: IncomingMessage["headers"];
    readonly body: unknown;
}

type Answer = (response: ServerResponse) => void;

let server: Server;
let client: ApiClient;
let seen: Seen[];
let answers: Answer[];

const json =
    (body: unknown, status = 200, headers = {}): Answer =>
    (response) =>
        response.writeHead(status, headers).end(JSON.stringify(body));
const failure = (code: number, reason: string, message: string) =>
    json({ kind: "Status", code, reason, message }, code);

function clientOf(address: string): ApiClient {
    return new ApiClient(
        readKubeconfig({
            "current-context": "c",
            contexts: [{ name: "c", context: { cluster: "l", user: "u" } }],
            clusters: [{ name: "l", cluster: { server: address } }],
            users: [{ name: "u", user: { token: "t0ken" } }],
        }),
    );
}

beforeEach(async () => {
    seen = [];
    answers = [];
    server = createServer(async (request, response) => {
        let body = "";
        for await (const chunk of request) body += chunk;
        const { method, url, headers } = request;
        seen.push({ method, url, headers, body: body === "" ? undefined : JSON.parse(body) });
        (answers.shift() ?? failure(500, "", "no answer was prepared"))(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    client = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}/proxy/`);
});
afterEach(() => {
    client.close();
    server.closeAllConnections();
    server.close();
});

describe("requests", () => {
    test("go below the path of the server address, as the user of the kubeconfig", async () => {
        answers.push(json({ metadata: { name: "a" } }));
        expect(await client.get("/api/v1/namespaces/a")).toEqual({ metadata: { name: "a" } });
        expect(seen[0]).toMatchObject({ method: "GET", url: "/proxy/api/v1/namespaces/a" });
        expect(seen[0]?.headers.authorization).toBe("Bearer t0ken");
    });

    test("apply names its manager and does not force unless asked", async () => {
        answers.push(json({}), json({}));
        await client.apply("/x", { a: "ü" }, { fieldManager: "me" });
        await client.apply("/x", {}, { fieldManager: "me", force: true, dryRun: true });
        expect(seen.map(({ url }) => url)).toEqual([
            "/proxy/x?fieldManager=me",
            "/proxy/x?fieldManager=me&force=true&dryRun=All",
        ]);
        expect(seen[0]?.headers["content-type"]).toBe("application/apply-patch+yaml");
        expect(seen[0]?.body).toEqual({ a: "ü" });
    });

    test("the items of a list get the type that the server leaves out", async () => {
        const items = [{ metadata: { name: "a" } }];
        answers.push(json({ apiVersion: "v1", kind: "PodList", metadata: { resourceVersion: "7" }, items }));
        expect(await client.list("/pods", { labelSelector: "a=b" })).toEqual({
            items: [{ apiVersion: "v1", kind: "Pod", metadata: { name: "a" } }],
            resourceVersion: "7",
        });
        expect(seen[0]?.url).toBe("/proxy/pods?labelSelector=a%3Db");
    });

    test("an empty list may come as null", async () => {
        answers.push(json({ apiVersion: "v1", kind: "PodList", metadata: { resourceVersion: "7" }, items: null }));
        expect((await client.list("/pods")).items).toEqual([]);
    });

    test("a deletion can insist on the uid", async () => {
        answers.push(json({ kind: "Status" }));
        expect(await client.delete("/x", { uid: "1" })).toBe(true);
        expect(seen[0]?.body).toMatchObject({ propagationPolicy: "Background", preconditions: { uid: "1" } });
    });
});

describe("failures", () => {
    test("carry the server's status, reason and message", async () => {
        answers.push(failure(409, "Conflict", "Apply failed with 1 conflict"));
        const error = await client.apply("/x", {}, { fieldManager: "me" }).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(ApiError);
        expect(error).toMatchObject({ status: 409, reason: "Conflict" });
        expect(String(error)).toBe("ApiError: Apply failed with 1 conflict (409 Conflict)");
    });

    test("something that is no Status is cut to its first line", async () => {
        answers.push((response) => response.writeHead(502).end("Bad gateway\n<html>"));
        await expect(client.get("/x")).rejects.toThrow(/^Bad gateway \(502\)$/);
    });

    test("an object that is not there is undefined for find and delete, an error for get", async () => {
        answers.push(failure(404, "NotFound", "no"), failure(404, "NotFound", "no"), failure(404, "NotFound", "no"));
        expect(await client.find("/x")).toBeUndefined();
        expect(await client.delete("/x")).toBe(false);
        await expect(client.get("/x")).rejects.toThrow("no (404 NotFound)");
    });

    test("find does not take a refusal for absence", async () => {
        answers.push(failure(403, "Forbidden", "you may not"));
        await expect(client.find("/x")).rejects.toThrow("you may not (403 Forbidden)");
    });

    test("a busy server is asked again", async () => {
        answers.push(json({ kind: "Status", code: 429 }, 429, { "retry-after": "0.01" }), json({ metadata: {} }));
        await client.get("/x");
        expect(seen).toHaveLength(2);
    });

    test("a server that is not there is named", async () => {
        const nobody = clientOf("http://127.0.0.1:1");
        await expect(nobody.get("/x")).rejects.toThrow(
            "cannot reach the Kubernetes API server at http://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1",
        );
    });

    test("a kept connection that the server closed meanwhile is replaced", async () => {
        answers.push(
            json({ metadata: {} }),
            (response) => response.socket?.resetAndDestroy(),
            json({ metadata: { name: "b" } }),
        );
        await client.get("/a");
        expect(await client.get("/b")).toEqual({ metadata: { name: "b" } });
    });
});

describe("watches", () => {
    const event = (type: string, name: string) => `${JSON.stringify({ type, object: { metadata: { name } } })}\n`;

    async function collect(events: AsyncIterable<WatchEvent>): Promise<string[]> {
        const names: string[] = [];
        for await (const { type, object } of events) names.push(`${type} ${object.metadata.name}`);
        return names;
    }

    test("give events however the stream is cut, and end with it", async () => {
        answers.push((response) => {
            const text = event("ADDED", "a") + event("DELETED", "ü");
            response.writeHead(200);
            for (const byte of Buffer.from(text)) response.write(Buffer.from([byte]));
            response.end();
        });
        expect(await collect(client.watch("/pods", { resourceVersion: "7" }))).toEqual(["ADDED a", "DELETED ü"]);
        expect(seen[0]?.url).toBe("/proxy/pods?resourceVersion=7&watch=true");
    });

    test("a version that is too old is an error to list again at", async () => {
        const object = { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" };
        answers.push((response) => response.writeHead(200).end(`${JSON.stringify({ type: "ERROR", object })}\n`));
        const error = await collect(client.watch("/pods")).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ status: 410, reason: "Expired" });
    });

    test("a connection that breaks half-way is an error, and half an event is none", async () => {
        answers.push((response) => {
            response.writeHead(200).write(`${event("ADDED", "a")}{"type":`);
            setImmediate(() => response.socket?.resetAndDestroy());
        });
        await expect(collect(client.watch("/pods"))).rejects.toThrow("cannot reach the Kubernetes API server");
    });

    test("a refused watch is an error", async () => {
        answers.push(failure(403, "Forbidden", "you may not"));
        await expect(collect(client.watch("/pods"))).rejects.toThrow("you may not (403 Forbidden)");
    });

    test("an aborted watch ends with an AbortError", async () => {
        const abort = new AbortController();
        answers.push((response) => response.writeHead(200).write(event("ADDED", "a")));
        const names: string[] = [];
        const watching = (async () => {
            for await (const { object } of client.watch("/pods", { signal: abort.signal })) {
                names.push(object.metadata.name);
                abort.abort();
            }
        })();
        await expect(watching).rejects.toMatchObject({ name: "AbortError" });
        expect(names).toEqual(["a"]);
    });

    test("a consumer that stops listening closes the connection", async () => {
        const closed = new Promise((resolve) => {
            answers.push((response) => {
                response.on("close", resolve);
                response.writeHead(200).write(event("ADDED", "a"));
            });
        });
        for await (const _ of client.watch("/pods")) break;
        await closed;
    });
});

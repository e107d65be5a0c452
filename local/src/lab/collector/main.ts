import { createServer, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";

/**
 * A tracing backend in the cluster, as Zipkin takes spans (`POST /api/v2/spans`, JSON): `main.js <address> <port>`. Says `ready`
 * when it listens; answers `spans N` with the spans after the first N, as a list in one line. Ends with its input.
 */
async function main([address = "", port = ""]: readonly string[]): Promise<void> {
    const spans: unknown[] = [];
    const server = createServer((request, response) => {
        taken(request).then(
            (more) => {
                spans.push(...more);
                response.writeHead(202).end();
            },
            () => response.writeHead(400).end(),
        );
    });
    await new Promise<void>((resolve) => server.listen(Number(port), address, resolve));
    process.stdout.write("ready\n");
    for await (const line of createInterface({ input: process.stdin })) {
        const [, count] = /^spans (\d+)$/.exec(line) ?? [];
        process.stdout.write(
            count === undefined ? `no such order: ${line}\n` : `${JSON.stringify(spans.slice(Number(count)))}\n`,
        );
    }
    process.exit(0);
}

async function taken(request: IncomingMessage): Promise<readonly unknown[]> {
    const body: unknown = await json(request);
    if (request.url !== "/api/v2/spans" || !Array.isArray(body)) {
        throw new Error("no list of spans");
    }
    return body;
}

main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`collector: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
});

import { createServer } from "node:http";
import { createInterface } from "node:readline";

/**
 * An authorization service in the cluster, as Envoy's HTTP authorization asks it: `main.js <address> <port> [<header> <value>]`.
 * Accepts requests that carry the header with the value, refuses others with 403; without a header it accepts everything. Says
 * `ready` when it listens; `stop` and `start` are answered by `done`. Ends with its input.
 */
async function main([address = "", port = "", header, value]: readonly string[]): Promise<void> {
    const server = createServer((request, response) => {
        const accepts = header === undefined || request.headers[header.toLowerCase()] === value;
        response.writeHead(accepts ? 200 : 403, { "content-type": "text/plain" });
        response.end(accepts ? "accepted" : "refused by the authorizer");
    });
    const listen = () => new Promise<void>((resolve) => server.listen(Number(port), address, resolve));
    await listen();
    process.stdout.write("ready\n");
    for await (const line of createInterface({ input: process.stdin })) {
        if (line === "stop") {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        } else if (line === "start") {
            await listen();
        }
        process.stdout.write(line === "stop" || line === "start" ? "done\n" : `no such order: ${line}\n`);
    }
    process.exit(0);
}

main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`authorizer: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
});

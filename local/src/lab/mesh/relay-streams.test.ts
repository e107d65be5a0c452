import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { joinStreams } from "./relay-streams";

const servers: Server[] = [];
afterEach(() => {
    for (const server of servers.splice(0)) {
        server.close();
    }
});

async function serve(onConnection: (socket: Socket) => void): Promise<number> {
    const server = createServer(onConnection).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
}

it("what one end says reaches the other, and its answer comes back", async () => {
    const echo = await serve((socket) => socket.pipe(socket));
    const relay = await serve((socket) => joinStreams(socket, { port: echo, host: "127.0.0.1" }));
    const client = connect(relay, "127.0.0.1");
    client.write("hello");
    const [answer] = await once(client, "data");
    expect(String(answer)).toBe("hello");
    client.end();
    await once(client, "close");
});

it("a connection to nobody ends", async () => {
    const gone = await serve(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const relay = await serve((socket) => joinStreams(socket, { port: gone, host: "127.0.0.1" }));
    const client = connect(relay, "127.0.0.1");
    client.on("error", () => {});
    await once(client, "close");
    expect(client.bytesRead).toBe(0);
});

it("when the far end breaks off, so does the near one", async () => {
    const far = await serve((socket) => socket.resetAndDestroy());
    const relay = await serve((socket) => joinStreams(socket, { port: far, host: "127.0.0.1" }));
    const client = connect(relay, "127.0.0.1");
    client.on("error", () => {});
    await once(client, "close");
    expect(client.destroyed).toBe(true);
});

import { mkdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import * as path from "node:path";
import { LabProcess } from "./lab-process";
import { joinStreams } from "./relay-streams";

/** Compiled entry of the inner end; the same from `src` and from `dist`. */
const INNER = path.resolve(__dirname, "../../../dist/lab/mesh/relay-main.js");

/**
 * Makes one port of this machine's loopback reachable at the same place inside a namespace, and nothing else of the machine:
 * the two ends meet at a socket in the file system, which belongs to no network namespace. The far end is this process.
 */
export class Relay {
    private readonly open = new Set<Socket>();
    private inner: LabProcess | undefined;

    private constructor(
        private readonly server: Server,
        private readonly folder: string,
    ) {}

    static async start(options: {
        readonly namespace: string;
        readonly port: number;
        /** Made; the path of the socket in it may have 107 bytes. */
        readonly folder: string;
        readonly logFile: string;
    }): Promise<Relay> {
        const { namespace, port, folder, logFile } = options;
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const socket = path.join(folder, "socket");
        const server = createServer();
        const relay = new Relay(server, folder);
        server.on("connection", (connection) => {
            relay.open.add(connection);
            connection.once("close", () => relay.open.delete(connection));
            joinStreams(connection, { port, host: "127.0.0.1" });
        });
        try {
            await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socket, resolve));
            relay.inner = await LabProcess.start({
                name: "the relay to the API server",
                namespace,
                command: [process.execPath, INNER, String(port), socket],
                environment: {},
                folder,
                logFile,
            });
            return relay;
        } catch (error) {
            await relay.dispose();
            throw error;
        }
    }

    async dispose(): Promise<void> {
        await this.inner?.end();
        for (const connection of this.open) {
            connection.destroy();
        }
        this.server.close();
        rmSync(this.folder, { recursive: true, force: true });
    }
}

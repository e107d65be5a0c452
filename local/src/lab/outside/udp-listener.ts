import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { Surroundings } from "./connection";
import { preview } from "./echo";
import { NameService } from "./name-service";
import type { ServedService } from "./outside-host";

/** One address and UDP port. */
export class UdpListener {
    private socket: Socket | undefined;

    constructor(
        private readonly service: ServedService,
        private readonly surroundings: Surroundings,
    ) {}

    async listen(): Promise<void> {
        if (this.socket !== undefined) {
            return;
        }
        const { host, address, port, protocol } = this.service;
        const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
        const names = new NameService(this.surroundings);
        await new Promise<void>((resolve, reject) => {
            socket.once("error", reject).bind(port, address, resolve);
        });
        // A sender that is gone already is told of by the kernel on the next read.
        socket.removeAllListeners("error").on("error", () => {});
        socket.on("message", (message, sender) => {
            const seen = { host, address, port, transport: "udp", source: sender.address, connection: 0 } as const;
            const isDns = protocol === "DNS";
            if (!isDns) {
                this.surroundings.sightings.write({ kind: "datagram", ...seen, ...preview(message) });
            }
            const answer = isDns ? names.answer(message, { service: this.service, seen }) : message;
            if (answer !== undefined) {
                socket.send(answer, sender.port, sender.address);
            }
        });
        this.socket = socket;
    }

    async close(): Promise<void> {
        const { socket } = this;
        this.socket = undefined;
        await new Promise<void>((resolve) => {
            socket === undefined ? resolve() : socket.close(() => resolve());
        });
    }
}

import type { Socket } from "node:net";
import { type Answer, decodeQuery, encodeAnswer, framed, type Question, unframed } from "../dns/message";
import type { Connection, Surroundings } from "./connection";
import { preview } from "./echo";
import { matches } from "./outside-host";

/** DNS for the names of the lab, by both transports. Every query is a sighting: a name can carry data out. */
export class NameService {
    constructor(private readonly surroundings: Surroundings) {}

    serveStream(socket: Socket, connection: Connection): void {
        let unread: Buffer = Buffer.alloc(0);
        socket.on("data", (data: Buffer) => {
            unread = Buffer.concat([unread, data]);
            for (let next = unframed(unread); next !== undefined; next = unframed(unread)) {
                unread = next.rest;
                const answer = this.answer(next.message, connection);
                if (answer === undefined) {
                    socket.destroy();
                    return;
                }
                socket.write(framed(answer));
            }
        });
    }

    /** Undefined for what is no query. */
    answer(message: Buffer, { seen }: Connection): Buffer | undefined {
        const { sightings, names } = this.surroundings;
        const question = decodeQuery(message);
        if (question === undefined) {
            const kind = seen.transport === "udp" ? "datagram" : "bytes";
            sightings.write({ kind, ...seen, ...preview(message), error: "no DNS query" });
            return undefined;
        }
        const { name, type } = question;
        sightings.write({
            kind: "request",
            ...seen,
            scheme: "dns",
            method: type,
            authority: name,
            bytes: message.length,
        });
        return encodeAnswer(question, answerFrom(names, question));
    }
}

/** The name itself before a wildcard that covers it. */
function answerFrom(names: Surroundings["names"], { name }: Question): Answer {
    const patterns = Object.keys(names).filter((pattern) => matches(pattern, name));
    const pattern = patterns.find((candidate) => !candidate.startsWith("*.")) ?? patterns[0];
    return pattern === undefined
        ? { code: "NXDOMAIN", addresses: [] }
        : { code: "NOERROR", addresses: names[pattern] ?? [] };
}

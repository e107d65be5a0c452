import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";

/** Something that reached the outside. Nothing of it comes from the one who sent it: it is what arrived. */
export interface Sighting {
    /** `bytes` and `datagram` are data that no request was read from. */
    readonly kind: "connection" | "handshake" | "request" | "bytes" | "datagram";
    /** Host by whose address it came; where several share one, the one that SNI or Host chose. */
    readonly host: string;
    readonly address: string;
    readonly port: number;
    readonly transport: "tcp" | "udp";
    /** Address it came from. */
    readonly source: string;
    /** Counts connections from 1; 0 for datagrams. */
    readonly connection: number;
    /** Counts handshakes that were completed from 1; on a request the one of its connection. */
    readonly handshake?: number;
    /** Whether that handshake resumed an earlier session. */
    readonly resumed?: boolean;
    readonly sni?: string;
    /** The protocol that was agreed on. */
    readonly alpn?: string;
    readonly tlsVersion?: string;
    readonly clientCertificate?: ClientCertificate;
    /** Why a handshake failed, or why bytes are no request. */
    readonly error?: string;
    /** Of a request: `http` or `https` as it was spoken, `dns` for a query. */
    readonly scheme?: "http" | "https" | "dns";
    /** Of a query its type. */
    readonly method?: string;
    /** As it was sent: the whole URL in absolute form. */
    readonly path?: string;
    /** Host or :authority; of a query the name asked for. */
    readonly authority?: string;
    /** In the order and case in which they came, without HTTP/2's pseudo-headers. */
    readonly headers?: readonly (readonly [string, string])[];
    readonly httpVersion?: string;
    /** Size of what came. */
    readonly bytes?: number;
    /** The first of those bytes as text. */
    readonly text?: string;
}

export interface ClientCertificate {
    /** Such as `CN=client-a`. */
    readonly subject: string;
    /** Subject alternative names, such as `URI:spiffe://…`. */
    readonly names: readonly string[];
    /** Whether the lab's authority issued it. */
    readonly trusted: boolean;
}

/** The outside's diary: one JSON object a line. Written before the sender gets an answer, so whoever has one finds it here. */
export class SightingFile {
    private readonly file: number;

    constructor(path: string) {
        this.file = openSync(path, "a", 0o600);
    }

    write(sighting: Sighting): void {
        writeSync(this.file, `${JSON.stringify(sighting)}\n`);
    }
}

/** Where the diary ends now. */
export function endOf(path: string): number {
    return statSync(path).size;
}

/** What was written since a mark. */
export function readSightings(path: string, since: number): Sighting[] {
    const file = openSync(path, "r");
    try {
        const content = Buffer.alloc(Math.max(0, statSync(path).size - since));
        const length = readSync(file, content, 0, content.length, since);
        const text = content.toString("utf8", 0, length);
        // A line that is being written has no end yet.
        const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
        return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Sighting);
    } finally {
        closeSync(file);
    }
}

import { isIPv4, isIPv6 } from "node:net";

/** Record types the lab speaks of (RFC 1035 §3.2.2, RFC 3596). */
const TYPES = { A: 1, AAAA: 28 } as const;
const CLASS_IN = 1;
const HEADER_BYTES = 12;
const TIME_TO_LIVE_SECONDS = 5;
/** Points back to the name right behind the header, which is the question's (RFC 1035 §4.1.4). */
const QUESTION_POINTER = 0xc000 | HEADER_BYTES;

const RESPONSE_CODES = { NOERROR: 0, FORMERR: 1, NXDOMAIN: 3 } as const;

export interface Question {
    readonly id: number;
    /** Lower case, without the trailing dot. */
    readonly name: string;
    /** `A`, `AAAA`, or the number of another type. */
    readonly type: string;
}

export interface Answer {
    readonly code: keyof typeof RESPONSE_CODES | number;
    readonly addresses: readonly string[];
}

export function encodeQuery({ id, name, type }: Question): Buffer {
    // Recursion desired, as every stub resolver asks.
    return Buffer.concat([header(id, 0x0100, 0), encodeName(name), pair(typeNumber(type), CLASS_IN)]);
}

/** Undefined for what is no query of one question. */
export function decodeQuery(message: Buffer): Question | undefined {
    try {
        const isQuery = (message.readUInt16BE(2) & 0x8000) === 0;
        if (!isQuery || message.readUInt16BE(4) !== 1) {
            return undefined;
        }
        const { name, end } = decodeName(message, HEADER_BYTES);
        return { id: message.readUInt16BE(0), name, type: typeName(message.readUInt16BE(end)) };
    } catch (error) {
        return ignoreTooShort(error);
    }
}

/** Addresses that are not of the asked type are left out. */
export function encodeAnswer(question: Question, { code, addresses }: Answer): Buffer {
    const records = addresses
        .filter((address) => question.type === (isIPv4(address) ? "A" : "AAAA"))
        .map((address) => {
            const data = addressBytes(address);
            const record = Buffer.alloc(HEADER_BYTES);
            record.writeUInt16BE(QUESTION_POINTER, 0);
            record.writeUInt16BE(typeNumber(question.type), 2);
            record.writeUInt16BE(CLASS_IN, 4);
            record.writeUInt32BE(TIME_TO_LIVE_SECONDS, 6);
            record.writeUInt16BE(data.length, 10);
            return Buffer.concat([record, data]);
        });
    const number = typeof code === "number" ? code : RESPONSE_CODES[code];
    // Response, authoritative, recursion desired and available.
    const head = header(question.id, 0x8580 | number, records.length);
    return Buffer.concat([head, encodeName(question.name), pair(typeNumber(question.type), CLASS_IN), ...records]);
}

/** Undefined for what is no answer to this question. */
export function decodeAnswer(message: Buffer, { id }: Question): Answer | undefined {
    try {
        const flags = message.readUInt16BE(2);
        if (message.readUInt16BE(0) !== id || (flags & 0x8000) === 0) {
            return undefined;
        }
        const addresses: string[] = [];
        let at = message.readUInt16BE(4) === 1 ? decodeName(message, HEADER_BYTES).end + 4 : HEADER_BYTES;
        for (let record = 0; record < message.readUInt16BE(6); record += 1) {
            const { end } = decodeName(message, at);
            const data = end + 10;
            at = data + message.readUInt16BE(end + 8);
            const type = typeName(message.readUInt16BE(end));
            if ((type === "A" || type === "AAAA") && at <= message.length) {
                addresses.push(addressText(message.subarray(data, at)));
            }
        }
        const code = Object.entries(RESPONSE_CODES).find(([, number]) => number === (flags & 15))?.[0];
        return { code: (code as keyof typeof RESPONSE_CODES | undefined) ?? flags & 15, addresses };
    } catch (error) {
        return ignoreTooShort(error);
    }
}

/** Over TCP each message follows its length (RFC 1035 §4.2.2). */
export function framed(message: Buffer): Buffer {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    return Buffer.concat([length, message]);
}

/** The first message of a stream, and what follows it; undefined while it is incomplete. */
export function unframed(stream: Buffer): { readonly message: Buffer; readonly rest: Buffer } | undefined {
    const end = stream.length < 2 ? Number.POSITIVE_INFINITY : 2 + stream.readUInt16BE(0);
    return stream.length < end ? undefined : { message: stream.subarray(2, end), rest: stream.subarray(end) };
}

function header(id: number, flags: number, answers: number): Buffer {
    const bytes = Buffer.alloc(HEADER_BYTES);
    [id, flags, 1, answers].forEach((value, index) => {
        bytes.writeUInt16BE(value, 2 * index);
    });
    return bytes;
}

function pair(one: number, other: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt16BE(one, 0);
    bytes.writeUInt16BE(other, 2);
    return bytes;
}

function encodeName(name: string): Buffer {
    const labels = name.split(".").filter((label) => label !== "");
    const parts = labels.map((label) => Buffer.concat([Buffer.from([Buffer.byteLength(label)]), Buffer.from(label)]));
    return Buffer.concat([...parts, Buffer.from([0])]);
}

function decodeName(message: Buffer, start: number): { readonly name: string; readonly end: number } {
    const labels: string[] = [];
    let at = start;
    let end: number | undefined;
    // A name has at most 127 labels; a message whose pointers go round has no end.
    for (let step = 0; step < 128; step += 1) {
        const length = message.readUInt8(at);
        if (length >= 0xc0) {
            end ??= at + 2;
            at = message.readUInt16BE(at) & 0x3fff;
        } else if (length === 0) {
            return { name: labels.join(".").toLowerCase(), end: end ?? at + 1 };
        } else {
            labels.push(message.toString("latin1", at + 1, at + 1 + length));
            at += 1 + length;
        }
    }
    throw new RangeError("a name without end");
}

function typeName(number: number): string {
    return Object.entries(TYPES).find(([, value]) => value === number)?.[0] ?? String(number);
}

function typeNumber(type: string): number {
    return type in TYPES ? TYPES[type as keyof typeof TYPES] : Number(type);
}

function addressBytes(address: string): Buffer {
    if (isIPv4(address)) {
        return Buffer.from(address.split(".").map(Number));
    }
    if (!isIPv6(address)) {
        throw new Error(`"${address}" is no address`);
    }
    const [before = [], after] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""));
    const gap = after === undefined ? [] : Array<string>(8 - before.length - after.length).fill("0");
    const bytes = Buffer.alloc(16);
    [...before, ...gap, ...(after ?? [])].forEach((group, index) => {
        bytes.writeUInt16BE(Number.parseInt(group, 16), 2 * index);
    });
    return bytes;
}

function addressText(bytes: Buffer): string {
    if (bytes.length === 4) {
        return [...bytes].join(".");
    }
    const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16));
    return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

function ignoreTooShort(error: unknown): undefined {
    if (!(error instanceof RangeError)) {
        throw error;
    }
    return undefined;
}

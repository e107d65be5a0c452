import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeAnswer, decodeQuery, encodeAnswer, encodeQuery, framed, unframed } from "./message";

const label = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const question = fc.record({
    id: fc.nat({ max: 0xffff }),
    name: fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join(".")),
    type: fc.constantFrom("A", "AAAA", "16"),
});

describe("a DNS message", () => {
    it("is read as it was written", () => {
        fc.assert(
            fc.property(question, fc.array(fc.ipV4(), { maxLength: 4 }), (asked, addresses) => {
                expect(decodeQuery(encodeQuery(asked))).toEqual(asked);
                const message = encodeAnswer(asked, { code: "NOERROR", addresses });
                expect(decodeAnswer(message, asked)?.addresses).toEqual(asked.type === "A" ? addresses : []);
            }),
        );
    });

    it("answers each type with its own addresses", () => {
        const addresses = ["203.0.113.10", "2001:db8::66", "::1"];
        const ask = (type: string) => {
            const asked = { id: 7, name: "api.example.com", type };
            return decodeAnswer(encodeAnswer(asked, { code: "NOERROR", addresses }), asked);
        };
        expect(ask("A")?.addresses).toEqual(["203.0.113.10"]);
        expect(ask("AAAA")?.addresses).toEqual(["2001:db8::66", "::1"]);
        expect(ask("16")).toEqual({ code: "NOERROR", addresses: [] });
    });

    it("is the bytes of RFC 1035", () => {
        const query = encodeQuery({ id: 1, name: "a.bc", type: "A" });
        expect(query.toString("hex")).toBe("00010100000100000000000001610262630000010001");
    });

    it("with another id, or that is no answer, answers nothing", () => {
        const asked = { id: 1, name: "a.example", type: "A" };
        const answer = encodeAnswer(asked, { code: "NXDOMAIN", addresses: [] });
        expect(decodeAnswer(answer, asked)).toEqual({ code: "NXDOMAIN", addresses: [] });
        expect(decodeAnswer(answer, { ...asked, id: 2 })).toBeUndefined();
        expect(decodeAnswer(encodeQuery(asked), asked)).toBeUndefined();
        expect(decodeQuery(answer)).toBeUndefined();
    });

    it("of any bytes whatever is read without a throw", () => {
        fc.assert(
            fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
                decodeQuery(Buffer.from(bytes));
                decodeAnswer(Buffer.from(bytes), { id: (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0), name: "", type: "A" });
            }),
        );
    });

    it("whose name points at itself has no end and is none", () => {
        const query = encodeQuery({ id: 1, name: "a.example", type: "A" });
        query.writeUInt16BE(0xc00c, 12);
        expect(decodeQuery(query)).toBeUndefined();
    });

    it("over TCP is whole only when all of it is there", () => {
        const stream = framed(Buffer.from("hello"));
        expect(unframed(stream.subarray(0, 6))).toBeUndefined();
        expect(unframed(stream.subarray(0, 1))).toBeUndefined();
        expect(unframed(Buffer.concat([stream, Buffer.from("x")]))).toEqual({
            message: Buffer.from("hello"),
            rest: Buffer.from("x"),
        });
    });
});

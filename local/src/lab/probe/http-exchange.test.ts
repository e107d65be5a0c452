import { duplexPair } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exchangeHttp1, type HttpRequest, parseResponse } from "./http-exchange";

const parse = (text: string, hasEnded = false, method = "GET") => parseResponse(Buffer.from(text), method, hasEnded);

describe("an HTTP/1 response", () => {
    it.each([
        ["by length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", "he"],
        ["in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n1\r\ny\r\n0\r\n\r\n", "hey"],
        ["after an interim one", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""],
        ["without a body", "HTTP/1.1 204 No Content\r\n\r\n", ""],
    ])("%s is complete", (_, text, body) => {
        expect(parse(text)?.body).toBe(body);
    });

    it("without a length ends with the connection", () => {
        const text = "HTTP/1.0 200 OK\r\n\r\nhello";
        expect(parse(text)).toBeUndefined();
        expect(parse(text, true)).toMatchObject({ status: 200, body: "hello" });
    });

    it("to HEAD, or that opens a tunnel, has no body whatever its headers say", () => {
        const text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        expect(parse(text)).toBeUndefined();
        expect(parse(text, false, "HEAD")?.body).toBe("");
        expect(parse(text, false, "CONNECT")?.body).toBe("");
    });

    it("that is none is an error as soon as that shows", () => {
        for (const text of ["SSH-2.0-x\r\n\r\n", "SSH", "HTTP-ish", "HTTP/1.1 good\r\n\r\n", "\x15\x03\x03"]) {
            expect(() => parse(text)).toThrow("no HTTP");
        }
        expect(parse("HTT")).toBeUndefined();
    });

    it("cut short anywhere is incomplete, also at the end of the connection", () => {
        const whole = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        fc.assert(
            fc.property(fc.nat({ max: whole.length - 1 }), fc.boolean(), (length, hasEnded) => {
                expect(parse(whole.slice(0, length), hasEnded)).toBeUndefined();
            }),
        );
    });
});

describe("an exchange by HTTP/1", () => {
    const request: HttpRequest = {
        method: "GET",
        scheme: "http",
        path: "/",
        authority: "api.example.com",
        headers: [],
        body: "",
    };
    const answeredWith = (text: string, then: "stays" | "ends") => {
        const [client, server] = duplexPair();
        server.once("data", () => (then === "ends" ? server.end(text) : server.write(text)));
        return exchangeHttp1(client, request, "1.1", 5000);
    };

    it("with somebody who speaks another language fails with what came, and no throw is left to the program", async () => {
        await expect(answeredWith("220 mail.example.com ESMTP\r\n", "stays")).rejects.toMatchObject({
            outcome: "error",
            message: 'no HTTP: "220 mail.example.com ESMTP"',
            received: "220 mail.example.com ESMTP\r\n",
        });
    });

    it("that is cut short fails with what came", async () => {
        await expect(answeredWith("HTTP/1.1 200 OK\r\n", "ends")).rejects.toMatchObject({
            outcome: "reset",
            received: "HTTP/1.1 200 OK\r\n",
        });
        await expect(answeredWith("", "ends")).rejects.toMatchObject({ outcome: "reset", received: "" });
    });
});

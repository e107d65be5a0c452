import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVIL, GOOD, loopbackOutside, missingForLoopback } from "../testing/loopback-outside";
import { attempt } from "./attempt";
import type { ProbeRequest } from "./probe-request";

describe.skipIf(missingForLoopback.length > 0)(
    `a probe (skipped where the machine lacks: ${missingForLoopback.join("; ") || "nothing"})`,
    () => {
        let world: Awaited<ReturnType<typeof loopbackOutside>>;
        beforeAll(async () => {
            world = await loopbackOutside();
        });
        afterAll(() => world?.dispose());

        const answered: [string, ProbeRequest, object][] = [
            ["http", { manner: "http", to: "http://api.example.com/", dial: `${GOOD}:8080` }, { scheme: "http" }],
            ["tls", { manner: "tls", to: "https://api.example.com/", dial: `${GOOD}:8443` }, { scheme: "https" }],
            [
                "bypassSidecar in plaintext",
                { manner: "bypassSidecar", to: "http://evil.example/", dial: `${EVIL}:8080` },
                { scheme: "http", host: "evil.example" },
            ],
            [
                "bypassSidecar by TLS, trusting anybody",
                { manner: "bypassSidecar", to: "https://evil.example/", dial: `${EVIL}:8443`, caPem: "" },
                { scheme: "https", sni: "evil.example" },
            ],
            [
                "rawIp in plaintext",
                { manner: "rawIp", to: "http://evil.example/x", dial: `${EVIL}:8080` },
                { authority: `${EVIL}:8080`, path: "/x" },
            ],
            [
                "forgedSni",
                { manner: "forgedSni", to: "https://api.example.com/", dial: `${EVIL}:8443` },
                { host: "evil.example", sni: "api.example.com", authority: "api.example.com" },
            ],
            [
                "forgedHost",
                { manner: "forgedHost", to: "http://api.example.com/", dial: `${EVIL}:8080` },
                { host: "evil.example", authority: "api.example.com", scheme: "http" },
            ],
            [
                "connect",
                { manner: "connect", to: "https://evil.example/", dial: `${GOOD}:8080` },
                { method: "CONNECT", path: "evil.example:443", authority: "evil.example:443" },
            ],
            [
                "absoluteForm",
                { manner: "absoluteForm", to: "http://evil.example/x", dial: `${GOOD}:8080` },
                { path: "http://evil.example/x", authority: `${GOOD}:8080` },
            ],
            ["metadata", { manner: "metadata", to: "", dial: `${EVIL}:8080` }, { path: "/latest/meta-data/" }],
        ];
        it.each(answered)("in the manner %s reaches the outside as it should", async (_, request, seen) => {
            const { tried, requests } = await world.seen(request);
            expect(tried).toMatchObject({ outcome: "answered", status: 200 });
            expect(requests).toMatchObject([seen]);
        });

        it("without a name shows no SNI", async () => {
            const { tried, requests } = await world.seen({
                manner: "rawIp",
                to: "https://evil.example/",
                dial: `${EVIL}:8443`,
            });
            expect(tried.status).toBe(200);
            expect(requests[0]).not.toHaveProperty("sni");
            expect(requests[0]?.authority).toBe(`${EVIL}:8443`);
        });

        it("can name another host in the handshake than in the request", async () => {
            const { requests } = await world.seen({
                manner: "forgedSni",
                to: "https://evil.example/",
                dial: `${GOOD}:8443`,
                sni: "api.example.com",
            });
            expect(requests).toMatchObject([{ sni: "api.example.com", authority: "evil.example" }]);
        });

        it("sends what is wrong as it is: two Hosts, and paths that a client would put right", async () => {
            const { requests } = await world.seen({
                manner: "http",
                to: "http://api.example.com/v1/..\\v2/%2e%2e//x%2f..",
                dial: `${GOOD}:8080`,
                headers: [
                    ["Host", "api.example.com"],
                    ["Host", "evil.example"],
                ],
            });
            expect(requests[0]?.path).toBe("/v1/..\\v2/%2e%2e//x%2f..");
            expect(requests[0]?.headers?.filter(([name]) => name === "Host").map(([, value]) => value)).toEqual([
                "api.example.com",
                "evil.example",
            ]);
        });

        it("of QUIC's shape is a long header of version 1 in 1200 bytes", async () => {
            const { tried, of } = await world.seen({ manner: "quic", to: "api.example.com", dial: `${GOOD}:9002` });
            expect(tried.outcome).toBe("answered");
            expect(of("datagram")).toMatchObject([{ bytes: 1200 }]);
            expect(Buffer.from(tried.body ?? "", "latin1").readUInt32BE(1)).toBe(1);
            expect((tried.body ?? "").charCodeAt(0) & 0xf0).toBe(0xc0);
        });

        const quiet = { connectMilliseconds: 300, answerMilliseconds: 300 };
        const failing: [string, ProbeRequest, string][] = [
            ["nobody listens", { manner: "http", to: "http://a.example/", dial: `${EVIL}:1` }, "refused"],
            ["nobody listens, by TLS", { manner: "tls", to: "https://a.example/", dial: `${EVIL}:1` }, "refused"],
            ["nobody listens, by UDP", { manner: "udp", to: `${EVIL}:1` }, "refused"],
            ["nobody listens, by QUIC", { manner: "quic", to: `${EVIL}` }, "refused"],
            ["nobody listens, for DNS", { manner: "dns", to: "a.example", dial: `${EVIL}:1` }, "refused"],
            ["the other end speaks no TLS", { manner: "tls", to: `tls://${GOOD}:8080` }, "reset"],
            ["the answer takes too long", { manner: "http", to: `http://${GOOD}:8082/`, ...quiet }, "timeout"],
            ["there is no such IPv6 address", { manner: "ipv6", to: `http://${GOOD}:8080/` }, "error"],
            ["nobody trusts the certificate", { manner: "tls", to: `https://${GOOD}:9444/` }, "error"],
            ["the answer is no HTTP", { manner: "http", to: `http://${GOOD}:9000/` }, "error"],
            ["no name is forged", { manner: "forgedHost", to: "http://api.example.com/" }, "error"],
            ["no language is named", { manner: "bypassSidecar", to: "evil.example:443" }, "error"],
            ["no port is named", { manner: "tcp", to: GOOD }, "error"],
            ["no host is named", { manner: "http", to: "http:///x" }, "error"],
        ];
        it.each(failing)("where %s, tells how it ended and sends no request", async (_, request, outcome) => {
            const { tried, requests } = await world.seen(request);
            expect(tried).toMatchObject({ outcome, error: expect.stringMatching(/./) });
            expect(tried).not.toHaveProperty("status");
            expect(requests.filter(({ port }) => port !== 8082)).toEqual([]);
        });

        it("repeated, says of each how it went, and first of all of one that failed", async () => {
            const request: ProbeRequest = {
                manner: "http",
                to: "http://api.example.com/",
                dial: `${GOOD}:8080`,
                repeat: 12,
                concurrency: 4,
            };
            const { tried, requests } = await world.seen(request);
            expect(tried.statuses).toEqual(Array(12).fill(200));
            expect(new Set(requests.map(({ connection }) => connection)).size).toBe(12);
            const refused = await world.seen({ ...request, dial: `${EVIL}:1`, repeat: 3 });
            expect(refused.tried).toMatchObject({ outcome: "refused", statuses: ["refused", "refused", "refused"] });
        });

        it("that is answered in another language than HTTP says what came", async () => {
            const { tried } = await world.seen({ manner: "http", to: `http://${GOOD}:9000/x` });
            expect(tried).toMatchObject({
                outcome: "error",
                error: 'no HTTP: "GET /x HTTP/1.1"',
                body: expect.stringMatching(/^GET \/x HTTP\/1[.]1\r\n/),
            });
        });

        it("in a namespace that is not there is an error of the lab, and no attempt that somebody has denied", async () => {
            const request: ProbeRequest = { manner: "http", to: "http://api.example.com/" };
            await expect(attempt("no-such-namespace", request)).rejects.toThrow(/^the probe did not run: /);
        });
    },
);

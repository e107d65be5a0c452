import { createConnection } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVIL, GOOD, loopbackOutside, missingForLoopback } from "../testing/loopback-outside";

describe.skipIf(missingForLoopback.length > 0)(
    `the outside (skipped where the machine lacks: ${missingForLoopback.join("; ") || "nothing"})`,
    () => {
        let world: Awaited<ReturnType<typeof loopbackOutside>>;
        beforeAll(async () => {
            world = await loopbackOutside();
        });
        afterAll(() => world?.dispose());

        it("writes a plaintext request down with its headers in the order and case in which they came", async () => {
            const headers = [
                ["X-One", "1"],
                ["traceparent", "t"],
            ] as const;
            const { tried, requests, handshakes } = await world.seen({
                manner: "http",
                to: "http://api.example.com/v1/../x?q=1",
                dial: `${GOOD}:8080`,
                method: "POST",
                headers,
                body: "hello",
            });
            expect(tried).toMatchObject({ outcome: "answered", status: 200 });
            expect(handshakes).toEqual([]);
            expect(requests).toMatchObject([
                {
                    host: "api.example.com",
                    address: GOOD,
                    port: 8080,
                    scheme: "http",
                    method: "POST",
                    path: "/v1/../x?q=1",
                    authority: "api.example.com",
                    httpVersion: "1.1",
                },
            ]);
            expect(requests[0]).not.toHaveProperty("sni");
            expect(requests[0]?.headers?.map(([name]) => name)).toEqual([
                "Host",
                "User-Agent",
                "Accept",
                "Content-Length",
                "X-One",
                "traceparent",
            ]);
            expect(requests[0]?.source).toMatch(/^127\./);
            expect(JSON.parse(tried.body ?? "")).toMatchObject({ seen: { path: "/v1/../x?q=1" } });
        });

        it("a request's body is counted", async () => {
            const request = { manner: "http", to: "http://api.example.com/", dial: `${GOOD}:8080` } as const;
            expect((await world.seen({ ...request, body: "hello" })).of("bytes")).toMatchObject([{ bytes: 5 }]);
            expect((await world.seen(request)).of("bytes")).toEqual([]);
        });

        it.each([
            ["1.1", "http/1.1", "1.1"],
            ["2", "h2", "2.0"],
        ] as const)("HTTP/%s over TLS is seen with SNI, ALPN and version", async (httpVersion, alpn, seenVersion) => {
            const { tried, requests, handshakes } = await world.seen({
                manner: "tls",
                to: "https://api.example.com/v1",
                dial: `${GOOD}:8443`,
                httpVersion,
            });
            expect(tried).toMatchObject({ outcome: "answered", status: 200 });
            const tls = { sni: "api.example.com", alpn, tlsVersion: "TLSv1.3", resumed: false };
            expect(handshakes).toMatchObject([tls]);
            expect(requests).toMatchObject([{ ...tls, scheme: "https", path: "/v1", httpVersion: seenVersion }]);
            expect(requests[0]?.handshake).toBe(handshakes[0]?.handshake);
        });

        it.each([
            ["2", "2.0"],
            ["1.0", "1.0"],
        ] as const)("HTTP/%s without TLS is understood", async (httpVersion, seenVersion) => {
            const { tried, requests } = await world.seen({
                manner: "http",
                to: "http://api.example.com/",
                dial: `${GOOD}:8080`,
                httpVersion,
            });
            expect(tried).toMatchObject({ outcome: "answered", status: 200 });
            expect(requests).toMatchObject([
                { httpVersion: seenVersion, authority: "api.example.com", scheme: "http" },
            ]);
        });

        it("several hosts behind one address are told apart by Host, and by SNI, with a certificate each", async () => {
            const ask = (manner: "http" | "tls", name: string, port: number) =>
                world.seen({
                    manner,
                    to: `${manner === "tls" ? "https" : "http"}://${name}/`,
                    dial: `${GOOD}:${port}`,
                });
            for (const [name, host] of [
                ["www.example.com", "api.example.com"],
                ["shared.example.net", "shared.example.net"],
                ["a.wild.example.org", "*.wild.example.org"],
            ] as const) {
                expect((await ask("http", name, 8080)).requests).toMatchObject([{ host, authority: name }]);
                const { tried, requests } = await ask("tls", name, 8443);
                expect([tried.status, requests[0]?.host, requests[0]?.sni]).toEqual([200, host, name]);
            }
        });

        it("a resumed handshake is its own host's, like the one before it", async () => {
            const { handshakes } = await world.seen({
                manner: "tls",
                to: "https://shared.example.net/",
                dial: `${GOOD}:8443`,
                repeat: 2,
            });
            const seen = { host: "shared.example.net", sni: "shared.example.net" };
            expect(handshakes).toMatchObject([
                { ...seen, resumed: false },
                { ...seen, resumed: true },
            ]);
        });

        it("a forged name is not believed: what counts is the address that was reached", async () => {
            const forged = { to: "https://api.example.com/", dial: `${EVIL}:8443` } as const;
            const { tried, requests } = await world.seen({ ...forged, manner: "forgedSni" });
            expect(tried.status).toBe(200);
            expect(requests).toMatchObject([{ host: "evil.example", address: EVIL, sni: "api.example.com" }]);
            // Whoever looks at the certificate notices, before a request is sent.
            const honest = await world.seen({ ...forged, manner: "tls" });
            expect(honest.tried.outcome).toBe("error");
            expect(honest.requests).toEqual([]);
        });

        it("domain fronting is seen: SNI names one host of the address and Host another", async () => {
            const { requests } = await world.seen({
                manner: "tls",
                to: "https://api.example.com/",
                dial: `${GOOD}:8443`,
                headers: [["Host", "shared.example.net"]],
            });
            expect(requests).toMatchObject([
                { host: "shared.example.net", sni: "api.example.com", authority: "shared.example.net" },
            ]);
        });

        it("plaintext that arrives on an HTTPS port is a request like any other, and is answered 400", async () => {
            const { tried, requests, handshakes } = await world.seen({
                manner: "http",
                to: "http://api.example.com/secret",
                dial: `${GOOD}:8443`,
            });
            expect(tried.status).toBe(400);
            expect(requests).toMatchObject([{ scheme: "http", port: 8443, path: "/secret" }]);
            expect(handshakes).toEqual([]);
        });

        it("bytes that are no HTTP are seen as bytes", async () => {
            const { tried, requests, of } = await world.seen({
                manner: "tcp",
                to: `${GOOD}:8080`,
                body: "\0\0\0\r\n\r\n",
            });
            expect(tried.outcome).toBe("reset");
            expect(requests).toEqual([]);
            expect(of("bytes")).toMatchObject([{ error: expect.stringMatching(/^no HTTP/) }]);
        });

        it.each([
            [8080, "TLS on a plaintext port"],
            [8081, "TLS on a plaintext port"],
        ])("TLS on the plaintext port %i is seen as bytes", async (port, error) => {
            const { tried, of, handshakes } = await world.seen({ manner: "tls", to: `https://${GOOD}:${port}/` });
            expect(tried.outcome).toBe("reset");
            expect(of("bytes")).toMatchObject([{ error, port }]);
            expect(handshakes).toEqual([]);
        });

        it("a connection without a byte is a connection and nothing else", async () => {
            const since = world.outside.mark();
            const socket = createConnection(9000, GOOD).on("connect", () => socket.end());
            await expect.poll(() => world.outside.sightings(since)).toMatchObject([{ kind: "connection", port: 9000 }]);
            const silent = world.outside.mark();
            const secured = createConnection(8443, GOOD).on("connect", () => secured.end());
            await new Promise((resolve) => secured.on("close", resolve));
            expect(world.outside.sightings(silent).map(({ kind }) => kind)).toEqual(["connection"]);
        });

        it("WebSocket upgrades and CONNECT are requests, and what follows is bytes", async () => {
            const { tried, requests } = await world.seen({
                manner: "http",
                to: "http://api.example.com/ws",
                dial: `${GOOD}:8080`,
                headers: [
                    ["Connection", "Upgrade"],
                    ["Upgrade", "websocket"],
                    ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
                    ["Sec-WebSocket-Version", "13"],
                ],
            });
            // The value of RFC 6455's own example.
            expect(tried.status).toBe(101);
            expect(tried.headers?.["sec-websocket-accept"]).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            expect(requests).toMatchObject([{ method: "GET", path: "/ws" }]);
            const tunnel = await world.seen({
                manner: "connect",
                to: "https://evil.example/",
                dial: `${GOOD}:8080`,
            });
            expect(tunnel.tried.status).toBe(200);
            expect(tunnel.requests).toMatchObject([{ method: "CONNECT", path: "evil.example:443" }]);
        });

        it("status, delay and headers of a service are its own", async () => {
            const { tried } = await world.seen({
                manner: "http",
                to: "http://api.example.com/",
                dial: `${GOOD}:8081`,
            });
            expect(tried).toMatchObject({ outcome: "answered", status: 503, headers: { "x-outside": "yes" } });
        });

        it("a demanded client certificate is seen with subject and names", async () => {
            const clientCertificate = await world.authority.issue({
                names: ["client-a", "spiffe://cluster.local/ns/shop/sa/pay"],
                client: true,
            });
            const request = { manner: "tls", to: "https://api.example.com/", dial: `${GOOD}:9443` } as const;
            const certificate = {
                subject: "CN=client-a",
                names: ["DNS:client-a", "URI:spiffe://cluster.local/ns/shop/sa/pay"],
                trusted: true,
            };
            const twice = await world.seen({ ...request, clientCertificate, repeat: 2 });
            expect(twice.tried.statuses).toEqual([200, 200]);
            expect(twice.handshakes).toMatchObject([{ resumed: false }, { resumed: true }]);
            expect(twice.requests).toMatchObject([
                { clientCertificate: certificate },
                { clientCertificate: certificate },
            ]);
        });

        it("without the certificate, or with another authority's, no request is read", async () => {
            const request = { manner: "tls", to: "https://api.example.com/", dial: `${GOOD}:9443` } as const;
            const without = await world.seen(request);
            expect(without.tried.outcome).toBe("reset");
            expect(without.handshakes).toMatchObject([{ error: "no client certificate", sni: "api.example.com" }]);
            expect(without.requests).toEqual([]);
            const foreign = await world.foreignAuthority();
            const clientCertificate = await foreign.issue({ names: ["client-a"], client: true });
            const forged = await world.seen({ ...request, clientCertificate });
            expect(forged.handshakes).toMatchObject([
                {
                    error: "client certificate not trusted",
                    clientCertificate: { subject: "CN=client-a", trusted: false },
                },
            ]);
            expect(forged.requests).toEqual([]);
        });

        it("a certificate that nobody asked for is seen, too; none is not made up", async () => {
            const clientCertificate = await world.authority.issue({ names: ["client-b"], client: true });
            const request = { manner: "tls", to: "https://api.example.com/", dial: `${GOOD}:8443` } as const;
            const { requests } = await world.seen({ ...request, clientCertificate });
            expect(requests).toMatchObject([{ clientCertificate: { subject: "CN=client-b" } }]);
            const { requests: plain } = await world.seen(request);
            expect(plain[0]).not.toHaveProperty("clientCertificate");
        });

        it.each([
            [9444, /^UNABLE_TO_VERIFY_LEAF_SIGNATURE/],
            [9445, /^ERR_TLS_CERT_ALTNAME_INVALID/],
        ])("the certificate of port %i is refused by who looks at it", async (port, reason) => {
            const request = { to: "https://api.example.com/", dial: `${GOOD}:${port}` } as const;
            const honest = await world.seen({ ...request, manner: "tls" });
            expect(honest.tried).toMatchObject({ outcome: "error", error: expect.stringMatching(reason) });
            expect(honest.requests).toEqual([]);
            const careless = await world.seen({ ...request, manner: "bypassSidecar" });
            expect(careless.tried.status).toBe(200);
        });

        it("handshakes are counted, resumed ones apart", async () => {
            const { tried, handshakes, requests, of } = await world.seen({
                manner: "tls",
                to: "https://api.example.com/",
                dial: `${GOOD}:8443`,
                repeat: 5,
            });
            expect(tried.statuses).toEqual([200, 200, 200, 200, 200]);
            expect(handshakes.map(({ resumed }) => resumed)).toEqual([false, true, true, true, true]);
            expect(requests.map(({ sni }) => sni)).toEqual(Array(5).fill("api.example.com"));
            expect(new Set(of("connection").map(({ connection }) => connection)).size).toBe(5);
            const others = await world.seen({ manner: "tls", to: "https://api.example.com/", dial: `${GOOD}:8443` });
            expect(others.handshakes.map(({ resumed }) => resumed)).toEqual([false]);
        });

        it("raw TLS and TCP give back the bytes that are written down", async () => {
            const plain = await world.seen({ manner: "tcp", to: `tcp://${GOOD}:9000`, body: "ping" });
            expect(plain.tried).toMatchObject({ outcome: "answered", body: "ping" });
            expect(plain.of("bytes")).toMatchObject([{ bytes: 4, text: "ping", port: 9000 }]);
            const secured = await world.seen({
                manner: "tls",
                to: "tls://api.example.com",
                dial: `${GOOD}:9001`,
                body: "pong",
            });
            expect(secured.tried).toMatchObject({ outcome: "answered", body: "pong" });
            expect(secured.handshakes).toMatchObject([{ sni: "api.example.com" }]);
            expect(secured.of("bytes")).toMatchObject([{ bytes: 4, text: "pong" }]);
            const wrong = await world.seen({ manner: "tcp", to: `${GOOD}:9001`, body: "ping" });
            expect(wrong.tried.outcome).toBe("reset");
            expect(wrong.of("bytes")).toMatchObject([{ error: "no TLS on a TLS port" }]);
        });

        it("datagrams are seen and given back", async () => {
            const { tried, of } = await world.seen({ manner: "udp", to: `${GOOD}:9002`, body: "ping" });
            expect(tried).toMatchObject({ outcome: "answered", body: "ping" });
            expect(of("datagram")).toMatchObject([{ bytes: 4, text: "ping", transport: "udp", connection: 0 }]);
        });

        it("DNS knows the hosts, their aliases and wildcards by both transports, and nothing else", async () => {
            const ask = async (name: string) => {
                const { tried, requests } = await world.seen({ manner: "dns", to: name, dial: `${GOOD}:5353` });
                expect(requests).toHaveLength(2);
                expect(requests.map(({ transport }) => transport).sort()).toEqual(["tcp", "udp"]);
                expect(requests[0]).toMatchObject({ scheme: "dns", method: "A", authority: name });
                return JSON.parse(tried.body ?? "");
            };
            const good = { code: "NOERROR", addresses: [GOOD] };
            expect(await ask("api.example.com")).toEqual({ udp: good, tcp: good });
            expect((await ask("www.example.com")).udp).toEqual(good);
            expect((await ask("a.b.wild.example.org")).udp).toEqual(good);
            const unknown = { code: "NXDOMAIN", addresses: [] };
            expect(await ask("stolen-data.example.com")).toEqual({ udp: unknown, tcp: unknown });
            expect((await ask("wild.example.org")).udp).toEqual(unknown);
        });

        it("a service can be taken down, with the connections it has, and up again", async () => {
            const request = { manner: "http", to: "http://evil.example/", dial: `${EVIL}:8080` } as const;
            const held = createConnection(9000, EVIL);
            await new Promise((resolve) => held.once("connect", resolve));
            const closed = new Promise((resolve) => held.on("error", () => {}).once("close", resolve));
            await world.outside.stop("evil.example", 9000);
            await closed;
            await world.outside.stop("evil.example", 8080);
            const down = await world.seen(request);
            expect(down.tried.outcome).toBe("refused");
            expect(down.sightings).toEqual([]);
            await world.outside.start("evil.example", 8080);
            await world.outside.start("evil.example", 8080);
            expect((await world.seen(request)).tried.status).toBe(200);
        });

        it("a service that nobody has cannot be taken down", async () => {
            await expect(world.outside.stop("evil.example", 1)).rejects.toThrow(
                'the outside did not stop evil.example 1: no service for "stop evil.example 1"',
            );
        });
    },
);

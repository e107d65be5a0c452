import { randomInt } from "node:crypto";
import { getServers } from "node:dns";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { type Answer, decodeAnswer, encodeQuery, framed, unframed } from "../dns/message";
import { exchangeDatagram, quicInitial } from "./datagram";
import { failureOf, ProbeFailure } from "./failure";
import { exchangeHttp1, exchangeHttp2, type HttpRequest, type HttpResponse } from "./http-exchange";
import type { Manner, ProbeRequest } from "./probe-request";
import { connect, exchange, secure } from "./stream";
import { type Endpoint, endpointOf, parseTarget, type Target } from "./target";

/** For a connection, and for the answer to a datagram, which has nobody on the way who would wait. */
const CONNECT_MILLISECONDS = 2000;
const ANSWER_MILLISECONDS = 4000;
/** Where an application of the lab's images finds whom it trusts. */
const SYSTEM_BUNDLE = "/etc/ssl/certs/ca-certificates.crt";
/** https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata */
const METADATA = "http://100.100.100.200/latest/meta-data/";
const DEFAULT_BODY = "probe";
export const LONGEST_BODY = 65_536;

/** What came back. */
export interface Reply {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
}

/** One attempt after another by one program: sessions of TLS are resumed, as an application's client does. */
export class Prober {
    private session: Buffer | undefined;
    private readonly connectMilliseconds: number;
    private readonly answerMilliseconds: number;

    constructor(private readonly request: ProbeRequest) {
        this.connectMilliseconds = request.connectMilliseconds ?? CONNECT_MILLISECONDS;
        this.answerMilliseconds = request.answerMilliseconds ?? ANSWER_MILLISECONDS;
    }

    attempt(): Promise<Reply> {
        const { manner, to } = this.request;
        switch (manner) {
            case "dns":
                return this.askNames();
            case "metadata":
                return this.speak(parseTarget(to === "" ? METADATA : to), "http");
            case "quic":
                return this.sendDatagram(withPort(parseTarget(to), 443), quicInitial());
            case "connect":
                return this.askForTunnel();
            case "absoluteForm":
                return this.speakAbsolute();
            case "rawIp":
                return this.speakWithoutName();
            case "forgedSni":
            case "forgedHost":
                if (this.request.dial === undefined) {
                    throw new ProbeFailure("error", `${manner} needs dial: what is dialled under the name of ${to}`);
                }
                return this.speak(parseTarget(to), languageOf(manner, to));
            default:
                return this.speak(parseTarget(to), languageOf(manner, to));
        }
    }

    private async speak(target: Target, language: Language): Promise<Reply> {
        if (language === "udp") {
            return this.sendDatagram(target, Buffer.from(this.request.body ?? DEFAULT_BODY));
        }
        const isHttp = language === "http" || language === "https";
        return this.withStream(await this.endpoint(target), async (socket) => {
            const isSecure = language === "https" || language === "tls";
            const stream = isSecure ? await this.secured(socket, target) : socket;
            return isHttp ? this.askHttp(stream, httpRequest(this.request, target, language)) : this.sendBytes(stream);
        });
    }

    /** Names nothing: the address is all there is to see. */
    private async speakWithoutName(): Promise<Reply> {
        const target = parseTarget(this.request.to);
        const { address, port } = await this.endpoint(target);
        const authority = isDefaultPort(target.scheme, port) ? address : `${address}:${port}`;
        const nameless = { ...target, host: address, authority, port };
        return this.speak(nameless, languageOf("rawIp", this.request.to));
    }

    private async askForTunnel(): Promise<Reply> {
        const target = parseTarget(this.request.to);
        const { host, port } = target;
        const path = `${host}:${port || 443}`;
        const request = httpRequest(this.request, { ...target, authority: path, path }, "http");
        return this.withStream(await this.endpoint({ ...target, port: 80 }), (socket) =>
            this.askHttp(socket, { ...request, method: "CONNECT", body: "" }),
        );
    }

    private async speakAbsolute(): Promise<Reply> {
        const { to, dial = "" } = this.request;
        const target = parseTarget(to);
        const authority = dial === "" ? target.authority : dial;
        return this.withStream(await this.endpoint({ ...target, port: target.port || 80 }), (socket) =>
            this.askHttp(socket, httpRequest(this.request, { ...target, authority, path: to }, "http")),
        );
    }

    private async sendDatagram(target: Target, bytes: Buffer): Promise<Reply> {
        const answer = await exchangeDatagram(await this.endpoint(target), bytes, this.connectMilliseconds);
        return { body: shortened(answer.toString("latin1")) };
    }

    /** By both transports: a resolver that is closed by one is no closed resolver. */
    private async askNames(): Promise<Reply> {
        const { to, dial = getServers()[0] } = this.request;
        if (dial === undefined) {
            throw new ProbeFailure("error", "no resolver: resolv.conf names none and the probe neither");
        }
        const endpoint = await this.endpoint({ ...parseTarget(to), port: 53 }, dial);
        const question = { id: randomInt(0x10000), name: to.toLowerCase(), type: "A" };
        const query = encodeQuery(question);
        const byUdp = exchangeDatagram(endpoint, query, this.connectMilliseconds).then((message) =>
            decodeAnswer(message, question),
        );
        const byTcp = this.withStream(endpoint, (socket) =>
            exchange(socket, framed(query), this.answerMilliseconds, (received) => {
                const message = unframed(received)?.message;
                return message === undefined ? undefined : decodeAnswer(message, question);
            }),
        );
        const [udp, tcp] = await Promise.allSettled([byUdp, byTcp]);
        if (udp.status === "rejected" && tcp.status === "rejected") {
            throw udp.reason;
        }
        return { body: JSON.stringify({ udp: answerText(udp), tcp: answerText(tcp) }) };
    }

    private endpoint(target: Target, dial = this.request.dial): Promise<Endpoint> {
        const family = this.request.manner === "ipv6" ? 6 : 4;
        return endpointOf(target, dial, { family, milliseconds: this.connectMilliseconds });
    }

    private async withStream<T>(endpoint: Endpoint, use: (socket: Awaited<ReturnType<typeof connect>>) => Promise<T>) {
        const socket = await connect(endpoint, this.connectMilliseconds);
        try {
            return await use(socket);
        } finally {
            socket.destroy();
        }
    }

    private async secured(socket: Parameters<typeof secure>[0], { host }: Target): Promise<TLSSocket> {
        const { manner, caPem, clientCertificate, httpVersion, sni } = this.request;
        const name = sni ?? (isIP(host) === 0 ? host : "");
        const isHttp = languageOf(manner, this.request.to) === "https";
        const options: ConnectionOptions = {
            // Without a name Node would still check one, so the host stands in for it.
            ...(name === "" ? { host } : { servername: name }),
            ...trust(manner, caPem),
            ...(clientCertificate && { cert: clientCertificate.certPem, key: clientCertificate.keyPem }),
            ...(isHttp ? { ALPNProtocols: [httpVersion === "2" ? "h2" : "http/1.1"] } : {}),
            ...(this.session === undefined ? {} : { session: this.session }),
        };
        const secured = await secure(socket, options, this.answerMilliseconds);
        secured.on("session", (session) => {
            this.session = session;
        });
        return secured;
    }

    private async askHttp(stream: Duplex, request: HttpRequest): Promise<HttpResponse> {
        const { httpVersion = "1.1" } = this.request;
        const response =
            httpVersion === "2"
                ? await exchangeHttp2(stream, request, this.answerMilliseconds)
                : await exchangeHttp1(stream, request, httpVersion, this.answerMilliseconds);
        return { ...response, body: shortened(response.body) };
    }

    private async sendBytes(stream: Duplex): Promise<Reply> {
        const bytes = Buffer.from(this.request.body ?? DEFAULT_BODY);
        const body = await exchange(stream, bytes, this.answerMilliseconds, (received) =>
            received.length === 0 ? undefined : received.toString("latin1"),
        );
        return { body: shortened(body) };
    }
}

type Language = "http" | "https" | "tls" | "tcp" | "udp";

/** What is spoken on the wire. */
function languageOf(manner: Manner, to: string): Language {
    const { scheme } = parseTarget(to);
    const isHttp = scheme === "http" || scheme === "https";
    switch (manner) {
        case "http":
        case "forgedHost":
            return "http";
        case "tls":
        case "forgedSni":
            return isHttp ? "https" : "tls";
        case "tcp":
        case "udp":
            return manner;
        default:
            if (isHttp || scheme === "tls" || scheme === "tcp" || scheme === "udp") {
                return scheme;
            }
            throw new ProbeFailure("error", `${manner} needs a URL (http, https, tls, tcp or udp), got "${to}"`);
    }
}

/** Only an honest application looks at whom it speaks to. */
function trust(manner: Manner, caPem: string | undefined): ConnectionOptions {
    if (manner !== "tls") {
        return { rejectUnauthorized: false };
    }
    const bundle = caPem ?? (existsSync(SYSTEM_BUNDLE) ? readFileSync(SYSTEM_BUNDLE, "utf8") : undefined);
    return bundle === undefined ? {} : { ca: bundle };
}

function httpRequest(request: ProbeRequest, target: Target, scheme: "http" | "https"): HttpRequest {
    const { method = "GET", headers = [], body = "" } = request;
    return { method, scheme, path: target.path, authority: target.authority, headers, body };
}

function withPort(target: Target, port: number): Target {
    return target.port === 0 ? { ...target, port } : target;
}

function isDefaultPort(scheme: string, port: number): boolean {
    return port === (scheme === "https" ? 443 : 80);
}

function answerText(settled: PromiseSettledResult<Answer | undefined>): unknown {
    return settled.status === "fulfilled" ? settled.value : { error: failureOf(settled.reason).message };
}

function shortened(body: string): string {
    return body.slice(0, LONGEST_BODY);
}

import { randomBytes } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { serverNameIn } from "./client-hello";
import type { Connection, Surroundings } from "./connection";
import { echo } from "./echo";
import { HttpService } from "./http-service";
import { NameService } from "./name-service";
import { meant, type ServedService } from "./outside-host";
import type { ClientCertificate } from "./sighting";

const TLS_HANDSHAKE_RECORD = 0x16;

/** Everything that one address and TCP port serve, for one host or for several that share them. */
export class TcpListener {
    private server: Server | undefined;
    private readonly open = new Set<Socket>();
    private readonly http: HttpService;
    /** One for all connections, or none could resume another's session. */
    private readonly ticketKeys = randomBytes(48);

    constructor(
        /** Whom a client gets that names nobody. */
        private readonly first: ServedService,
        private readonly services: readonly ServedService[],
        private readonly surroundings: Surroundings,
    ) {
        this.http = new HttpService(services, surroundings.sightings);
    }

    async listen(): Promise<void> {
        if (this.server !== undefined) {
            return;
        }
        const { address, port } = this.first;
        const server = createServer((socket) => this.accept(socket));
        await new Promise<void>((resolve, reject) => {
            server.once("error", reject).listen(port, address, resolve);
        });
        this.server = server;
    }

    /** Ends its connections, too: a service that is down answers nobody. */
    async close(): Promise<void> {
        const { server } = this;
        this.server = undefined;
        const closed = new Promise<void>((resolve) => {
            server === undefined ? resolve() : server.close(() => resolve());
        });
        for (const socket of this.open) {
            socket.destroy();
        }
        await closed;
    }

    private accept(socket: Socket): void {
        this.open.add(socket);
        socket.once("close", () => this.open.delete(socket));
        // The other end may reset at any time; what came before is written down already.
        socket.on("error", () => {});
        const service = this.first;
        const connection: Connection = {
            service,
            seen: {
                host: service.host,
                address: service.address,
                port: service.port,
                transport: "tcp",
                source: socket.remoteAddress ?? "",
                connection: this.surroundings.nextConnection(),
            },
        };
        this.surroundings.sightings.write({ kind: "connection", ...connection.seen });
        if (service.protocol === "TCP") {
            echo(socket, connection, this.surroundings.sightings);
        } else if (service.protocol === "DNS") {
            new NameService(this.surroundings).serveStream(socket, connection);
        } else {
            this.afterFirstBytes(socket, (first) => this.speak(socket, connection, first));
        }
    }

    /** Looks at what comes first and leaves it for whoever reads next. */
    private afterFirstBytes(socket: Socket, then: (first: Buffer) => void): void {
        socket.once("readable", () => {
            const first = socket.read() as Buffer | null;
            if (first === null) {
                // It was only the end.
                socket.destroy();
                return;
            }
            socket.unshift(first);
            then(first);
        });
    }

    private speak(socket: Socket, connection: Connection, first: Buffer): void {
        const { protocol } = connection.service;
        const isHandshake = first[0] === TLS_HANDSHAKE_RECORD;
        const isSecure = protocol === "HTTPS" || protocol === "TLS";
        if (isSecure && isHandshake) {
            this.secure(socket, connection, serverNameIn(first));
        } else if (isHandshake || protocol === "TLS") {
            const error = isSecure ? "no TLS on a TLS port" : "TLS on a plaintext port";
            this.surroundings.sightings.write({ kind: "bytes", ...connection.seen, bytes: first.length, error });
            socket.destroy();
        } else {
            // On an HTTPS port this is the leak that tests look for: the request is written down as it came.
            this.http.serve(socket, connection, first);
        }
    }

    /** A server of its own per connection: its callbacks then know whose handshake they belong to, also of one that fails. */
    private secure(socket: Socket, connection: Connection, sni: string | undefined): void {
        const { sightings, clientAuthority, contextOf } = this.surroundings;
        const certificate = connection.service.certificate;
        const service = meant(this.services, sni) ?? this.first;
        let seen = { ...connection.seen, host: service.host, ...(sni === undefined ? {} : { sni }) };
        const fail = (error: string) => {
            sightings.write({ kind: "handshake", ...seen, error });
            socket.destroy();
        };
        const server = createTlsServer({
            cert: certificate?.certPem ?? "",
            key: certificate?.keyPem ?? "",
            ca: clientAuthority,
            requestCert: true,
            rejectUnauthorized: false,
            ticketKeys: this.ticketKeys,
            sessionIdContext: "outside",
            ALPNCallback: ({ protocols }) =>
                protocols.find((name) => ["h2", "http/1.1"].includes(name)) ?? protocols[0],
            SNICallback: (_, done) => done(null, contextOf(service)),
        });
        server.once("tlsClientError", (error) => fail(error.message));
        server.once("secureConnection", (secured) => {
            secured.on("error", () => {});
            seen = { ...seen, ...agreedOn(secured) };
            if (service.clientCertificate === true && seen.clientCertificate?.trusted !== true) {
                fail(seen.clientCertificate === undefined ? "no client certificate" : "client certificate not trusted");
                return;
            }
            seen = { ...seen, handshake: this.surroundings.nextHandshake(), resumed: secured.isSessionReused() };
            sightings.write({ kind: "handshake", ...seen });
            if (service.protocol === "TLS") {
                echo(secured, { service, seen }, sightings);
            } else {
                this.http.serve(secured, { service, seen });
            }
        });
        server.emit("connection", socket);
    }
}

function agreedOn(secured: TLSSocket) {
    const certificate = clientCertificateOf(secured);
    const version = secured.getProtocol();
    return {
        ...(secured.alpnProtocol ? { alpn: secured.alpnProtocol } : {}),
        ...(version === null ? {} : { tlsVersion: version }),
        ...(certificate === undefined ? {} : { clientCertificate: certificate }),
    };
}

function clientCertificateOf(secured: TLSSocket): ClientCertificate | undefined {
    const certificate = secured.getPeerX509Certificate();
    return certificate === undefined
        ? undefined
        : {
              subject: certificate.subject?.split("\n").join(", ") ?? "",
              names: (certificate.subjectAltName ?? "").split(", ").filter((name) => name !== ""),
              trusted: secured.authorized,
          };
}

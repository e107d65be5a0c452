/**
 * How a program tries to get out (the manners of a scenario's probes).
 * - `http`: plaintext HTTP, whatever the URL's scheme; `tls`: its own TLS, then HTTP (`https://`) or bytes (`tls://`, `host:port`).
 * - `tcp`, `udp`: bytes, and waits for some to come back; `quic`: a datagram shaped as QUIC's first, to UDP port 443.
 * - `bypassSidecar`: as the proxy's uid, so that the sidecar's capture lets it pass; speaks what the URL's scheme says.
 * - `rawIp`: as the scheme says, with the address in place of the name: no SNI, no Host.
 * - `forgedSni`, `forgedHost`: names `to`, dials `dial`, by TLS or in plaintext.
 * - `connect`: asks `dial` (default the target's host, port 80) for a tunnel to `to`.
 * - `absoluteForm`: sends the whole URL `to` in its request line to `dial`, whose name is the Host.
 * - `ipv6`: as the scheme says, over IPv6 only; `metadata`: the node's metadata service; `dns`: asks `dial` for the name `to`.
 */
export type Manner =
    | "http"
    | "tls"
    | "tcp"
    | "udp"
    | "quic"
    | "bypassSidecar"
    | "rawIp"
    | "forgedSni"
    | "forgedHost"
    | "connect"
    | "absoluteForm"
    | "ipv6"
    | "metadata"
    | "dns";

export interface ProbeRequest {
    readonly manner: Manner;
    /** URL, `host:port`, or a name. A path is sent as it is written here. */
    readonly to: string;
    /** What is dialled in place of the target's host: a name or an address, with or without a port. */
    readonly dial?: string;
    /** Who tries; default an ordinary user. `bypassSidecar` is always the proxy's. */
    readonly uid?: number;
    readonly method?: string;
    /** Two of one name are sent as two. A Host here replaces the target's. */
    readonly headers?: readonly (readonly [string, string])[];
    /** Of an HTTP request, or the bytes of the other manners. */
    readonly body?: string;
    /** Default 1.1; 2 without TLS is with prior knowledge. */
    readonly httpVersion?: "1.0" | "1.1" | "2";
    /** How often, each time on a connection of its own; default once. */
    readonly repeat?: number;
    /** How many at a time; default one. */
    readonly concurrency?: number;
    /** Whom the manner `tls` trusts, as PEM; default the machine's own bundle. Hostile manners look at no certificate. */
    readonly caPem?: string;
    /** Presented in TLS. */
    readonly clientCertificate?: { readonly certPem: string; readonly keyPem: string };
    /** Replaces the SNI that the target's name would be; empty for none. */
    readonly sni?: string;
    /** Default 2000. */
    readonly connectMilliseconds?: number;
    /** From the connection to the end of the answer, handshake included; default 4000. */
    readonly answerMilliseconds?: number;
}

/** What the one who tried saw. What got out is the outside's to say. */
export interface Attempt {
    /**
     * `answered`: anything came back from beyond the connection, also a proxy's refusal; see `status`. `refused`: nobody listens.
     * `reset`: the connection ended without an answer. `timeout`: nothing came in time. `error`: everything else, such as no route,
     * no such name, or a certificate that is not trusted. Of several, the first that was not answered.
     */
    readonly outcome: Outcome;
    readonly status?: number;
    /** Names in lower case; of several of one name the last. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Of the answer; beside an error, what came although it was none. */
    readonly body?: string;
    readonly error?: string;
    readonly milliseconds: number;
    /** With `repeat`: each attempt's status, or its outcome where it has none. */
    readonly statuses?: readonly (number | Outcome)[];
}

export type Outcome = "answered" | "refused" | "reset" | "timeout" | "error";

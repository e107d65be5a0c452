import { z } from "zod";
import { count } from "./count";
import { DECIDING, decidingLayer } from "./layer";

/** How a request is attempted. */
export const MANNERS = [
    /** The application speaks plain HTTP. */
    "http",
    /** The application speaks TLS. */
    "tls",
    /** Bytes over TCP. */
    "tcp",
    /** Datagrams. */
    "udp",
    /** Datagrams to a web server's port, as QUIC sends them. */
    "quic",
    /** As the proxy's uid, which the capture lets pass. */
    "bypassSidecar",
    /** To an address, without any name. */
    "rawIp",
    /** TLS that names `to` and goes to `dial`. */
    "forgedSni",
    /** HTTP that names `to` and goes to `dial`. */
    "forgedHost",
    /** HTTP CONNECT: a tunnel to `to` by way of `dial`. */
    "connect",
    /** Over IPv6. */
    "ipv6",
    /** The metadata service of Alibaba Cloud. */
    "metadata",
    /** A DNS query straight to the server `dial`. */
    "dns",
] as const;

export type Manner = (typeof MANNERS)[number];

/** Where a probe can come from besides the workloads of the scenario. */
export const PLACES = ["gateway", "worker-node", "gateway-node"] as const;

/** One value, or several for a header that is sent more than once. */
const headers = z.record(
    z.string(),
    z.union([z.string(), z.array(z.string()).min(1)], { error: "a text, or a list of texts" }),
);

/** A token as the lab makes it. */
const token = z.strictObject({
    /** Name of one of `issuers`, whose key signs it. */
    issuer: z.string(),
    /** The `iss` claim, where it is not the issuer's own. */
    iss: z.string().optional(),
    audience: z.string().optional(),
    subject: z.string().nullable().optional(),
    /** Seconds from now. Below zero: it has expired. */
    expiresIn: z.number().int().default(600),
    claims: z.record(z.string(), z.unknown()).default({}),
    /** What is wrong with its signature. */
    signature: z.enum(["good", "bad", "none"]).default("good"),
    header: z.string().default("x-egress-token"),
    prefix: z.string().default("Bearer "),
});

/** A token as somebody wrote it, which may be anything. */
const writtenToken = z.strictObject({ text: z.string(), header: z.string().default("x-egress-token") });

/** What the outside has to have seen. Whatever is not written may be anything. */
const seen = z.strictObject({
    /** Host of `internet` where the traffic arrived. */
    host: z.string().optional(),
    scheme: z.enum(["http", "https"]).optional(),
    /** Whose address it came from: one of the perimeter's public ones, another one of the cluster, or this one. */
    source: z.string().optional(),
    sni: z.string().optional(),
    authority: z.string().optional(),
    method: z.string().optional(),
    path: z.string().optional(),
    httpVersion: z.string().optional(),
    /** Common name; `none` for no certificate. */
    clientCertificate: z.string().optional(),
    /** Request headers with these values. */
    headers: z.record(z.string(), z.string()).optional(),
    /** Names of request headers that must not be there, in any request. */
    absent: z.array(z.string()).min(1).optional(),
    requests: count.optional(),
    connections: count.optional(),
    /** Full and resumed ones. */
    handshakes: count.optional(),
    /** Requests by the host where they arrived, for shares and copies. */
    requestsAt: z.record(z.string(), count).optional(),
});

/** What the prober has to have got. Without it an allowed request needs an answer below 400. */
const answer = z.strictObject({
    status: count.optional(),
    outcome: z.enum(["answered", "refused", "reset", "timeout", "error"]).optional(),
    headers: z.record(z.string(), z.string()).optional(),
    absent: z.array(z.string()).min(1).optional(),
});

export const probe = z.strictObject({
    /** By which actions, removals and the matrix speak of it. Default: from, destination and manner. */
    name: z.string().min(1).max(60).optional(),
    /** A workload of the scenario, or `gateway`, `worker-node`, `gateway-node`. */
    from: z.string(),
    /**
     * URL, `host:port`, or a name to look up. In it and in `dial`: `$(gateway)` is the address of a gateway Pod,
     * `$(gatewayService)` the name of its Service, `$(workload:NAME)` the address of a workload.
     */
    to: z.string().min(1),
    manner: z.enum(MANNERS),
    /** What is really dialled: a host of `internet`, an address, or a placeholder; with a port where that is another one. */
    dial: z.string().min(1).optional(),
    method: z.string().default("GET"),
    /** Case and order are kept. `Host` replaces the one of `to`. */
    headers: headers.default({}),
    body: z.string().optional(),
    /** The request target, letter by letter, where it is not the path of `to`. */
    target: z.string().min(1).optional(),
    httpVersion: z.enum(["1.0", "1.1", "2"]).default("1.1"),
    /** What is shown in a TLS handshake: nothing, a certificate of one's own making, or the sidecar's own. */
    certificate: z.enum(["none", "selfMade", "sidecar"]).default("none"),
    token: z
        .union([z.literal("none"), writtenToken, token], {
            error: "none, { text } or { issuer } with what is special about the token",
        })
        .default("none"),
    repeat: z.number().int().min(1).max(1000).default(1),
    concurrency: z.number().int().min(1).max(50).default(1),
    expect: z.enum(["allowed", "denied"]),
    /** Layers, one of which has to decide. */
    by: z
        .union([decidingLayer, z.array(decidingLayer).min(1)], {
            error: `one of ${DECIDING.join(", ")}, or a list of them`,
        })
        .transform((written) => (Array.isArray(written) ? written : [written]))
        .optional(),
    seen: seen.optional(),
    answer: answer.optional(),
    /** Fields of the gateway's access log line, each with a text that is in it. */
    log: z.record(z.string(), z.string()).optional(),
    /** Tags of a span that the gateway handed to a `Zipkin` service, each with a text that is in it. */
    trace: z.record(z.string(), z.string()).optional(),
    /** By how much counters of the gateway's Envoy grow, by the names that Envoy has for them. */
    statistics: z.record(z.string(), count).optional(),
    /** What this probe is about, for people; and which residual it shows, where an attack succeeds. */
    note: z.string().optional(),
});

export type Probe = z.infer<typeof probe>;
export type Seen = z.infer<typeof seen>;

export function nameOf({ name, from, to, manner }: Pick<Probe, "name" | "from" | "to" | "manner">): string {
    return name ?? `${from} -> ${to} (${manner})`;
}

import type { JwtRequirement } from "./jwt";
import type { RequestRule } from "./requests";
import type { Tls } from "./tls";
import type { Traffic } from "./traffic";

/** Who may call: all workloads of a namespace, or those that run as one service account. */
export interface Client {
    /** Name of a fenced namespace. */
    namespace: string;
    /** Name of a service account in it. Default: every service account. */
    serviceAccount?: string;
    /**
     * Beside the identity and never instead of it: IPv4 CIDRs inside `cluster.podCidrs` that the client calls from, for
     * example those of the vSwitches of a PodNetworking. What the gateway compares is the address of the connection, not
     * what headers say. An address proves nobody; it only refuses more. At least one; by the route `Gateway` only.
     * Default: every address. Source: Istio, "Authorization Policy", `ipBlocks`.
     */
    sourceCidrs?: string[];
    /**
     * With `tls.mode: MutualOriginate`, instead of `tls.credential`, and then at every client: name of the Secret with the
     * certificate that is shown for this client (`tls.crt`, `tls.key`, `ca.crt`), a DNS label, in istio-system of the ACK
     * cluster. The gateway chooses by the identity behind mutual TLS. Clients of one host that overlap have the same. The mesh
     * must leave `gatewayTopology.forwardClientCertDetails` of gateways at its default: with `FORWARD_ONLY` or
     * `ALWAYS_FORWARD_ONLY` a caller would write its own identity, and with `SANITIZE` nobody has one. Default: `tls.credential`.
     */
    credential?: string;
}

/** What a workload speaks on a port, before any TLS that the gateway adds. */
export enum PortProtocol {
    /** HTTP/1.1. */
    Http = "Http",
    /** HTTP/2 from the first byte, on both sides of the gateway. */
    Http2 = "Http2",
    /** gRPC; as `Http2`, and named so in metrics. */
    Grpc = "Grpc",
    /** Bytes that nobody in between reads. Leave `tls` out: whatever the workload sends passes as it is. */
    Tcp = "Tcp",
}

/** The way that traffic to an external service takes. */
export enum Route {
    /** Through the egress gateway: the caller's identity is checked there, and the gateway's range is what leaves. */
    Gateway = "Gateway",
    /**
     * Straight from the workload's own sidecar and address. Nobody checks who calls, and the firewall sees any Pod of the
     * cluster. Only for what the cluster reaches without this perimeter's way out: another VPC, a data centre. A warning.
     */
    Sidecar = "Sidecar",
}

/** A port of an external service. */
export interface Port {
    /** Port of the external service, 1 to 65535. */
    number: number;
    /**
     * Port that the workload calls. Default: `80` where `number` is 443 and the gateway speaks HTTPS for the workload, else
     * `number`.
     */
    workloadPort?: number;
    /** What the workload speaks there. Default: `Http`. With `tls.mode: Passthrough` nobody sees it: leave it out. */
    protocol?: PortProtocol;
}

/** A named group of hosts (or an address) outside the mesh, and who may call them. */
export interface ExternalService {
    /** Name, a DNS label, unique in the perimeter. */
    name: string;
    /**
     * Host names, fully written out, or `*.` and a domain (a warning; meshes from 1.31 on, requests through the gateway on
     * port 80 only, and no whole host beside it). Unicode names are taken as their ASCII form. 1 to 256. With a port of protocol `Tcp`
     * exactly one: bytes do not say which host they are for. Default: none, where `addresses` has the destination.
     */
    hosts?: string[];
    /**
     * IPv4 addresses or CIDRs, for ports of protocol `Tcp`. Beside a host: what the workload dials; the gateway resolves the
     * host itself. Without a host, by the route `Gateway`: the one address that the gateway dials. By the route `Sidecar`:
     * the ranges that workloads may dial. 1 to 256. Default: none.
     */
    addresses?: string[];
    /**
     * Ports, each number once. Default: `[{ number: 443, workloadPort: 80 }]`; with `tls.mode: Passthrough`
     * `[{ number: 443 }]`, with `Plaintext` `[{ number: 80 }]`.
     */
    ports?: Port[];
    /** The way there. Default: `Gateway`. */
    route?: Route;
    /** Who makes TLS, and what it checks. Default: the gateway, with SNI, server name and CA checked. */
    tls?: Tls;
    /** How requests get there: shares, copies, timeouts, repetition, headers, connections. Default: as they come. */
    traffic?: Traffic;
    /** Who may call; at least one. */
    clients: Client[];
    /** What clients may ask, each request by at least one of these rules. Default: everything. */
    requests?: RequestRule[];
    /** The token that every request needs. Default: none. */
    jwt?: JwtRequirement;
    /** Name of the one of `authorizers` that is asked about every request to these hosts, whoever calls. Default: none. */
    authorizer?: string;
}

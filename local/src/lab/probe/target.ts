import { lookup } from "node:dns/promises";
import { isIP, isIPv6 } from "node:net";
import { ProbeFailure } from "./failure";

const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, tls: 443, quic: 443, dns: 53 };

/** Where a request says that it goes. */
export interface Target {
    /** Empty where `to` is no URL. */
    readonly scheme: string;
    readonly host: string;
    readonly port: number;
    /** Host and port as they were written. */
    readonly authority: string;
    /** Path and query as they were written: a URL parser would resolve `..` and encode what is not. */
    readonly path: string;
}

/** Where it goes. */
export interface Endpoint {
    readonly address: string;
    readonly port: number;
}

export function parseTarget(to: string): Target {
    const [, scheme = "", authority = "", path = ""] = /^(?:([a-z]+):\/\/)?([^/?#\\]*)(.*)$/s.exec(to) ?? [];
    const { host, port } = splitAuthority(authority);
    if (host === "") {
        throw new ProbeFailure("error", `"${to}" names no host`);
    }
    const isPath = path.startsWith("/") || path.startsWith("\\");
    return { scheme, host, port: port ?? PORTS[scheme] ?? 0, authority, path: isPath ? path : `/${path}` };
}

/** The endpoint behind a target, or behind what is to be dialled in its place; names as the machine resolves them. */
export async function endpointOf(target: Target, dial: string | undefined, limit: Limit): Promise<Endpoint> {
    const { host, port = target.port } = dial === undefined ? target : splitAuthority(dial);
    if (port === 0) {
        throw new ProbeFailure("error", `no port in "${dial ?? target.authority}"`);
    }
    return { address: await addressOf(host, limit), port };
}

interface Limit {
    readonly family: 4 | 6;
    readonly milliseconds: number;
}

async function addressOf(host: string, { family, milliseconds }: Limit): Promise<string> {
    const given = isIP(host);
    if (given !== 0) {
        if (given !== family) {
            throw new ProbeFailure("error", `${host} is no IPv${family} address`);
        }
        return host;
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new ProbeFailure("timeout", `no address for ${host}`)), milliseconds);
    });
    try {
        return (await Promise.race([lookup(host, { family }), late])).address;
    } finally {
        clearTimeout(timer);
    }
}

/** `name`, `name:port`, `[v6]`, `[v6]:port`, or a bare IPv6 address. */
function splitAuthority(authority: string): { readonly host: string; readonly port?: number } {
    if (isIPv6(authority)) {
        return { host: authority };
    }
    const [, inBrackets, name = "", port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(authority) ?? [];
    return { host: inBrackets ?? name, ...(port === undefined ? {} : { port: Number(port) }) };
}

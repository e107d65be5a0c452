import type { IssuedCertificate } from "../certificates/lab-authority";

/** What one port of a host speaks. */
interface OutsideService {
    readonly port: number;
    /** HTTP and HTTPS speak versions 1.0, 1.1 and 2; TCP, TLS and UDP send back what they get; DNS answers by both. */
    readonly protocol: "HTTP" | "HTTPS" | "TCP" | "TLS" | "UDP" | "DNS";
    /** Whether a certificate of the lab's authority is demanded. One that is presented is written down in any case. */
    readonly clientCertificate?: boolean;
    /** Names in its certificate; default the host and its aliases. */
    readonly certificateNames?: readonly string[];
    /** Whether its certificate is another authority's, which nobody trusts. */
    readonly untrusted?: boolean;
    /** Before each HTTP answer. */
    readonly delayMilliseconds?: number;
    /** Of each HTTP answer; default 200. */
    readonly status?: number;
    /** Added to each HTTP answer. */
    readonly responseHeaders?: Readonly<Record<string, string>>;
}

/** A host of the lab's internet. Several may share an address and a port, as behind a CDN: SNI and Host then choose. */
export interface OutsideHost {
    /** A name, or `*.` and a name. */
    readonly host: string;
    readonly aliases?: readonly string[];
    readonly address: string;
    readonly services: readonly OutsideService[];
}

/** One service as the program inside the namespace is told about it. */
export interface ServedService extends OutsideService {
    readonly host: string;
    readonly aliases: readonly string[];
    readonly address: string;
    readonly certificate?: IssuedCertificate;
}

/** Everything the program is told. */
export interface OutsideSpec {
    readonly services: readonly ServedService[];
    /** File that sightings are appended to. */
    readonly sightings: string;
    /** Whom client certificates have to be from. */
    readonly clientAuthority: string;
    /** What the DNS services know: addresses by name, which may be `*.` and a name. */
    readonly names: NameTable;
}

export type NameTable = Readonly<Record<string, readonly string[]>>;

/** The name table of hosts: each host and alias has the host's address. */
export function namesOf(hosts: readonly OutsideHost[]): NameTable {
    return Object.fromEntries(
        hosts.flatMap(({ host, aliases = [], address }) => [host, ...aliases].map((name) => [name, [address]])),
    );
}

/** Whether a name as a client writes it (any case, a port, a trailing dot) is the pattern's. */
export function matches(pattern: string, written: string): boolean {
    const name = written.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
    const wanted = pattern.toLowerCase();
    return wanted.startsWith("*.")
        ? name.endsWith(wanted.slice(1)) && name.length > wanted.length - 1
        : name === wanted;
}

/** The service that a client means by SNI or Host among those of one address and port. */
export function meant(services: readonly ServedService[], written: string | undefined): ServedService | undefined {
    return services.find(
        ({ host, aliases }) => written !== undefined && [host, ...aliases].some((name) => matches(name, written)),
    );
}

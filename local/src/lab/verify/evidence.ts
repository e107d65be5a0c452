/** What a probe got back. */
export interface Attempt {
    readonly outcome: "answered" | "refused" | "reset" | "timeout" | "error";
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly body?: string;
    readonly error?: string;
    /** One a request, where it was repeated. */
    readonly statuses?: readonly (number | string)[];
}

/** What a server outside, or in the cluster, wrote down. */
export interface Sighting {
    readonly kind: "connection" | "handshake" | "request" | "bytes" | "datagram";
    readonly host: string;
    readonly source: string;
    readonly sni?: string;
    /** Common name. */
    readonly clientCertificate?: string;
    readonly scheme?: string;
    readonly method?: string;
    readonly path?: string;
    readonly authority?: string;
    readonly headers?: readonly (readonly [string, string])[];
    readonly httpVersion?: string;
    readonly bytes?: number;
}

/** Packets that the router threw away, by the rule that said so. */
export interface Drop {
    readonly layer: "workload" | "network" | "firewall";
    readonly rule: string;
    readonly packets: number;
}

/** One step of a trace, as a tracing backend got it. */
export interface Span {
    readonly name?: string;
    readonly tags?: Readonly<Record<string, string>>;
}

/** Everything that was written down while a probe was under way. */
export interface Evidence {
    /** What the API server said of the workload; absent for a place that is no workload. */
    readonly admission?: { readonly allowed: boolean; readonly message?: string };
    /** Absent where there was nothing to try from. */
    readonly attempt?: Attempt;
    readonly sightings: readonly Sighting[];
    readonly drops: readonly Drop[];
    /** Lines of the access logs, in order. */
    readonly gatewayLog: readonly string[];
    readonly sidecarLog: readonly string[];
    /** What the mesh's tracing backends got, where the probe asks. */
    readonly spans?: readonly Span[];
    /** By how much the gateway's counters have grown that the probe asks about. */
    readonly statistics?: Readonly<Record<string, number>>;
    /** Addresses of the world, to tell whose traffic was seen. */
    readonly addresses: {
        /** Those that the perimeter leaves from. */
        readonly public: readonly string[];
        readonly gateway: readonly string[];
        readonly workload?: string;
    };
}

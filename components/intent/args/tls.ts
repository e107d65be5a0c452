/** Who speaks TLS to an external service. */
export enum TlsMode {
    /** The workload speaks plain HTTP, the gateway HTTPS: requests can be read, allowed one by one, and pooled. */
    Originate = "Originate",
    /** As `Originate`, with a client certificate. */
    MutualOriginate = "MutualOriginate",
    /**
     * The workload speaks TLS, and the gateway passes it on unread. It checks who calls and which host the connection is
     * for; it cannot see requests, so a server behind the host decides alone what the names inside mean. A warning.
     */
    Passthrough = "Passthrough",
    /** Plain HTTP all the way; anybody on the way outside can read and change it. A warning. */
    Plaintext = "Plaintext",
}

/** Certificates of the authorities that may sign the server's certificate. Exactly one of the properties. */
export interface CaBundle {
    /**
     * Name of a Secret with the key `ca.crt`, in istio-system of the ACK cluster, where the gateway's Pods are. Not with the
     * route `Sidecar`.
     */
    secret?: string;
    /**
     * Name of a ConfigMap with the key `ca.crt`, in istio-egress of the ACK cluster: Istio takes one of the DestinationRule's
     * own namespace only. It is young (seen to work in Istio 1.31): with the route `Gateway` prefer `secret`.
     *
     * Source: Istio, DestinationRule `credentialName`.
     */
    configMap?: string;
}

/** TLS towards an external service. */
export interface Tls {
    /** Who speaks TLS. Default: `Originate`. */
    mode?: TlsMode;
    /**
     * With `MutualOriginate`, unless every client has a `credential` of its own: name of the Secret with the client certificate (`tls.crt`, `tls.key`) and the authorities of the
     * server's (`ca.crt`), in istio-system of the ACK cluster. The gateway's service account needs to read Secrets there.
     */
    credential?: string;
    /** Authorities of the server's certificate. Default: those of the gateway's image; with a credential, its `ca.crt`. */
    caBundle?: CaBundle;
    /** Server name that is sent (SNI), and that the firewall reads. Default: the host. */
    sni?: string;
    /** Names of which the server's certificate must have one. Default: `sni` where it is written, else the host. */
    subjectAltNames?: string[];
    /**
     * Lets workloads that still speak TLS themselves through, unread, on the port's own number, while they move to plain
     * HTTP. Default: `false`. A warning: their requests are not seen.
     */
    acceptAppTls?: boolean;
    /** Takes any certificate of the server: whoever sits on the way can read and answer. Default: `false`. A warning. */
    acceptAnyCertificate?: boolean;
}

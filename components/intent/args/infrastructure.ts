/** Transport of what is granted. */
export enum TransportProtocol {
    /** TCP. */
    Tcp = "Tcp",
    /** UDP: time (NTP), for example. Recognised by address only. */
    Udp = "Udp",
}

/** How Cloud Firewall recognises a domain. Source: Cloud Firewall, "Domain name resolution policy". */
export enum DomainMatching {
    /** By the name in the request itself: TLS SNI. */
    Fqdn = "Fqdn",
    /**
     * By the addresses that the platform resolves the domain to: up to 500, renewed every five minutes. For protocols
     * that name nothing. Whatever else stands behind the same addresses can be reached too; reported.
     */
    Dns = "Dns",
}

/** What the cluster's nodes themselves need outside: registries, add-ons, time. Granted at the firewall only. */
export interface InfrastructureGrant {
    /** Name, a DNS label, unique in the perimeter. */
    name: string;
    /** Host names. At least one of this and `addresses`. */
    hosts?: string[];
    /** IPv4 addresses or ranges. At least one of this and `hosts`. */
    addresses?: string[];
    /** Ports. Default: `[443]`. */
    ports?: number[];
    /** Transport. With `Udp` hosts need `domainMatching: Dns`. Default: `Tcp`. */
    protocol?: TransportProtocol;
    /** How the hosts are recognised. Default: `Fqdn`, which lets TLS pass and nothing else. */
    domainMatching?: DomainMatching;
}

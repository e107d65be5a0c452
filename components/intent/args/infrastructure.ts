/** What the cluster's nodes themselves need outside: registries, add-ons, time. Granted at the firewall only. */
export interface InfrastructureGrant {
    /** Name, a DNS label, unique in the perimeter. */
    name: string;
    /** Host names. At least one of this and `addresses`. */
    hosts?: string[];
    /** IPv4 addresses or ranges. At least one of this and `hosts`. */
    addresses?: string[];
    /** TCP ports. Default: `[443]`. */
    ports?: number[];
}

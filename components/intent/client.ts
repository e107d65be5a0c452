import { type Parsed, parsed } from "./finding";
import { dnsLabel, dnsSubdomain } from "./kubernetes-name";

/** Who may call, as an identity that the gateway can verify: a SPIFFE name proven by mutual TLS. */
export class ClientIdentity {
    private constructor(
        readonly namespace: string,
        readonly serviceAccount: string | undefined,
    ) {}

    static parse(namespace: string, serviceAccount: string | undefined): Parsed<ClientIdentity> {
        const inNamespace = dnsLabel(namespace);
        if (!inNamespace.ok) {
            return inNamespace;
        }
        const account = serviceAccount === undefined ? undefined : dnsSubdomain(serviceAccount);
        if (account !== undefined && !account.ok) {
            return account;
        }
        return parsed(new ClientIdentity(namespace, serviceAccount));
    }

    /** Whether some caller is both. */
    overlaps(other: ClientIdentity): boolean {
        const anyAccount = this.serviceAccount === undefined || other.serviceAccount === undefined;
        return this.namespace === other.namespace && (anyAccount || this.serviceAccount === other.serviceAccount);
    }

    /** Principal as an AuthorizationPolicy compares it; `*` at the end matches every service account. */
    principal(trustDomain: string): string {
        return `${trustDomain}/ns/${this.namespace}/sa/${this.serviceAccount ?? "*"}`;
    }
}

/** What happens to a call of a fenced workload to a host that nobody declared. */
export enum OutboundPolicy {
    /** The sidecar refuses it. */
    RegistryOnly = "RegistryOnly",
    /** The sidecar lets it pass: a weakening, reported as a finding. */
    AllowAny = "AllowAny",
}

/** A namespace whose workloads are fenced. It is given: the component never creates it. */
export interface FencedNamespace {
    /** Name of the namespace. */
    name: string;
    /** What happens to calls to hosts that nobody declared. Default: `RegistryOnly`. */
    outbound?: OutboundPolicy;
    /**
     * Whether the namespace has a NetworkPolicy that lets its Pods out only to DNS, the mesh control plane, the cluster
     * and the gateway. NetworkPolicies add up, so nobody else may write them in the namespace. Default: `true`.
     * Switching it off is reported.
     */
    networkPolicy?: boolean;
    /** False: the admission policies of the guard leave this namespace out; reported. Default: `true`. */
    guard?: boolean;
}

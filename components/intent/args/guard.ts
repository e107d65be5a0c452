/**
 * Admission policies on the ACK cluster that keep workloads of the fenced namespaces from stepping out of the sidecar,
 * the gateway's nodes or the cluster's addresses. They need Kubernetes 1.30 or newer.
 */
export interface GuardOptions {
    /** False: there are no admission policies at all; reported. Default: `true`. */
    enabled?: boolean;
    /**
     * What the images of the injected containers (`istio-proxy`, `istio-init`, `istio-validation`) begin with, up to and
     * with the `/`, `:` or `@` that ends the part; containers of these names with other images are refused. Default: the
     * `acs/proxyv2` images of ASM in the region of the gateway.
     */
    proxyImagePrefixes?: string[];
}

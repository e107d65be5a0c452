/** What the gateway speaks to an authorization service. */
export enum AuthorizerProtocol {
    /** HTTP: a request with the same method, path and chosen headers; 200 allows it. */
    Http = "Http",
    /** gRPC: Envoy's `envoy.service.auth.v3.Authorization`. */
    Grpc = "Grpc",
}

/**
 * A service in the mesh that the gateway asks about every request to the external services that name it. It can refuse
 * what rules would allow, and never allows what they refuse. It sees method, path with query, host and headers.
 *
 * Source: ASM, "Description of ASMExtensionProvider CRD"; Istio, "MeshConfig.ExtensionProvider".
 */
export interface ExternalAuthorizer {
    /** Name, a DNS label of 18 at most, unique in the perimeter. */
    name: string;
    /** What it speaks. Default: `Http`. */
    protocol?: AuthorizerProtocol;
    /** Host of its Kubernetes Service, fully written out: `authz.security.svc.cluster.local`. */
    service: string;
    /** Port of that Service, 1 to 65535. */
    port: number;
    /** Port of its Pods, which the gateway's security group opens. Default: `port`. */
    podPort?: number;
    /** Milliseconds that the gateway waits for an answer, 10 to 60000. Default: `2000`. */
    timeoutMilliseconds?: number;
    /** Whether a request passes where the service does not answer. Default: `false`; a warning where it does. */
    failOpen?: boolean;
    /** HTTP status of a refusal because the service does not answer, 400 to 599. Default: `403`. */
    statusOnError?: number;
    /** `Http` only: path before the request's own path. Default: none. */
    pathPrefix?: string;
    /** `Http` only: request headers that it is shown, besides method, path and host; `x-*` for all that begin so. Default: none. */
    headersToAuthorizer?: string[];
    /** `Http` only: headers of its answer that go on to the external service. Default: none. */
    headersToExternalService?: string[];
    /** `Http` only: headers of its refusal that the workload gets. Default: none. */
    headersToWorkload?: string[];
}

import type { ExternalAuthorizer } from "./authorizers";
import type { Cluster } from "./cluster";
import type { ExternalService } from "./external-services";
import type { Firewall } from "./firewall";
import type { Gateway } from "./gateway";
import type { GuardOptions } from "./guard";
import type { InfrastructureGrant } from "./infrastructure";
import type { Internet } from "./internet";
import type { JwtIssuer } from "./jwt";
import type { Mesh } from "./mesh";
import type { FencedNamespace } from "./namespaces";
import type { SurroundingsCheck } from "./surroundings";
import type { EgressLogging } from "./telemetry";

/** The whole fence around one ACK cluster in one ASM mesh. */
export interface EgressPerimeterArgs {
    /** The ACK cluster. */
    cluster: Cluster;
    /** The ASM mesh. */
    mesh: Mesh;
    /** The egress gateway. */
    gateway: Gateway;
    /** The way out of the VPC. */
    internet: Internet;
    /** Cloud Firewall. */
    firewall: Firewall;
    /** The fenced namespaces. */
    namespaces: FencedNamespace[];
    /** What may be reached, and by whom. */
    externalServices: ExternalService[];
    /** What the cluster's nodes themselves need outside. Default: nothing. */
    infrastructure?: InfrastructureGrant[];
    /** What the gateway tells about the calls that it lets out and refuses. Default: an access log and metrics. */
    telemetry?: EgressLogging;
    /**
     * What is done about ways out of the VPC that do not lead through the perimeter: other NAT gateways, SNAT entries that
     * cover the cluster, routes, public addresses of nodes and Pods. Default: `Report`. In unit tests with Pulumi's mocks,
     * which answer no look-ups, `Skip` keeps the warnings short.
     */
    surroundings?: SurroundingsCheck;
    /** Who issues the tokens that external services require. Default: nobody. */
    jwtIssuers?: JwtIssuer[];
    /** Services in the mesh that decide about requests. Default: none. */
    authorizers?: ExternalAuthorizer[];
    /** What keeps workloads of the fenced namespaces from stepping out. Default: on. */
    guard?: GuardOptions;
}

import type { Cluster } from "./cluster";
import type { ExternalService } from "./external-services";
import type { Firewall } from "./firewall";
import type { Gateway } from "./gateway";
import type { GuardOptions } from "./guard";
import type { InfrastructureGrant } from "./infrastructure";
import type { Internet } from "./internet";
import type { Mesh } from "./mesh";
import type { FencedNamespace } from "./namespaces";

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
    /** What keeps workloads of the fenced namespaces from stepping out. Default: on. */
    guard?: GuardOptions;
}

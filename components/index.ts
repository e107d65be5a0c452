export * from "./intent/args";
export { EgressAuthorizers, type EgressAuthorizersArgs } from "./layers/access/authorizers/component";
export { EgressAccess, type EgressAccessArgs } from "./layers/access/component";
export { FirewallAllowlist, type FirewallAllowlistArgs } from "./layers/firewall/component";
export {
    EgressGateway,
    type EgressGatewayArgs,
    GatewayPlacement,
    type GatewayPlacementArgs,
} from "./layers/gateway/component";
export { WorkloadGuard, type WorkloadGuardArgs } from "./layers/guard/component";
export { EgressRoutes, type EgressRoutesArgs } from "./layers/mesh/component";
export { GatewayNetwork, type GatewayNetworkArgs } from "./layers/network/component";
export { InternetExit, type InternetExitArgs } from "./layers/network/exit/component";
export { EgressNatGateway, type EgressNatGatewayArgs } from "./layers/network/nat-gateway/component";
export { GatewayNodePool, type GatewayNodePoolArgs } from "./layers/nodepool/component";
export { EgressTelemetry, type EgressTelemetryArgs } from "./layers/telemetry/component";
export { WorkloadFence, type WorkloadFenceArgs } from "./layers/workload/component";
export { WorkloadNetworkPolicy, type WorkloadNetworkPolicyArgs } from "./layers/workload/network-policy/component";
export { EgressPerimeter } from "./perimeter";
export { checkPerimeter } from "./perimeter-check";
export { importExisting } from "./perimeter-import";

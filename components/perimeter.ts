import { Provider } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type EgressPerimeterArgs, Placement, PolicyEngine } from "./intent/args";
import type { Intent } from "./intent/intent";
import { EgressAuthorizers } from "./layers/access/authorizers/component";
import { EgressAccess } from "./layers/access/component";
import { FirewallAllowlist } from "./layers/firewall/component";
import { EgressGateway, GatewayPlacement, type GatewayPlacementArgs } from "./layers/gateway/component";
import { WorkloadGuard } from "./layers/guard/component";
import { EgressRoutes } from "./layers/mesh/component";
import { GatewayNetwork } from "./layers/network/component";
import { InternetExit } from "./layers/network/exit/component";
import { EgressNatGateway } from "./layers/network/nat-gateway/component";
import { GatewayNodePool, type GatewayNodePoolArgs } from "./layers/nodepool/component";
import { watchSurroundings } from "./layers/surroundings/component";
import { EgressTelemetry } from "./layers/telemetry/component";
import { WorkloadFence } from "./layers/workload/component";
import { WorkloadNetworkPolicy } from "./layers/workload/network-policy/component";
import { planPerimeter } from "./perimeter-plan";
import { refuseErrors, warn } from "./resources/input-error";

/**
 * A fence around the outbound traffic of one ACK cluster in one ASM mesh: workloads reach only declared external
 * services, only as declared identities, only through the egress gateway, and leave from a fixed address range that
 * Cloud Firewall lets through.
 *
 * The kubernetes provider of the component is the ACK cluster's; the ASM control plane has a provider of its own, made
 * from `mesh.kubeconfig`.
 */
export class EgressPerimeter extends pulumi.ComponentResource {
    /** The fixed range: the CIDR blocks of the gateway's vSwitches. */
    readonly gatewayCidrs: pulumi.Output<string[]>;
    /** Public addresses that traffic leaves from: what partners put into their allowlists. */
    readonly publicAddresses: pulumi.Output<string[]>;
    /** IDs of the firewall policies by role. */
    readonly firewallPolicyIds: pulumi.Output<{ [role: string]: string }>;
    /** What the policies take of Cloud Firewall's quota at each boundary, in expanded combinations. */
    readonly firewallQuotaUsed: pulumi.Output<{ [boundary: string]: number }>;
    /** Name of the IstioGateway. */
    readonly gatewayName: pulumi.Output<string>;
    /** Ways out of the VPC that do not lead through the perimeter, one line each, sorted; see `surroundings`. */
    readonly waysAround: pulumi.Output<string[]>;

    constructor(name: string, args: EgressPerimeterArgs, opts?: pulumi.ComponentResourceOptions) {
        const { intent, findings } = planPerimeter(name, args);
        refuseErrors(`EgressPerimeter ${name}`, findings);
        super("asm-egress:index:EgressPerimeter", name, {}, opts);
        warn(findings, this);

        // Every layer takes its own sections of the args and leaves the others alone.
        const part = { ...args, perimeter: name };
        // Without errors there is an intent.
        const surroundings = watchSurroundings(name, intent as Intent, args, this);
        const onCluster = { parent: this, dependsOn: surroundings.cleared };
        const onMesh = { ...onCluster, provider: meshProvider(name, args, this) };

        const nat = new EgressNatGateway(`${name}-nat`, part, onCluster);
        const { natGatewayId, routeTableId, snatTableId, publicAddresses } = nat;
        const allowlist = new FirewallAllowlist(
            `${name}-firewall`,
            { ...part, natGatewayId, routeTableId, publicAddresses },
            onCluster,
        );
        // The range is denied before there is one, and stays denied until there is none.
        const network = new GatewayNetwork(
            `${name}-network`,
            { ...part, routeTableId },
            { ...onCluster, dependsOn: [allowlist] },
        );
        const { vswitchIds, securityGroupId } = network;
        const exit = new InternetExit(
            `${name}-exit`,
            { ...part, vswitchIds, snatTableId, natFirewallId: allowlist.natFirewallId, publicAddresses },
            { ...onCluster, dependsOn: [network, allowlist] },
        );

        const access = new EgressAccess(`${name}-access`, part, afterAuthorizers(name, args, onCluster, onMesh));
        // Nothing is let in before it is seen.
        const observed = new EgressTelemetry(`${name}-telemetry`, part, onMesh);
        const placed = place(name, { ...part, vswitchIds, securityGroupId }, { ...onCluster, dependsOn: [network] });
        const egressGateway = new EgressGateway(`${name}-gateway`, part, {
            ...onMesh,
            dependsOn: [...placed, access, observed],
        });
        // A policy of ASM names the gateway; Istio's objects name Pods, which may come later.
        const named = args.mesh.engine === PolicyEngine.AsmTrafficPolicy ? [egressGateway] : [];
        const routes = new EgressRoutes(`${name}-routes`, part, { ...onMesh, dependsOn: [access, observed, ...named] });
        // Last of the permits before the last of the denies: running traffic is not cut half-way.
        const wayOut = [egressGateway, routes, exit];
        new WorkloadFence(`${name}-fence`, part, { ...onMesh, dependsOn: wayOut });
        new WorkloadNetworkPolicy(`${name}-network-policy`, part, { ...onCluster, dependsOn: wayOut });
        new WorkloadGuard(`${name}-guard`, { ...part, vswitchIds }, { ...onCluster, dependsOn: wayOut });

        this.gatewayCidrs = network.cidrBlocks;
        this.publicAddresses = publicAddresses;
        this.firewallPolicyIds = allowlist.policyIds;
        this.firewallQuotaUsed = allowlist.quotaUsed;
        this.gatewayName = egressGateway.gatewayName;
        this.waysAround = surroundings.waysAround(natGatewayId);
        this.registerOutputs({
            gatewayCidrs: this.gatewayCidrs,
            publicAddresses: this.publicAddresses,
            firewallPolicyIds: this.firewallPolicyIds,
            firewallQuotaUsed: this.firewallQuotaUsed,
            gatewayName: this.gatewayName,
            waysAround: this.waysAround,
        });
    }
}

/** What gives the gateway its range, before there is a gateway: nodes of its own, Pods' own addresses, or both. */
function place(
    name: string,
    args: GatewayNodePoolArgs & GatewayPlacementArgs,
    opts: pulumi.ComponentResourceOptions,
): pulumi.Resource[] {
    const { nodePool, placement } = args.gateway;
    return [
        ...(nodePool ? [new GatewayNodePool(`${name}-node-pool`, args, opts)] : []),
        ...(placement === Placement.HostNetwork ? [] : [new GatewayPlacement(`${name}-placement`, args, opts)]),
    ];
}

/** Policies name the authorization services, so the mesh has to know them before. */
function afterAuthorizers(
    name: string,
    args: EgressPerimeterArgs,
    onCluster: pulumi.ComponentResourceOptions,
    onMesh: pulumi.ComponentResourceOptions,
): pulumi.ComponentResourceOptions {
    const { authorizers = [] } = args;
    if (authorizers.length === 0) {
        return onMesh;
    }
    const known = new EgressAuthorizers(`${name}-authorizers`, { ...args, perimeter: name, authorizers }, onCluster);
    return { ...onMesh, dependsOn: [known] };
}

/** The API server that Istio's and ASM's own kinds go to. */
function meshProvider(name: string, { mesh }: EgressPerimeterArgs, parent: pulumi.Resource): Provider {
    return new Provider(
        `${name}-mesh`,
        { kubeconfig: pulumi.secret(mesh.kubeconfig), enableServerSideApply: mesh.serverSideApply ?? true },
        { parent },
    );
}

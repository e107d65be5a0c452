import { Provider } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type EgressPerimeterArgs, Placement } from "./intent/args";
import { EgressAccess } from "./layers/access/component";
import { FirewallAllowlist } from "./layers/firewall/component";
import { EgressGateway, GatewayPlacement } from "./layers/gateway/component";
import { WorkloadGuard } from "./layers/guard/component";
import { EgressRoutes } from "./layers/mesh/component";
import { GatewayNetwork } from "./layers/network/component";
import { InternetExit } from "./layers/network/exit/component";
import { EgressNatGateway } from "./layers/network/nat-gateway/component";
import { GatewayNodePool } from "./layers/nodepool/component";
import { WorkloadFence } from "./layers/workload/component";
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

    constructor(name: string, args: EgressPerimeterArgs, opts?: pulumi.ComponentResourceOptions) {
        const { findings } = planPerimeter(name, args);
        refuseErrors(`EgressPerimeter ${name}`, findings);
        super("asm-egress:index:EgressPerimeter", name, {}, opts);
        warn(findings, this);

        const { cluster, mesh, gateway, internet, firewall, externalServices, infrastructure, namespaces, guard } =
            args;
        const part = { perimeter: name };
        const onCluster = { parent: this };
        const onMesh = { parent: this, provider: meshProvider(name, args, this) };

        const nat = new EgressNatGateway(`${name}-nat`, { ...part, cluster, internet }, onCluster);
        const { natGatewayId, routeTableId, snatTableId, publicAddresses } = nat;
        const allowlist = new FirewallAllowlist(
            `${name}-firewall`,
            {
                ...part,
                cluster,
                gateway,
                internet,
                firewall,
                externalServices,
                ...(infrastructure && { infrastructure }),
                natGatewayId,
                routeTableId,
                publicAddresses,
            },
            onCluster,
        );
        // The range is denied before there is one, and stays denied until there is none.
        const network = new GatewayNetwork(
            `${name}-network`,
            { ...part, cluster, mesh, gateway, externalServices, routeTableId },
            { ...onCluster, dependsOn: [allowlist] },
        );
        const exit = new InternetExit(
            `${name}-exit`,
            {
                ...part,
                gateway,
                firewall,
                vswitchIds: network.vswitchIds,
                snatTableId,
                natFirewallId: allowlist.natFirewallId,
                publicAddresses,
            },
            { ...onCluster, dependsOn: [network, allowlist] },
        );

        const access = new EgressAccess(`${name}-access`, { ...part, mesh, gateway, externalServices }, onMesh);
        const placed = place(name, args, network, onCluster);
        const egressGateway = new EgressGateway(
            `${name}-gateway`,
            { ...part, cluster, gateway },
            { ...onMesh, dependsOn: [...placed, access] },
        );
        const routes = new EgressRoutes(
            `${name}-routes`,
            { ...part, gateway, externalServices },
            { ...onMesh, dependsOn: [access] },
        );
        // Last of the permits before the last of the denies: running traffic is not cut half-way.
        new WorkloadFence(
            `${name}-fence`,
            { ...part, namespaces },
            { ...onMesh, dependsOn: [egressGateway, routes, exit] },
        );
        new WorkloadGuard(
            `${name}-guard`,
            {
                ...part,
                cluster,
                gateway,
                namespaces,
                ...(guard && { guard }),
                vswitchIds: network.vswitchIds,
            },
            { ...onCluster, dependsOn: [exit] },
        );

        this.gatewayCidrs = network.cidrBlocks;
        this.publicAddresses = publicAddresses;
        this.firewallPolicyIds = allowlist.policyIds;
        this.firewallQuotaUsed = allowlist.quotaUsed;
        this.gatewayName = egressGateway.gatewayName;
        this.registerOutputs({
            gatewayCidrs: this.gatewayCidrs,
            publicAddresses: this.publicAddresses,
            firewallPolicyIds: this.firewallPolicyIds,
            firewallQuotaUsed: this.firewallQuotaUsed,
            gatewayName: this.gatewayName,
        });
    }
}

/** What gives the gateway its range, before there is a gateway: nodes of its own, Pods' own addresses, or both. */
function place(
    name: string,
    { cluster, gateway }: EgressPerimeterArgs,
    network: GatewayNetwork,
    onCluster: pulumi.ComponentResourceOptions,
): pulumi.Resource[] {
    const { vswitchIds, securityGroupId } = network;
    const args = { perimeter: name, gateway, vswitchIds, securityGroupId };
    const opts = { ...onCluster, dependsOn: [network] };
    return [
        ...(gateway.nodePool ? [new GatewayNodePool(`${name}-nodepool`, { ...args, cluster }, opts)] : []),
        ...(gateway.placement === Placement.HostNetwork ? [] : [new GatewayPlacement(`${name}-placement`, args, opts)]),
    ];
}

/** The API server that Istio's and ASM's own kinds go to. */
function meshProvider(name: string, { mesh }: EgressPerimeterArgs, parent: pulumi.Resource): Provider {
    return new Provider(
        `${name}-mesh`,
        { kubeconfig: pulumi.secret(mesh.kubeconfig), enableServerSideApply: mesh.serverSideApply ?? true },
        { parent },
    );
}

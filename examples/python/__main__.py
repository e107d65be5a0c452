"""A perimeter: billing may call Stripe through the egress gateway, and nothing else."""

import asm_egress as egress
import pulumi

config = pulumi.Config()

perimeter = egress.EgressPerimeter(
    pulumi.get_stack(),
    cluster=egress.ClusterArgs(
        id="c0000000000000000000000000000local",
        vpc_id="vpc-local0000000000000000",
        node_cidrs=["10.0.0.0/20"],
        pod_cidrs=["10.0.128.0/17"],
        service_cidr="172.16.0.0/16",
        network_policy_engine=egress.NetworkPolicyEngine.TERWAY,
    ),
    mesh=egress.MeshArgs(
        id="asm-local",
        # Values that decide which resources exist are plain; IDs and secrets may be Outputs.
        kubeconfig=config.require_secret("meshKubeconfig"),
        control_plane_cidrs=["10.0.32.0/24"],
    ),
    gateway=egress.GatewayArgs(
        subnets=[
            egress.GatewaySubnetArgs(zone_id="cn-hangzhou-h", cidr_block="10.0.64.0/28"),
            egress.GatewaySubnetArgs(zone_id="cn-hangzhou-i", cidr_block="10.0.64.16/28"),
        ],
    ),
    internet=egress.InternetArgs(
        subnet=egress.SubnetArgs(zone_id="cn-hangzhou-h", cidr_block="10.0.64.32/28"),
        public_addresses=1,
        protect_addresses=False,  # so that `destroy` leaves nothing behind; leave it out on a real account
        system_route_table_id="vtb-local0000000000000000",
    ),
    firewall=egress.FirewallArgs(
        cidr_block="10.0.64.48/28",
        settle_seconds=0,  # for a simulated firewall; leave it out on a real account
    ),
    namespaces=[egress.FencedNamespaceArgs(name="billing")],
    external_services=[
        egress.ExternalServiceArgs(
            name="stripe",
            hosts=["api.stripe.com"],
            clients=[egress.ClientArgs(namespace="billing", service_account="payments")],
        ),
    ],
)

pulumi.export("gatewayCidrs", perimeter.gateway_cidrs)
pulumi.export("publicAddresses", perimeter.public_addresses)

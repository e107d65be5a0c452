"""A perimeter in Python: `main.py up|refused|destroy`, on the local world that the environment describes."""

import os
import sys

import asm_egress as egress
import pulumi
from pulumi import automation

STACK = os.environ["STACK"]


def program(operation: str) -> None:
    # A host decides which resources exist, so it may not be a secret: that is a finding.
    host = pulumi.Output.secret("hidden.example.com") if operation == "refused" else "api.stripe.com"
    with open(os.environ["MESH_KUBECONFIG"], encoding="utf-8") as file:
        mesh_kubeconfig = pulumi.Output.secret(file.read())
    perimeter = egress.EgressPerimeter(
        STACK,
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
            kubeconfig=mesh_kubeconfig,
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
            protect_addresses=False,
            system_route_table_id="vtb-local0000000000000000",
        ),
        firewall=egress.FirewallArgs(cidr_block="10.0.64.48/28", settle_seconds=1),
        namespaces=[egress.FencedNamespaceArgs(name="billing"), egress.FencedNamespaceArgs(name="shop")],
        external_services=[
            egress.ExternalServiceArgs(
                name="stripe",
                hosts=[host, "files.stripe.com"],
                clients=[egress.ClientArgs(namespace="billing", service_account="payments")],
            ),
            egress.ExternalServiceArgs(
                name="maps",
                hosts=["maps.example.com"],
                clients=[egress.ClientArgs(namespace="shop")],
            ),
        ],
        infrastructure=[
            egress.InfrastructureGrantArgs(name="registry", hosts=["registry.cn-hangzhou.aliyuncs.com"]),
        ],
    )
    pulumi.export("publicAddresses", perimeter.public_addresses)
    pulumi.export("gatewayCidrs", perimeter.gateway_cidrs)


def main(operation: str) -> None:
    stack = automation.create_or_select_stack(
        stack_name=STACK,
        project_name="asm-egress",
        program=lambda: program(operation),
        # Its Pulumi.yaml says where the plugins are.
        opts=automation.LocalWorkspaceOptions(work_dir=os.environ["WORK_DIR"]),
    )
    stack.set_config("alicloud:region", automation.ConfigValue("cn-hangzhou"))
    stack.set_config("kubernetes:kubeconfig", automation.ConfigValue(os.environ["CLUSTER_KUBECONFIG"]))
    if operation == "destroy":
        stack.destroy(on_output=print)
    else:
        stack.up(on_output=print)


main(sys.argv[1])

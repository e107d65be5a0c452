// A perimeter: billing may call Stripe through the egress gateway, and nothing else.
package main

import (
	"asm-egress.local/sdk/go/asmegress"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		perimeter, err := asmegress.NewEgressPerimeter(ctx, ctx.Stack(), &asmegress.EgressPerimeterArgs{
			Cluster: asmegress.ClusterArgs{
				Id:                  pulumi.String("c0000000000000000000000000000local"),
				VpcId:               pulumi.String("vpc-local0000000000000000"),
				NodeCidrs:           []string{"10.0.0.0/20"},
				PodCidrs:            []string{"10.0.128.0/17"},
				ServiceCidr:         "172.16.0.0/16",
				NetworkPolicyEngine: pointer(asmegress.NetworkPolicyEngineTerway),
			},
			Mesh: asmegress.MeshArgs{
				Id: pulumi.String("asm-local"),
				// Values that decide which resources exist are plain; IDs and secrets may be Outputs.
				Kubeconfig:        config.New(ctx, "").RequireSecret("meshKubeconfig"),
				ControlPlaneCidrs: []string{"10.0.32.0/24"},
			},
			Gateway: asmegress.GatewayArgs{
				Subnets: []asmegress.GatewaySubnetArgs{
					{ZoneId: "cn-hangzhou-h", CidrBlock: "10.0.64.0/28"},
					{ZoneId: "cn-hangzhou-i", CidrBlock: "10.0.64.16/28"},
				},
			},
			Internet: asmegress.InternetArgs{
				Subnet:          &asmegress.SubnetArgs{ZoneId: "cn-hangzhou-h", CidrBlock: "10.0.64.32/28"},
				PublicAddresses: pointer(1),
				// So that `destroy` leaves nothing behind; leave it out on a real account.
				ProtectAddresses:   pointer(false),
				SystemRouteTableId: pulumi.String("vtb-local0000000000000000"),
			},
			Firewall: asmegress.FirewallArgs{
				CidrBlock: pointer("10.0.64.48/28"),
				// For a simulated firewall; leave it out on a real account.
				SettleSeconds: pointer(0),
			},
			Namespaces: []asmegress.FencedNamespaceArgs{{Name: "billing"}},
			ExternalServices: []asmegress.ExternalServiceArgs{
				{
					Name:    "stripe",
					Hosts:   []string{"api.stripe.com"},
					Clients: []asmegress.ClientArgs{{Namespace: "billing", ServiceAccount: pointer("payments")}},
				},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("gatewayCidrs", perimeter.GatewayCidrs)
		ctx.Export("publicAddresses", perimeter.PublicAddresses)
		return nil
	})
}

// pointer is how an optional plain value is written.
func pointer[T any](value T) *T { return &value }

// A perimeter in Go: `program preview|up|refused|destroy`, on the local world that the environment describes.
package main

import (
	"context"
	"fmt"
	"os"

	"asm-egress.local/sdk/go/asmegress"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

var stackName = os.Getenv("STACK")

func perimeter(ctx *pulumi.Context, vpcID pulumi.StringInput, nodeCidrs []string) error {
	kubeconfig, err := os.ReadFile(os.Getenv("MESH_KUBECONFIG"))
	if err != nil {
		return err
	}
	engine := asmegress.NetworkPolicyEngineTerway
	made, err := asmegress.NewEgressPerimeter(ctx, stackName, &asmegress.EgressPerimeterArgs{
		Cluster: asmegress.ClusterArgs{
			Id:                  pulumi.String("c0000000000000000000000000000local"),
			VpcId:               vpcID,
			NodeCidrs:           nodeCidrs,
			PodCidrs:            []string{"10.0.128.0/17"},
			ServiceCidr:         "172.16.0.0/16",
			NetworkPolicyEngine: &engine,
		},
		Mesh: asmegress.MeshArgs{
			Id:                pulumi.String("asm-local"),
			Kubeconfig:        pulumi.ToSecret(pulumi.String(string(kubeconfig))).(pulumi.StringOutput),
			ControlPlaneCidrs: []string{"10.0.32.0/24"},
		},
		Gateway: asmegress.GatewayArgs{
			Subnets: []asmegress.GatewaySubnetArgs{
				{ZoneId: "cn-hangzhou-h", CidrBlock: "10.0.64.0/28"},
				{ZoneId: "cn-hangzhou-i", CidrBlock: "10.0.64.16/28"},
			},
		},
		Internet: asmegress.InternetArgs{
			Subnet:             &asmegress.SubnetArgs{ZoneId: "cn-hangzhou-h", CidrBlock: "10.0.64.32/28"},
			PublicAddresses:    pointer(1),
			ProtectAddresses:   pointer(false),
			SystemRouteTableId: pulumi.String("vtb-local0000000000000000"),
		},
		Firewall:   asmegress.FirewallArgs{CidrBlock: pointer("10.0.64.48/28"), SettleSeconds: pointer(1)},
		Namespaces: []asmegress.FencedNamespaceArgs{{Name: "billing"}, {Name: "shop"}},
		ExternalServices: []asmegress.ExternalServiceArgs{
			{
				Name:    "stripe",
				Hosts:   []string{"api.stripe.com", "files.stripe.com"},
				Clients: []asmegress.ClientArgs{{Namespace: "billing", ServiceAccount: pointer("payments")}},
			},
			{
				Name:    "maps",
				Hosts:   []string{"maps.example.com"},
				Clients: []asmegress.ClientArgs{{Namespace: "shop"}},
			},
		},
		Infrastructure: []asmegress.InfrastructureGrantArgs{
			{Name: "registry", Hosts: []string{"registry.cn-hangzhou.aliyuncs.com"}},
		},
	})
	if err != nil {
		return err
	}
	ctx.Export("publicAddresses", made.PublicAddresses)
	ctx.Export("gatewayCidrs", made.GatewayCidrs)
	return nil
}

// vpcID is not known in a preview, as that of a VPC which the same program makes.
func vpcID(operation string) pulumi.StringInput {
	if operation == "preview" {
		return pulumi.UnsafeUnknownOutput(nil).ApplyT(func(any) string { return "" }).(pulumi.StringOutput)
	}
	return pulumi.String("vpc-local0000000000000000")
}

func pointer[T any](value T) *T { return &value }

func run(operation string) error {
	ctx := context.Background()
	nodes := "10.0.0.0/20"
	if operation == "refused" {
		nodes = "10.0.0.0/33"
	}
	// Its Pulumi.yaml says where the plugins are.
	stack, err := auto.UpsertStackInlineSource(ctx, stackName, "asm-egress", func(ctx *pulumi.Context) error {
		return perimeter(ctx, vpcID(operation), []string{nodes})
	}, auto.WorkDir(os.Getenv("WORK_DIR")))
	if err != nil {
		return err
	}
	if err := stack.SetAllConfig(ctx, auto.ConfigMap{
		"alicloud:region":       {Value: "cn-hangzhou"},
		"kubernetes:kubeconfig": {Value: os.Getenv("CLUSTER_KUBECONFIG")},
	}); err != nil {
		return err
	}
	switch operation {
	case "preview":
		_, err = stack.Preview(ctx, optpreview.ProgressStreams(os.Stdout))
	case "destroy":
		_, err = stack.Destroy(ctx, optdestroy.ProgressStreams(os.Stdout))
	default:
		_, err = stack.Up(ctx, optup.ProgressStreams(os.Stdout))
	}
	return err
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

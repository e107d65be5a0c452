import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { EgressPerimeter, type EgressPerimeterArgs, type Mesh } from "asm-egress";

/** What the stack config says: the perimeter, but for what only the mesh knows. */
interface Written extends Omit<EgressPerimeterArgs, "mesh" | "cluster"> {
    readonly cluster: EgressPerimeterArgs["cluster"] & { readonly id: string; readonly vpcId: string };
    readonly mesh: Omit<Mesh, "id" | "kubeconfig">;
}

const name = pulumi.getStack();
const config = new pulumi.Config("asm-egress");
const perimeter = config.requireObject<Written>("perimeter");
const { id: clusterId, vpcId } = perimeter.cluster;

/** The mesh's own vSwitch: the addresses of its API server and of its control plane are in it, and no others. */
const controlPlane = new alicloud.vpc.Switch(`${name}-mesh-control-plane`, {
    vpcId,
    cidrBlock: perimeter.mesh.controlPlaneCidrs[0] ?? "",
    zoneId: perimeter.gateway.subnets[0]?.zoneId ?? "",
});

const mesh = new alicloud.servicemesh.ServiceMesh(`${name}-mesh`, {
    serviceMeshName: name,
    edition: "Pro",
    clusterSpec: "enterprise",
    network: { vpcId, vswitcheList: controlPlane.id },
    clusterIds: [clusterId],
    // Whoever runs this is in the VPC, or has a way into it: the endpoint in the kubeconfig is the private one.
    loadBalancer: { apiServerPublicEip: false },
    // Otherwise whoever may write Istio's kinds in the cluster writes them in the mesh: docs/guard.md.
    extraConfiguration: { crAggregationEnabled: false },
    meshConfig: {
        // Every namespace of the mesh, and not only the fenced ones; a Sidecar object can still say otherwise.
        outboundTrafficPolicy: "REGISTRY_ONLY",
        // The lines that the gateway writes (docs/telemetry.md) and those of the sidecars, in Simple Log Service. What is
        // left out here reads as the service has it afterwards, and would be a difference for ever.
        accessLog: {
            enabled: true,
            project: config.require("logProject"),
            gatewayEnabled: true,
            gatewayLifecycle: 180,
            sidecarEnabled: true,
            sidecarLifecycle: 30,
        },
    },
});

const egress = new EgressPerimeter(name, {
    ...perimeter,
    mesh: { ...perimeter.mesh, id: mesh.id, kubeconfig: pulumi.secret(mesh.kubeconfig) },
});

export const meshId = mesh.id;
export const gatewayCidrs = egress.gatewayCidrs;
export const publicAddresses = egress.publicAddresses;

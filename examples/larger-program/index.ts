import * as alicloud from "@pulumi/alicloud";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { EgressPerimeter, type Firewall, type Internet, NetworkPolicyEngine } from "asm-egress";

/** What the stack config says: the parts of a perimeter that differ between environments. */
interface Written {
    readonly internet: Pick<Internet, "publicAddresses" | "protectAddresses">;
    readonly firewall: Pick<Firewall, "settleSeconds">;
}

const name = pulumi.getStack();
const { internet, firewall } = new pulumi.Config("asm-egress").requireObject<Written>("perimeter");

/** Zones, and what stands in each. The perimeter decides by these ranges, so they are written here and not looked up. */
const ZONES = {
    "cn-hangzhou-h": { nodes: "10.0.0.0/20", pods: "10.0.128.0/18", gateway: "10.0.64.0/28" },
    "cn-hangzhou-i": { nodes: "10.0.16.0/20", pods: "10.0.192.0/18", gateway: "10.0.64.16/28" },
};
const FIRST_ZONE = "cn-hangzhou-h";
const CONTROL_PLANE = "10.0.32.0/24";
const SERVICES = "172.16.0.0/16";
const NAMESPACE = "billing";

const vpc = new alicloud.vpc.Network(`${name}-vpc`, { vpcName: name, cidrBlock: "10.0.0.0/16" });

function vswitch(role: string, zoneId: string, cidrBlock: string): alicloud.vpc.Switch {
    return new alicloud.vpc.Switch(`${name}-${role}`, { vpcId: vpc.id, zoneId, cidrBlock });
}

const nodes = Object.entries(ZONES).map(([zone, { nodes }]) => vswitch(`nodes-${zone}`, zone, nodes));
const pods = Object.entries(ZONES).map(([zone, { pods }]) => vswitch(`pods-${zone}`, zone, pods));

const cluster = new alicloud.cs.ManagedKubernetes(`${name}-cluster`, {
    name,
    clusterSpec: "ack.pro.small",
    vswitchIds: nodes.map(({ id }) => id),
    podVswitchIds: pods.map(({ id }) => id),
    serviceCidr: SERVICES,
    // Otherwise it makes a way out of its own, past the perimeter.
    newNatGateway: false,
    slbInternetEnabled: false,
    // The gateway's Pods have trunk ENIs, which Terway's controller gives out; and what the perimeter's NetworkPolicies say is
    // enforced. Source: ACK, CreateCluster, `addons`.
    addons: [
        { name: "terway-controlplane", config: JSON.stringify({ ENITrunking: "true" }) },
        {
            name: "terway-eniip",
            config: JSON.stringify({ IPVlan: "false", NetworkPolicy: "true", ENITrunking: "true" }),
        },
    ],
});

const workers = new alicloud.cs.NodePool(`${name}-workers`, {
    clusterId: cluster.id,
    nodePoolName: "workers",
    vswitchIds: nodes.map(({ id }) => id),
    instanceTypes: ["ecs.g7.xlarge"],
    desiredSize: "3",
    // No public addresses: a node that has one leaves around every NAT gateway.
    internetMaxBandwidthOut: 0,
});

const mesh = new alicloud.servicemesh.ServiceMesh(`${name}-mesh`, {
    serviceMeshName: name,
    edition: "Pro",
    clusterSpec: "enterprise",
    network: { vpcId: vpc.id, vswitcheList: vswitch("control-plane", FIRST_ZONE, CONTROL_PLANE).id },
    clusterIds: [cluster.id],
    // Whoever runs this is in the VPC, or has a way into it: the endpoint in the kubeconfig is the private one.
    loadBalancer: { apiServerPublicEip: false },
    // Otherwise whoever may write Istio's kinds in the cluster writes them in the mesh: docs/guard.md.
    extraConfiguration: { crAggregationEnabled: false },
    meshConfig: { outboundTrafficPolicy: "REGISTRY_ONLY" },
});

const credential = alicloud.cs.getClusterCredentialOutput({ clusterId: cluster.id });
/** A credential that is looked up is not secret by itself. */
export const clusterKubeconfig = pulumi.secret(credential.kubeConfig);
const onCluster = { provider: new kubernetes.Provider(`${name}-ack`, { kubeconfig: clusterKubeconfig }) };

const billing = new kubernetes.core.v1.Namespace(
    `${name}-${NAMESPACE}`,
    { metadata: { name: NAMESPACE, labels: { "istio-injection": "enabled" } } },
    { ...onCluster, dependsOn: [workers] },
);

const egress = new EgressPerimeter(
    name,
    {
        cluster: {
            id: cluster.id,
            vpcId: vpc.id,
            nodeCidrs: Object.values(ZONES).map((zone) => zone.nodes),
            podCidrs: Object.values(ZONES).map((zone) => zone.pods),
            serviceCidr: SERVICES,
            networkPolicyEngine: NetworkPolicyEngine.Terway,
        },
        mesh: { id: mesh.id, kubeconfig: pulumi.secret(mesh.kubeconfig), controlPlaneCidrs: [CONTROL_PLANE] },
        gateway: { subnets: Object.entries(ZONES).map(([zoneId, { gateway }]) => ({ zoneId, cidrBlock: gateway })) },
        internet: {
            ...internet,
            subnet: { zoneId: FIRST_ZONE, cidrBlock: "10.0.64.32/28" },
            systemRouteTableId: vpc.routeTableId,
        },
        firewall: { ...firewall, cidrBlock: "10.0.64.48/28" },
        namespaces: [{ name: NAMESPACE }],
        externalServices: [
            {
                name: "stripe",
                hosts: ["api.stripe.com"],
                clients: [{ namespace: NAMESPACE, serviceAccount: "payments" }],
            },
        ],
        infrastructure: [{ name: "registry", hosts: ["registry.cn-hangzhou.aliyuncs.com"] }],
    },
    { ...onCluster, dependsOn: [workers, billing] },
);

export const namespace = billing.metadata.name;
export const vpcId = vpc.id;
export const gatewayCidrs = egress.gatewayCidrs;
export const publicAddresses = egress.publicAddresses;

import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
    EgressPerimeter,
    type EgressPerimeterArgs,
    type ExternalService,
    type Firewall,
    type GatewaySubnet,
    type Internet,
    type Mesh,
    Placement,
    type Subnet,
} from "asm-egress";

/** What the stack config says: all that the groups have in common. */
interface Common extends Pick<EgressPerimeterArgs, "cluster"> {
    readonly mesh: Omit<Mesh, "kubeconfig">;
    readonly internet: Pick<Internet, "publicAddresses" | "protectAddresses" | "systemRouteTableId">;
    readonly firewall: Pick<Firewall, "settleSeconds">;
}

/** Namespaces that trust each other, what they may reach, and ranges of the VPC that no other group has. */
interface TrustGroup {
    readonly namespace: string;
    readonly externalServices: ExternalService[];
    readonly gateway: GatewaySubnet[];
    readonly nat: Subnet;
    readonly firewall: string;
}

const PAYMENTS: TrustGroup = {
    namespace: "billing",
    externalServices: [
        {
            name: "stripe",
            hosts: ["api.stripe.com"],
            clients: [{ namespace: "billing", serviceAccount: "payments" }],
        },
    ],
    gateway: [
        { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.0/28" },
        { zoneId: "cn-hangzhou-i", cidrBlock: "10.0.64.16/28" },
    ],
    nat: { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.32/28" },
    firewall: "10.0.64.48/28",
};

const STOREFRONT: TrustGroup = {
    namespace: "shop",
    externalServices: [{ name: "maps", hosts: ["maps.example.com"], clients: [{ namespace: "shop" }] }],
    gateway: [
        { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.64/28" },
        { zoneId: "cn-hangzhou-i", cidrBlock: "10.0.64.80/28" },
    ],
    nat: { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.96/28" },
    firewall: "10.0.64.112/28",
};

const config = new pulumi.Config("asm-egress");
const common = config.requireObject<Common>("perimeter");
const kubeconfig = config.requireSecret("meshKubeconfig");
const { systemRouteTableId, ...internet } = common.internet;

/** Each gateway stands on nodes of its own: nobody else's Pods are on them, those of the other gateway least of all. */
function perimeterOf(
    name: string,
    group: TrustGroup,
    first: pulumi.Input<string> | undefined,
    others: EgressPerimeter[],
): EgressPerimeter {
    const namespace = new kubernetes.core.v1.Namespace(`${name}-${group.namespace}`, {
        metadata: { name: group.namespace, labels: { "istio-injection": "enabled" } },
    });
    return new EgressPerimeter(
        name,
        {
            cluster: common.cluster,
            mesh: { ...common.mesh, kubeconfig, givenEgressNamespace: others.length > 0 },
            gateway: {
                subnets: group.gateway,
                placement: Placement.HostNetwork,
                nodePool: { instanceTypes: ["ecs.g7.xlarge"] },
            },
            internet: { ...internet, subnet: group.nat, ...(first !== undefined && { systemRouteTableId: first }) },
            firewall: { ...common.firewall, cidrBlock: group.firewall },
            namespaces: [{ name: group.namespace }],
            externalServices: group.externalServices,
        },
        { dependsOn: [namespace, ...others] },
    );
}

// The system route table leads to the first NAT gateway of the VPC, and the first perimeter makes the namespace of the mesh
// that both write to: hence one after the other.
const payments = perimeterOf("payments", PAYMENTS, systemRouteTableId, []);
const storefront = perimeterOf("storefront", STOREFRONT, undefined, [payments]);

export const paymentsLeavesFrom = payments.publicAddresses;
export const storefrontLeavesFrom = storefront.publicAddresses;

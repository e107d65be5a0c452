import { type EgressPerimeterArgs, NetworkPolicyEngine } from "../intent/args";

/** A sound perimeter to start a test from; each call gives a fresh copy. */
export function perimeterArgs(change: Partial<EgressPerimeterArgs> = {}): EgressPerimeterArgs {
    return {
        cluster: {
            id: "c0123",
            vpcId: "vpc-0123",
            nodeCidrs: ["10.0.0.0/20"],
            podCidrs: ["10.0.128.0/17"],
            serviceCidr: "172.16.0.0/16",
            networkPolicyEngine: NetworkPolicyEngine.Terway,
        },
        mesh: { id: "asm-0123", kubeconfig: "mesh-kubeconfig", controlPlaneCidrs: ["10.0.32.0/24"] },
        gateway: {
            subnets: [
                { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.0/28" },
                { zoneId: "cn-hangzhou-i", cidrBlock: "10.0.64.16/28" },
            ],
        },
        internet: { subnet: { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.32/28" } },
        firewall: { cidrBlock: "10.0.64.48/28" },
        namespaces: [{ name: "billing" }, { name: "shop" }],
        externalServices: [
            {
                name: "stripe",
                hosts: ["api.stripe.com", "files.stripe.com"],
                clients: [{ namespace: "billing", serviceAccount: "payments" }],
            },
            { name: "maps", hosts: ["maps.example.com"], clients: [{ namespace: "shop" }] },
        ],
        infrastructure: [{ name: "registry", hosts: ["registry.cn-hangzhou.aliyuncs.com"] }],
        ...change,
    };
}

import { Config } from "@pulumi/pulumi";
import { EgressPerimeter } from "asm-egress";

const ranges = { nodeCidrs: ["10.0.0.0/20"], podCidrs: ["10.0.128.0/17"], serviceCidr: "172.16.0.0/16" };
export const { publicAddresses } = new EgressPerimeter("prod", {
    cluster: { id: "c0000000000000000000000000000local", vpcId: "vpc-local0000000000000000", ...ranges },
    mesh: { id: "asm-local", kubeconfig: new Config().requireSecret("mesh"), controlPlaneCidrs: ["10.0.32.0/24"] },
    gateway: { subnets: [{ zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.0/28" }] },
    internet: { subnet: { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.32/28" }, protectAddresses: false },
    firewall: { cidrBlock: "10.0.64.48/28", settleSeconds: 0 },
    namespaces: [{ name: "billing" }],
    externalServices: [{ name: "stripe", hosts: ["api.stripe.com"], clients: [{ namespace: "billing" }] }],
});

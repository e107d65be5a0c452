import { type Account, type AccountSettings, newAccount } from "../account/account";
import { CloudApiError } from "../account/api-error";
import { allocateEip } from "../account/eip";
import { associateEip } from "../account/eip-association";
import { settledMode } from "../account/engine-mode";
import { createNatFirewall } from "../account/nat-firewall";
import { createNatGateway } from "../account/nat-gateway";
import type {
    ControlPolicyRequest,
    EncodedRule,
    NatFirewallPolicyRequest,
    NatFirewallRequest,
    VpcFirewallPolicyRequest,
} from "../account/objects";
import { EVERYWHERE } from "../account/route-entry";
import { createVswitch } from "../account/vswitch";

const given = { given: true, createTime: new Date(0).toISOString() };

/** One VPC with its system route table and nothing else. */
export function smallAccount(settings: Partial<AccountSettings> = {}): Account {
    const account = newAccount(settings);
    account.region = "cn-hangzhou";
    account.vpcs["vpc-1"] = {
        ...given,
        id: "vpc-1",
        cidrBlocks: ["10.0.0.0/16"],
        systemRouteTableId: "vtb-system",
        routerId: "vrt-1",
    };
    account.routeTables["vtb-system"] = { ...given, id: "vtb-system", vpcId: "vpc-1", routeTableType: "System" };
    account.vpcs["vpc-2"] = {
        ...given,
        id: "vpc-2",
        cidrBlocks: ["10.0.0.0/16"],
        systemRouteTableId: "vtb-system-2",
        routerId: "vrt-2",
    };
    account.routeTables["vtb-system-2"] = { ...given, id: "vtb-system-2", vpcId: "vpc-2", routeTableType: "System" };
    return account;
}

export function addVswitch(account: Account, cidrBlock: string, vpcId = "vpc-1"): string {
    return createVswitch(account, { vpcId, cidrBlock, zoneId: "cn-hangzhou-h" }).id;
}

/** A NAT gateway in a vSwitch of its own, with one bound EIP; its route is in the system table. */
export function addGateway(account: Account, cidrBlock = "10.0.255.0/28") {
    const vswitchId = addVswitch(account, cidrBlock);
    const gateway = createNatGateway(account, { vpcId: "vpc-1", vswitchId, natType: "Enhanced" });
    const eip = allocateEip(account, {});
    const association = associateEip(account, { allocationId: eip.id, instanceId: gateway.id });
    return { gateway, vswitchId, eip, association, snatTableId: gateway.snatTableIds[0] ?? "" };
}

export function firewallRequest(natGatewayId: string, changes: Partial<NatFirewallRequest> = {}): NatFirewallRequest {
    const route = { destinationCidr: EVERYWHERE, nexthopType: "NatGateway", nexthopId: natGatewayId };
    return {
        natGatewayId,
        natRouteEntryLists: [{ ...route, routeTableId: "vtb-system" }],
        proxyName: "egress_prod",
        regionNo: "cn-hangzhou",
        vpcId: "vpc-1",
        vswitchAuto: "true",
        vswitchCidr: "10.0.254.0/28",
        firewallSwitch: "open",
        strictMode: 1,
        ...changes,
    };
}

export function addFirewall(account: Account) {
    const made = addGateway(account);
    return { ...made, firewall: createNatFirewall(account, firewallRequest(made.gateway.id)) };
}

/** An accept of one HTTPS host from one block, unless the test says otherwise. */
export function policyRequest(
    natGatewayId: string,
    changes: Partial<NatFirewallPolicyRequest> = {},
): NatFirewallPolicyRequest {
    return {
        natGatewayId,
        direction: "out",
        description: "test",
        aclAction: "accept",
        sourceType: "net",
        source: "10.0.1.0/24",
        destinationType: "domain",
        destination: "api.stripe.com",
        proto: "TCP",
        applicationNameLists: ["HTTPS"],
        destPortType: "port",
        destPort: "443/443",
        ...changes,
    };
}

/** The same at the internet boundary, from every public address. */
export function controlPolicyRequest(changes: Partial<ControlPolicyRequest> = {}): ControlPolicyRequest {
    return {
        direction: "out",
        description: "test",
        aclAction: "accept",
        sourceType: "net",
        source: "0.0.0.0/0",
        destinationType: "domain",
        destination: "api.stripe.com",
        proto: "TCP",
        applicationNameLists: ["HTTPS"],
        destPortType: "port",
        destPort: "443/443",
        ...changes,
    };
}

/** A given VPC firewall before every VPC, strict as new ones are. */
export function addVpcFirewall(account: Account, id = "vfw-1"): string {
    account.vpcFirewalls[id] = { ...given, id, engineMode: settledMode(true) };
    return id;
}

/** An accept of one port of another VPC's addresses. */
export function vpcPolicyRequest(
    vpcFirewallId: string,
    changes: Partial<VpcFirewallPolicyRequest> = {},
): VpcFirewallPolicyRequest {
    return {
        vpcFirewallId,
        description: "test",
        aclAction: "accept",
        sourceType: "net",
        source: "10.0.1.0/24",
        destinationType: "net",
        destination: "192.168.7.0/24",
        proto: "TCP",
        applicationName: "ANY",
        destPortType: "port",
        destPort: "5432/5432",
        ...changes,
    };
}

/** A policy about every address and protocol. */
export const everything = {
    destinationType: "net",
    destination: "0.0.0.0/0",
    proto: "ANY",
    applicationNameLists: ["ANY"],
    destPort: "0/0",
} satisfies Partial<EncodedRule>;

/** The code the platform refuses with, or `accepted`. */
export function answer(work: () => unknown): string {
    try {
        work();
        return "accepted";
    } catch (error) {
        if (error instanceof CloudApiError) {
            return error.code;
        }
        throw error;
    }
}

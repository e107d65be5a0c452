import type { Properties } from "../../plugin-host/provider";
import type { Account } from "../account/account";
import { bookNamed } from "../account/address-book";
import type { VpcFirewallPolicy, VpcFirewallPolicyRequest } from "../account/objects";
import {
    createVpcPolicy,
    deleteVpcPolicy,
    modifyVpcPolicy,
    moveVpcPolicy,
    switchVpcMode,
} from "../account/vpc-firewall-policy";
import { encodedRuleDefaults, encodedRuleSchema } from "./policy-schema";
import { forceNew, number, oneOf, required, string } from "./property-schema";
import { idPart, liveValues, type ResourceType, resourceType } from "./resource-type";

const policyOutputs = [
    ...Object.keys(encodedRuleSchema),
    ...["aclUuid", "applicationId", "applicationName", "createTime", "destPortGroupPorts", "destinationGroupCidrs"],
    ...["destinationGroupType", "destinationType", "hitTimes", "memberUid", "order", "sourceGroupCidrs"],
    ...["sourceGroupType", "sourceType", "vpcFirewallId"],
];

const policy = resourceType<VpcFirewallPolicyRequest>({
    token: "alicloud:cloudfirewall/firewallVpcFirewallControlPolicy:FirewallVpcFirewallControlPolicy",
    terraformType: "alicloud_cloud_firewall_vpc_firewall_control_policy",
    actions: {
        create: "CreateVpcFirewallControlPolicy",
        read: "DescribeVpcFirewallControlPolicy",
        update: "ModifyVpcFirewallControlPolicy",
        delete: "DeleteVpcFirewallControlPolicy",
    },
    schema: {
        ...encodedRuleSchema,
        applicationName: string,
        destinationType: required(oneOf("net", "group", "domain")),
        memberUid: forceNew(string),
        order: number,
        sourceType: required(oneOf("net", "group")),
        vpcFirewallId: required(forceNew(string)),
    },
    outputs: policyOutputs,
    create: (account, inputs) => {
        const made = createVpcPolicy(account, inputs);
        return `${made.vpcFirewallId}:${made.id}`;
    },
    read: (account, id) => {
        const found = account.vpcFirewallPolicies[idPart(id, 1)];
        return liveValues(found, policyOutputs, found && computed(account, found));
    },
    update: (account, id, { order, ...inputs }, oldInputs) => {
        // The position is sent only when it changed, else every edit would move the policy.
        const moved = order !== undefined && order !== oldInputs.order ? { order } : {};
        modifyVpcPolicy(account, idPart(id, 1), { ...inputs, ...moved });
    },
    delete: (account, id) => deleteVpcPolicy(account, idPart(id, 1)),
});

function computed(account: Account, found: VpcFirewallPolicy): Properties {
    const source = found.sourceType === "group" ? bookNamed(account, found.source) : undefined;
    const destination = found.destinationType === "group" ? bookNamed(account, found.destination) : undefined;
    const ports = found.destPortType === "group" ? bookNamed(account, found.destPortGroup ?? "") : undefined;
    return {
        ...encodedRuleDefaults(found),
        applicationId: "",
        createTime: Math.floor(Date.parse(found.createTime) / 1000),
        destPortGroupPorts: ports?.addressLists ?? [],
        destinationGroupCidrs: destination?.addressLists ?? [],
        destinationGroupType: destination?.groupType ?? "",
        domainResolveType: found.domainResolveType ?? "FQDN",
        hitTimes: 0,
        memberUid: found.memberUid ?? "",
        sourceGroupCidrs: source?.addressLists ?? [],
        sourceGroupType: source?.groupType ?? "",
    };
}

const policyOrder = resourceType<{ vpcFirewallId: string; aclUuid?: string; order: string }>({
    token: "alicloud:cloudfirewall/vpcFirewallControlPolicyOrder:VpcFirewallControlPolicyOrder",
    terraformType: "alicloud_cloud_firewall_vpc_firewall_control_policy_order",
    actions: {
        create: "ModifyVpcFirewallControlPolicyPosition",
        read: "DescribeVpcFirewallControlPolicy",
        update: "ModifyVpcFirewallControlPolicyPosition",
        delete: "ModifyVpcFirewallControlPolicyPosition",
    },
    schema: {
        vpcFirewallId: required(forceNew(string)),
        // Optional to the provider; the API finds no policy without it.
        aclUuid: forceNew(string),
        order: required(string),
        lang: string,
    },
    outputs: ["vpcFirewallId", "aclUuid", "order"],
    create: (account, { vpcFirewallId, aclUuid = "", order }) => {
        moveVpcPolicy(account, vpcFirewallId, aclUuid, order);
        return `${vpcFirewallId}:${aclUuid}`;
    },
    read: (account, id) => {
        const found = account.vpcFirewallPolicies[idPart(id, 1)];
        // The position of today: a move of any other policy shows here as drift.
        return found && { vpcFirewallId: found.vpcFirewallId, aclUuid: found.id, order: String(found.order) };
    },
    update: (account, id, { order }) => moveVpcPolicy(account, idPart(id, 0), idPart(id, 1), order),
    // The API has no such thing as taking an order back: the policy stays where it is.
    delete: () => undefined,
});

const engineMode = resourceType<{ vpcFirewallId: string; strictMode: number; memberUid?: string }>({
    token: "alicloud:cloudfirewall/vpcFirewallAclEngineMode:VpcFirewallAclEngineMode",
    terraformType: "alicloud_cloud_firewall_vpc_firewall_acl_engine_mode",
    actions: {
        create: "ModifyVpcFirewallAclEngineMode",
        read: "DescribeVpcFirewallAclGroupList",
        update: "ModifyVpcFirewallAclEngineMode",
        delete: "ModifyVpcFirewallAclEngineMode",
    },
    schema: {
        vpcFirewallId: required(forceNew(string)),
        strictMode: required(oneOf(0, 1)),
        memberUid: forceNew(string),
    },
    outputs: ["vpcFirewallId", "strictMode"],
    create: (account, { vpcFirewallId, strictMode }) => {
        switchVpcMode(account, vpcFirewallId, strictMode === 1);
        return vpcFirewallId;
    },
    read: (account, id) => {
        const found = account.vpcFirewalls[id];
        return found && { vpcFirewallId: id, strictMode: found.engineMode.strict ? 1 : 0 };
    },
    update: (account, id, { strictMode }) => switchVpcMode(account, id, strictMode === 1),
    // The provider calls nothing here: the mode stays.
    delete: () => undefined,
});

export const vpcBoundaryTypes: ResourceType[] = [policy, policyOrder, engineMode];

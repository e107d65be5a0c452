import { createAddressBook, deleteAddressBook, modifyAddressBook, policiesUsing } from "../account/address-book";
import { createNatFirewall, deleteNatFirewall, switchNatFirewall } from "../account/nat-firewall";
import { createPolicy, deletePolicy, modifyPolicy, movePolicy } from "../account/nat-firewall-policy";
import type { AddressBookRequest, NatFirewallPolicyRequest, NatFirewallRequest } from "../account/objects";
import { forceNew, list, number, object, oneOf, required, string } from "./property-schema";
import { idPart, liveValues, type ResourceType, resourceType } from "./resource-type";

const addressBookOutputs = [
    "groupName",
    "groupType",
    "description",
    "addressLists",
    "addressListCount",
    "referenceCount",
    "lang",
];

const addressBook = resourceType<AddressBookRequest>({
    token: "alicloud:cloudfirewall/addressBook:AddressBook",
    terraformType: "alicloud_cloud_firewall_address_book",
    actions: {
        create: "AddAddressBook",
        read: "DescribeAddressBook",
        update: "ModifyAddressBook",
        delete: "DeleteAddressBook",
    },
    schema: {
        groupName: required(string),
        groupType: required(forceNew(oneOf("ip", "ipv6", "domain", "port", "tag", "asset", "assetIpv6"))),
        description: required(string),
        addressLists: list(string),
        lang: oneOf("zh", "en"),
    },
    outputs: addressBookOutputs,
    create: (account, inputs) => createAddressBook(account, inputs).id,
    read: (account, id) => {
        const found = account.addressBooks[id];
        return liveValues(found, addressBookOutputs, {
            addressListCount: found?.addressLists.length,
            referenceCount: found === undefined ? 0 : policiesUsing(account, found).length,
        });
    },
    update: modifyAddressBook,
    delete: deleteAddressBook,
});

const natFirewallOutputs = [
    ...["natGatewayId", "natRouteEntryLists", "proxyName", "regionNo", "vpcId", "firewallSwitch", "status"],
    ...["strictMode", "vswitchAuto", "vswitchCidr", "vswitchId", "lang"],
];

const natFirewall = resourceType<NatFirewallRequest>({
    token: "alicloud:cloudfirewall/natFirewall:NatFirewall",
    terraformType: "alicloud_cloud_firewall_nat_firewall",
    actions: {
        create: "CreateSecurityProxy",
        read: "DescribeNatFirewallList",
        update: "SwitchSecurityProxy",
        delete: "DeleteSecurityProxy",
    },
    schema: {
        natGatewayId: required(forceNew(string)),
        natRouteEntryLists: required(
            forceNew(
                list(
                    object({
                        destinationCidr: required(string),
                        nexthopId: required(string),
                        nexthopType: required(string),
                        routeTableId: required(string),
                    }),
                ),
            ),
        ),
        proxyName: required(forceNew(string)),
        regionNo: required(forceNew(string)),
        vpcId: required(forceNew(string)),
        firewallSwitch: forceNew(oneOf("open", "close")),
        status: oneOf("normal", "opening", "closed", "open", "close", "configuring", "closing"),
        // The API could change it in place; the provider does not use that call.
        strictMode: forceNew(oneOf(0, 1)),
        vswitchAuto: forceNew(oneOf("true", "false")),
        vswitchCidr: forceNew(string),
        vswitchId: forceNew(string),
        lang: string,
    },
    outputs: natFirewallOutputs,
    create: (account, { strictMode, ...inputs }) =>
        // The provider does not send a zero.
        createNatFirewall(account, strictMode === 1 ? { ...inputs, strictMode } : inputs).id,
    read: (account, id) => {
        const found = account.natFirewalls[id];
        return liveValues(found, natFirewallOutputs, { status: found?.proxyStatus });
    },
    update: (account, id, { status }) => {
        if (status !== undefined) {
            switchNatFirewall(account, id, status);
        }
    },
    delete: deleteNatFirewall,
});

const policyOutputs = [
    ...["aclAction", "aclUuid", "applicationNameLists", "createTime", "description", "destPort", "destPortGroup"],
    ...["destPortType", "destination", "destinationType", "direction", "domainResolveType", "endTime", "ipVersion"],
    ...["natGatewayId", "newOrder", "proto", "release", "repeatDays", "repeatEndTime", "repeatStartTime", "repeatType"],
    ...["source", "sourceType", "startTime"],
];

const policy = resourceType<NatFirewallPolicyRequest>({
    token: "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy",
    terraformType: "alicloud_cloud_firewall_nat_firewall_control_policy",
    actions: {
        create: "CreateNatFirewallControlPolicy",
        read: "DescribeNatFirewallControlPolicy",
        update: "ModifyNatFirewallControlPolicy",
        delete: "DeleteNatFirewallControlPolicy",
    },
    schema: {
        aclAction: required(string),
        applicationNameLists: required(list(string)),
        description: required(string),
        destination: required(string),
        destinationType: required(string),
        direction: required(forceNew(string)),
        natGatewayId: required(forceNew(string)),
        proto: required(string),
        source: required(string),
        sourceType: required(string),
        destPort: string,
        destPortGroup: string,
        destPortType: string,
        domainResolveType: number,
        ipVersion: string,
        newOrder: string,
        release: string,
        repeatType: string,
        repeatDays: list(number),
        repeatStartTime: string,
        repeatEndTime: string,
        startTime: number,
        endTime: number,
    },
    outputs: policyOutputs,
    create: (account, inputs) => {
        const made = createPolicy(account, withoutZero(inputs));
        return `${made.id}:${made.natGatewayId}:${made.direction}`;
    },
    read: (account, id) => {
        const found = account.natFirewallPolicies[idPart(id, 0)];
        return liveValues(found, policyOutputs, {
            aclUuid: found?.id,
            createTime: found === undefined ? undefined : Math.floor(Date.parse(found.createTime) / 1000),
            newOrder: found === undefined ? undefined : String(found.order),
            destPortType: found?.destPortType ?? "port",
            release: found?.release ?? "true",
            repeatType: found?.repeatType ?? "Permanent",
            domainResolveType: found?.domainResolveType ?? 0,
        });
    },
    update: (account, id, { newOrder, ...inputs }, oldInputs) => {
        // The position is sent only when it changed, else every edit would move the policy.
        const moved = newOrder !== undefined && newOrder !== oldInputs.newOrder ? { newOrder } : {};
        modifyPolicy(account, idPart(id, 0), withoutZero({ ...inputs, ...moved }));
    },
    delete: (account, id) => deletePolicy(account, idPart(id, 0)),
});

/** Go's zero value: `domainResolveType: 0` (FQDN) never reaches the API, which takes FQDN by default. */
function withoutZero({ domainResolveType, ...inputs }: NatFirewallPolicyRequest): NatFirewallPolicyRequest {
    return domainResolveType === undefined || domainResolveType === 0 ? inputs : { ...inputs, domainResolveType };
}

interface PolicyOrderInputs {
    aclUuid: string;
    natGatewayId: string;
    order: string;
    direction?: string;
}

const policyOrder = resourceType<PolicyOrderInputs>({
    token: "alicloud:cloudfirewall/natFirewallControlPolicyOrder:NatFirewallControlPolicyOrder",
    terraformType: "alicloud_cloud_firewall_nat_firewall_control_policy_order",
    actions: {
        create: "ModifyNatFirewallControlPolicyPosition",
        read: "DescribeNatFirewallControlPolicy",
        update: "ModifyNatFirewallControlPolicyPosition",
        delete: "ModifyNatFirewallControlPolicyPosition",
    },
    schema: {
        aclUuid: required(forceNew(string)),
        natGatewayId: required(forceNew(string)),
        order: required(string),
        direction: forceNew(oneOf("out")),
        currentPage: string,
    },
    outputs: ["aclUuid", "natGatewayId", "direction", "order"],
    create: (account, { aclUuid, natGatewayId, order, direction = "out" }) => {
        movePolicy(account, aclUuid, order);
        return `${aclUuid}:${natGatewayId}:${direction}`;
    },
    read: (account, id) => {
        const found = account.natFirewallPolicies[idPart(id, 0)];
        const { natGatewayId, direction } = found ?? {};
        // The position of today: a move of any other policy shows here as drift.
        return found && { aclUuid: found.id, natGatewayId, direction, order: String(found.order) };
    },
    update: (account, id, { order }) => movePolicy(account, idPart(id, 0), order),
    // The API has no such thing as taking an order back: the policy stays where it is.
    delete: () => undefined,
});

export const firewallTypes: ResourceType[] = [addressBook, natFirewall, policy, policyOrder];

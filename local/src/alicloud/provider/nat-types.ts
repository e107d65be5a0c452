import { allocateEip, modifyEip, releaseEip } from "../account/eip";
import { associateEip, unassociateEip } from "../account/eip-association";
import { createNatGateway, deleteNatGateway, modifyNatGateway } from "../account/nat-gateway";
import type { EipAssociationRequest, EipRequest, NatGatewayRequest, SnatEntryRequest } from "../account/objects";
import { createSnatEntry, deleteSnatEntry, modifySnatEntry } from "../account/snat-entry";
import { boolean, computed, forceNew, list, number, object, oneOf, required, string, tags } from "./property-schema";
import { idPart, liveValues, type ResourceType, resourceType } from "./resource-type";

const natGatewayOutputs = [
    ...["vpcId", "vswitchId", "natGatewayName", "name", "description", "natType", "paymentType", "instanceChargeType"],
    ...["internetChargeType", "networkType", "eipBindMode", "availabilityMode", "deletionProtection", "tags"],
    ...["icmpReplyEnabled", "privateLinkEnabled", "specification", "snatTableIds", "forwardTableIds", "status"],
];

const natGateway = resourceType<NatGatewayRequest>({
    token: "alicloud:vpc/natGateway:NatGateway",
    terraformType: "alicloud_nat_gateway",
    actions: {
        create: "CreateNatGateway",
        read: "DescribeNatGateways",
        update: "ModifyNatGatewayAttribute",
        delete: "DeleteNatGateway",
    },
    schema: {
        vpcId: required(forceNew(string)),
        vswitchId: string,
        natGatewayName: string,
        name: computed(string),
        description: string,
        natType: computed(oneOf("Enhanced")),
        paymentType: computed(forceNew(oneOf("PayAsYouGo", "Subscription"))),
        instanceChargeType: computed(forceNew(oneOf("PrePaid", "PostPaid"))),
        internetChargeType: computed(forceNew(oneOf("PayByLcu"))),
        networkType: computed(oneOf("internet", "intranet")),
        eipBindMode: computed(oneOf("MULTI_BINDED", "NAT")),
        availabilityMode: forceNew(oneOf("CrossAZ", "SingleAZ")),
        accessMode: forceNew(object({ modeValue: string, tunnelType: string })),
        privateLinkEnabled: computed(forceNew(boolean)),
        deletionProtection: computed(boolean),
        icmpReplyEnabled: computed(boolean),
        dryRun: boolean,
        force: boolean,
        period: number,
        specification: oneOf("Small", "Middle", "Large"),
        tags,
    },
    outputs: natGatewayOutputs,
    create: (account, inputs) => createNatGateway(account, inputs).id,
    read: (account, id) => {
        const found = account.natGateways[id];
        return liveValues(found, natGatewayOutputs, {
            status: "Available",
            // The provider joins the lists of the API with commas.
            snatTableIds: found?.snatTableIds.join(","),
            forwardTableIds: found?.forwardTableIds.join(","),
            name: found?.natGatewayName,
            natType: found?.natType ?? "Enhanced",
            paymentType: found?.paymentType ?? "PayAsYouGo",
            instanceChargeType: found?.paymentType === "Subscription" ? "PrePaid" : "PostPaid",
            internetChargeType: found?.internetChargeType ?? "PayByLcu",
            networkType: found?.networkType ?? "internet",
            eipBindMode: found?.eipBindMode ?? "MULTI_BINDED",
            deletionProtection: found?.deletionProtection ?? false,
            icmpReplyEnabled: found?.icmpReplyEnabled ?? true,
            privateLinkEnabled: found?.privateLinkEnabled ?? false,
        });
    },
    update: modifyNatGateway,
    delete: deleteNatGateway,
});

const snatEntryOutputs = [
    ...["snatTableId", "snatIp", "sourceVswitchId", "sourceCidr", "snatEntryName", "eipAffinity"],
    ...["snatEntryId", "status"],
];

const snatEntry = resourceType<SnatEntryRequest>({
    token: "alicloud:vpc/snatEntry:SnatEntry",
    terraformType: "alicloud_snat_entry",
    actions: {
        create: "CreateSnatEntry",
        read: "DescribeSnatTableEntries",
        update: "ModifySnatEntry",
        delete: "DeleteSnatEntry",
    },
    schema: {
        snatTableId: required(forceNew(string)),
        snatIp: required(string),
        sourceVswitchId: forceNew(string),
        sourceCidr: forceNew(string),
        snatEntryName: string,
        eipAffinity: oneOf(0, 1),
    },
    outputs: snatEntryOutputs,
    check: (inputs) =>
        (inputs.sourceVswitchId === undefined) === (inputs.sourceCidr === undefined)
            ? [{ property: "sourceVswitchId", reason: "exactly one of sourceVswitchId and sourceCidr must be set" }]
            : [],
    create: (account, inputs) => {
        const entry = createSnatEntry(account, inputs);
        return `${entry.snatTableId}:${entry.id}`;
    },
    read: (account, id) => {
        const found = account.snatEntries[idPart(id, 1)];
        return liveValues(found, snatEntryOutputs, {
            snatEntryId: found?.id,
            status: "Available",
            eipAffinity: found?.eipAffinity ?? 0,
        });
    },
    update: (account, id, inputs) => modifySnatEntry(account, idPart(id, 1), inputs),
    delete: (account, id) => deleteSnatEntry(account, idPart(id, 1)),
});

const eipOutputs = [
    ...["addressName", "name", "description", "bandwidth", "internetChargeType", "paymentType", "instanceChargeType"],
    ...["isp", "mode", "netmode", "zone", "ipAddress", "allocationId", "deletionProtection", "resourceGroupId"],
    ...["securityProtectionTypes", "tags", "status", "createTime", "highDefinitionMonitorLogStatus"],
];

const eipAddress = resourceType<EipRequest>({
    token: "alicloud:ecs/eipAddress:EipAddress",
    terraformType: "alicloud_eip_address",
    actions: {
        create: "AllocateEipAddress",
        read: "DescribeEipAddresses",
        update: "ModifyEipAddressAttribute",
        delete: "ReleaseEipAddress",
    },
    schema: {
        addressName: string,
        name: computed(string),
        description: string,
        bandwidth: computed(string),
        internetChargeType: computed(forceNew(oneOf("PayByBandwidth", "PayByTraffic", "PayByDominantTraffic"))),
        paymentType: computed(forceNew(oneOf("PayAsYouGo", "Subscription"))),
        instanceChargeType: computed(forceNew(oneOf("PostPaid", "PrePaid"))),
        isp: computed(forceNew(string)),
        mode: computed(string),
        netmode: computed(forceNew(string)),
        zone: forceNew(string),
        ipAddress: computed(forceNew(string)),
        allocationId: computed(forceNew(string)),
        publicIpAddressPoolId: forceNew(string),
        securityProtectionTypes: forceNew(list(string)),
        activityId: forceNew(string),
        autoPay: boolean,
        deletionProtection: computed(boolean),
        highDefinitionMonitorLogStatus: computed(oneOf("ON", "OFF")),
        logProject: string,
        logStore: string,
        period: number,
        pricingCycle: string,
        resourceGroupId: string,
        tags,
    },
    outputs: eipOutputs,
    create: (account, inputs) => allocateEip(account, inputs).id,
    read: (account, id) => {
        const found = account.eips[id];
        const bound = Object.values(account.eipAssociations).some((association) => association.allocationId === id);
        return liveValues(found, eipOutputs, {
            status: bound ? "InUse" : "Available",
            allocationId: id,
            name: found?.addressName,
            bandwidth: found?.bandwidth ?? "5",
            internetChargeType: found?.internetChargeType ?? "PayByBandwidth",
            paymentType: found?.paymentType ?? "PayAsYouGo",
            instanceChargeType: found?.paymentType === "Subscription" ? "PrePaid" : "PostPaid",
            isp: found?.isp ?? "BGP",
            mode: found?.mode ?? "NAT",
            netmode: found?.netmode ?? "public",
            deletionProtection: found?.deletionProtection ?? false,
            highDefinitionMonitorLogStatus: "OFF",
        });
    },
    update: modifyEip,
    delete: releaseEip,
});

const associationOutputs = ["allocationId", "instanceId", "instanceType", "mode", "privateIpAddress", "vpcId", "force"];

const eipAssociation = resourceType<EipAssociationRequest>({
    token: "alicloud:ecs/eipAssociation:EipAssociation",
    terraformType: "alicloud_eip_association",
    actions: {
        create: "AssociateEipAddress",
        read: "DescribeEipAddresses",
        update: "ModifyEipForwardMode",
        delete: "UnassociateEipAddress",
    },
    schema: {
        allocationId: required(forceNew(string)),
        instanceId: required(forceNew(string)),
        instanceType: forceNew(string),
        force: boolean,
        mode: computed(string),
        privateIpAddress: forceNew(string),
        vpcId: computed(forceNew(string)),
    },
    outputs: associationOutputs,
    create: (account, inputs) => associateEip(account, inputs).id,
    read: (account, id) => {
        const found = account.eipAssociations[id];
        return liveValues(found, associationOutputs, {
            mode: found?.mode ?? "NAT",
            vpcId: found?.vpcId ?? account.natGateways[found?.instanceId ?? ""]?.vpcId,
        });
    },
    // `force` and the mode of a NAT gateway's EIP change nothing at the service.
    update: () => undefined,
    delete: unassociateEip,
});

export const natTypes: ResourceType[] = [natGateway, snatEntry, eipAddress, eipAssociation];

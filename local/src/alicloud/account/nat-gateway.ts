import { type Account, all, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import type { NatGateway, NatGatewayRequest } from "./objects";
import { resourceId } from "./resource-id";
import { createRouteEntry, EVERYWHERE, routeFor } from "./route-entry";

/** Codes: https://www.alibabacloud.com/help/en/nat-gateway/developer-reference/api-vpc-2016-04-28-createnatgateway-natgws. */
export function createNatGateway(account: Account, request: NatGatewayRequest): NatGateway {
    existing(account.vpcs, request.vpcId, "InvalidVpcId.NotFound");
    if ((request.natType ?? "Normal") !== "Enhanced") {
        throw new CloudApiError(
            "Forbidden.CreateNormalNatGateway",
            "Only NAT gateways of type Enhanced can be created.",
        );
    }
    if ((request.internetChargeType ?? "PayByLcu") !== "PayByLcu") {
        throw new CloudApiError("InvalidInternetChargeType", "An Enhanced NAT gateway is billed PayByLcu.");
    }
    if (request.vswitchId === undefined) {
        throw new CloudApiError(
            "MissingParameter.VSwitchId",
            "The parameter VSwitchId is required for an Enhanced NAT gateway.",
        );
    }
    const vswitch = existing(account.vswitches, request.vswitchId, "InvalidVSwitchId.NotFound");
    if (vswitch.vpcId !== request.vpcId) {
        throw new CloudApiError("InvalidVSwitchId.NotFound", `${vswitch.id} is not in the VPC ${request.vpcId}.`, 404);
    }
    const gateway: NatGateway = {
        ...request,
        ...cloudObject(resourceId("ngw")),
        snatTableIds: [resourceId("stb")],
        forwardTableIds: [resourceId("ftb")],
    };
    account.natGateways[gateway.id] = gateway;
    addDefaultRoute(account, gateway);
    return gateway;
}

/**
 * The first internet NAT gateway of a VPC gets 0.0.0.0/0 in the system route table by itself; later ones need routes
 * of their own (https://www.alibabacloud.com/help/en/nat-gateway/latest/create-an-internet-nat-gateway). Every subnet
 * without a custom table can then leave through it, which is why a perimeter must not make the first gateway blindly.
 */
function addDefaultRoute(account: Account, gateway: NatGateway): void {
    const systemTable = account.vpcs[gateway.vpcId]?.systemRouteTableId;
    const isFirst = all(account.natGateways).every(
        (other) => other.id === gateway.id || other.vpcId !== gateway.vpcId || other.networkType === "intranet",
    );
    if (systemTable === undefined || gateway.networkType === "intranet" || !isFirst) {
        return;
    }
    if (routeFor(account, systemTable, EVERYWHERE) === undefined) {
        const route = createRouteEntry(account, {
            routeTableId: systemTable,
            destinationCidrblock: EVERYWHERE,
            nexthopType: "NatGateway",
            nexthopId: gateway.id,
        });
        route.addedByGateway = true;
    }
}

export function modifyNatGateway(account: Account, id: string, request: NatGatewayRequest): void {
    const current = existing(account.natGateways, id, "InvalidNatGatewayId.NotFound");
    // The provider documents these as settled at creation: a later change is accepted and does nothing.
    const { natType, networkType, vswitchId, snatTableIds, forwardTableIds } = current;
    const settled = Object.fromEntries(
        Object.entries({ natType, networkType, vswitchId }).filter(([, value]) => value !== undefined),
    );
    account.natGateways[id] = { ...request, ...settled, ...ownFields(current), snatTableIds, forwardTableIds };
}

/** Codes: https://www.alibabacloud.com/help/en/nat-gateway/developer-reference/api-vpc-2016-04-28-deletenatgateway-natgws. */
export function deleteNatGateway(account: Account, id: string): void {
    const gateway = account.natGateways[id];
    if (gateway === undefined) {
        return;
    }
    if (gateway.deletionProtection === true) {
        throw new CloudApiError(
            "InvalidOperation.DeletionProtection",
            `${id} cannot be deleted: deletion protection is on.`,
        );
    }
    const firewall = all(account.natFirewalls).find((candidate) => candidate.natGatewayId === id);
    if (firewall !== undefined) {
        throw new CloudApiError(
            "DependencyViolation.NatFirewall",
            `${id} is protected by the NAT firewall ${firewall.id}.`,
        );
    }
    const snatEntries = all(account.snatEntries).filter((entry) => gateway.snatTableIds.includes(entry.snatTableId));
    if (snatEntries[0] !== undefined && gateway.force !== true) {
        throw new CloudApiError(
            "DependencyViolation.SnatEntry",
            `The specified resource of ${id} depends on ${snatEntries[0].id}, so the operation cannot be completed.`,
        );
    }
    if (all(account.eipAssociations).some((association) => association.instanceId === id)) {
        throw new CloudApiError(
            "DependencyViolation.EIPS",
            "There are Eips on specified NatGateway, please unbind it first.",
        );
    }
    const routes = all(account.routeEntries).filter((entry) => entry.nexthopId === id);
    const ownRoute = routes.find((entry) => !entry.addedByGateway);
    if (ownRoute !== undefined) {
        throw new CloudApiError(
            "DependencyViolation.RouterEntry",
            `The specified resource of ${id} depends on ${ownRoute.id}, so the operation cannot be completed.`,
        );
    }
    for (const entry of snatEntries) {
        delete account.snatEntries[entry.id];
    }
    for (const route of routes) {
        delete account.routeEntries[route.id];
    }
    delete account.natGateways[id];
}

/** The addresses bound to a gateway. */
export function addressesOf(account: Account, natGatewayId: string): string[] {
    return all(account.eipAssociations)
        .filter((association) => association.instanceId === natGatewayId)
        .flatMap((association) => account.eips[association.allocationId]?.ipAddress ?? []);
}

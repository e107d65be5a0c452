import { type Account, all, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import { parseCidr } from "./cidr";
import type { Vpc, VpcRequest } from "./objects";
import { resourceId } from "./resource-id";

/** CreateVpc of the API Vpc 2016-04-28. The platform adds the router and its system route table. */
export function createVpc(account: Account, request: VpcRequest): Vpc {
    const block = parseCidr(request.cidrBlock);
    if (block?.family !== "ipv4" || block.prefix < 8 || block.prefix > 28) {
        throw new CloudApiError(
            "InvalidCidrBlock.Malformed",
            `Specified CIDR block ${request.cidrBlock} is not valid.`,
        );
    }
    const systemRouteTableId = resourceId("vtb");
    const vpc: Vpc = {
        ...request,
        ...cloudObject(resourceId("vpc")),
        cidrBlocks: [request.cidrBlock],
        systemRouteTableId,
        routerId: resourceId("vrt"),
    };
    account.vpcs[vpc.id] = vpc;
    account.routeTables[systemRouteTableId] = {
        ...cloudObject(systemRouteTableId),
        vpcId: vpc.id,
        routeTableType: "System",
        ownedByVpc: vpc.id,
    };
    return vpc;
}

export function modifyVpc(account: Account, id: string, request: VpcRequest): void {
    const current = existing(account.vpcs, id, "InvalidVpcId.NotFound");
    const { cidrBlocks, systemRouteTableId, routerId } = current;
    account.vpcs[id] = { ...request, ...ownFields(current), cidrBlocks, systemRouteTableId, routerId };
}

/** The system route table goes along; whatever else is in the VPC has to go before. */
export function deleteVpc(account: Account, id: string): void {
    const inside = [account.vswitches, account.natGateways, account.securityGroups, account.clusters];
    const custom = all(account.routeTables).filter(({ routeTableType }) => routeTableType === "Custom");
    const dependent = [
        ...inside.flatMap((collection) => all<{ id: string; vpcId?: string }>(collection)),
        ...custom,
    ].find(({ vpcId }) => vpcId === id);
    if (dependent !== undefined) {
        throw new CloudApiError(
            "DependencyViolation",
            `The specified resource of ${id} depends on ${dependent.id}, so the operation cannot be completed.`,
        );
    }
    const systemTable = account.vpcs[id]?.systemRouteTableId;
    if (systemTable !== undefined) {
        delete account.routeTables[systemTable];
    }
    delete account.vpcs[id];
}

import { all } from "../account/account";
import { type FunctionType, functionType } from "./function-type";
import { boolean, required, string } from "./property-schema";
import { listing } from "./vpc-functions";

const instances = functionType<{ vpcId: string }>({
    token: "alicloud:ecs/getInstances:getInstances",
    terraformType: "alicloud_instances",
    actions: { invoke: "DescribeInstances" },
    schema: {
        vpcId: required(string),
        // Disks, tags and RAM roles: not modelled, so there is nothing to leave out.
        enableDetails: boolean,
    },
    answer: (account, { vpcId }) => {
        const found = all(account.instances).filter((instance) => instance.vpcId === vpcId);
        return {
            ...listing(found, ({ id }) => id),
            vpcId,
            totalCount: found.length,
            instances: found.map(({ id, vswitchId, privateIp, publicIp, eip }) => ({
                id,
                name: id,
                privateIp,
                publicIp: publicIp ?? "",
                eip: eip ?? "",
                status: "Running",
                vpcId,
                vswitchId,
            })),
        };
    },
});

const networkInterfaces = functionType<{ vpcId: string }>({
    token: "alicloud:ecs/getEcsNetworkInterfaces:getEcsNetworkInterfaces",
    terraformType: "alicloud_ecs_network_interfaces",
    actions: { invoke: "DescribeNetworkInterfaces" },
    schema: { vpcId: required(string) },
    answer: (account, { vpcId }) => {
        const found = all(account.networkInterfaces).filter((eni) => eni.vpcId === vpcId);
        return {
            ...listing(found, ({ id }) => id),
            vpcId,
            interfaces: found.map(({ id, vswitchId, privateIp, publicIp, type, instanceId }) => ({
                id,
                networkInterfaceId: id,
                networkInterfaceName: id,
                primaryIpAddress: privateIp,
                privateIp,
                associatedPublicIps: publicIp === undefined ? [] : [{ publicIpAddress: publicIp }],
                instanceId: instanceId ?? "",
                type,
                status: "InUse",
                vpcId,
                vswitchId,
            })),
        };
    },
});

export const ecsFunctions: FunctionType[] = [instances, networkInterfaces];

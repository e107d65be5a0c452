import { type Account, all, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import { parseCidr, textContains, textOverlap } from "./cidr";
import type { Cluster, Vswitch, VswitchRequest } from "./objects";
import { resourceId } from "./resource-id";

/** Codes: https://www.alibabacloud.com/help/en/vpc/developer-reference/api-vpc-2016-04-28-createvswitch. */
export function createVswitch(account: Account, request: VswitchRequest): Vswitch {
    requireFreeBlock(account, request.vpcId, request.cidrBlock);
    const vswitch: Vswitch = { ...request, ...cloudObject(resourceId("vsw")) };
    account.vswitches[vswitch.id] = vswitch;
    return vswitch;
}

/** The rules for a new vSwitch's block, whoever makes the vSwitch. */
function requireFreeBlock(account: Account, vpcId: string, cidrBlock: string): void {
    const vpc = existing(account.vpcs, vpcId, "InvalidVpcId.NotFound");
    const block = parseCidr(cidrBlock);
    if (block?.family !== "ipv4" || block.prefix < 16 || block.prefix > 29) {
        throw new CloudApiError(
            "InvalidCidrBlock.Malformed",
            `Specified CIDR block ${cidrBlock} is not valid: the mask must be /16 to /29.`,
        );
    }
    if (!vpc.cidrBlocks.some((outer) => textContains(outer, cidrBlock))) {
        throw new CloudApiError("InvalidParameter", `Specified CIDR block ${cidrBlock} is not valid in VPC ${vpcId}.`);
    }
    const taken = all(account.vswitches).find(
        (other) => other.vpcId === vpcId && textOverlap(other.cidrBlock, cidrBlock),
    );
    if (taken !== undefined) {
        throw new CloudApiError(
            "InvalidCidrBlock.Overlapped",
            `Specified CIDR block ${cidrBlock} overlapped with other subnets: ${taken.cidrBlock} of ${taken.id}.`,
        );
    }
}

export function modifyVswitch(account: Account, id: string, request: VswitchRequest): void {
    const current = existing(account.vswitches, id, "InvalidVSwitchId.NotFound");
    account.vswitches[id] = { ...request, ...ownFields(current) };
}

export function deleteVswitch(account: Account, id: string): void {
    const dependents: [string, string | undefined][] = [
        ["DependencyViolation.SnatEntry", all(account.snatEntries).find((entry) => entry.sourceVswitchId === id)?.id],
        ["DependencyViolation.NatGateway", all(account.natGateways).find((gateway) => gateway.vswitchId === id)?.id],
        [
            "DependencyViolation.RouteTable",
            all(account.routeTableAttachments).find((attachment) => attachment.vswitchId === id)?.id,
        ],
        // Its nodes hold addresses of the vSwitch, and it would put new ones there.
        ["DependencyViolation", all(account.nodePools).find((pool) => pool.vswitchIds?.includes(id))?.id],
        // Its nodes, its Pods, and the interfaces of its control plane have their addresses there.
        ["DependencyViolation", all(account.clusters).find((cluster) => vswitchesOf(cluster).includes(id))?.id],
        // The load balancers of its API server and its control plane have their addresses there.
        ["DependencyViolation", all(account.meshes).find((mesh) => mesh.network?.vswitcheList === id)?.id],
        ["DependencyViolation", all(account.natFirewalls).find((firewall) => firewall.firewallVswitchId === id)?.id],
    ];
    for (const [code, dependent] of dependents) {
        if (dependent !== undefined) {
            throw new CloudApiError(
                code,
                `The specified resource of ${id} depends on ${dependent}, so the operation cannot be completed.`,
            );
        }
    }
    delete account.vswitches[id];
}

function vswitchesOf({ vswitchIds = [], podVswitchIds = [] }: Cluster): string[] {
    return [...vswitchIds, ...podVswitchIds];
}

import { randomBytes } from "node:crypto";
import { type Account, all, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import type { Cluster, ClusterRequest } from "./objects";

/** CreateCluster of the API CS 2015-12-15, for ACK managed clusters: the VPC is that of the vSwitches. */
export function createCluster(account: Account, request: ClusterRequest): Cluster {
    const cluster: Cluster = {
        ...request,
        ...cloudObject(`c${randomBytes(16).toString("hex")}`),
        vpcId: requireVpc(account, request),
    };
    account.clusters[cluster.id] = cluster;
    return cluster;
}

export function modifyCluster(account: Account, id: string, request: ClusterRequest): void {
    const current = existing(account.clusters, id, "ErrorClusterNotFound");
    account.clusters[id] = { ...request, ...ownFields(current), vpcId: requireVpc(account, request) };
}

/** Its node pools go along with it. */
export function deleteCluster(account: Account, id: string): void {
    for (const pool of all(account.nodePools).filter(({ clusterId }) => clusterId === id)) {
        delete account.nodePools[pool.id];
    }
    delete account.clusters[id];
}

function requireVpc(account: Account, { vswitchIds = [], podVswitchIds = [] }: ClusterRequest): string {
    const vpcs = [...vswitchIds, ...podVswitchIds].map(
        (id) => existing(account.vswitches, id, "InvalidVSwitchId.NotFound").vpcId,
    );
    const [vpcId, ...others] = new Set(vpcs);
    if (vpcId === undefined || others.length > 0) {
        throw new CloudApiError("InvalidVSwitchId", "The vSwitches of a cluster have to be of one VPC.");
    }
    return vpcId;
}

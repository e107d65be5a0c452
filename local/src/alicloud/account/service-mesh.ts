import { randomBytes } from "node:crypto";
import { type Account, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import type { ServiceMesh, ServiceMeshRequest } from "./objects";

/**
 * CreateServiceMesh of the API servicemesh 2020-01-11. Nothing says that names are unique: a repeated create makes a second
 * mesh.
 */
export function createServiceMesh(account: Account, request: ServiceMeshRequest): ServiceMesh {
    requireValidMesh(account, request);
    const mesh: ServiceMesh = { ...request, ...cloudObject(`c${randomBytes(16).toString("hex")}`) };
    account.meshes[mesh.id] = mesh;
    return mesh;
}

export function modifyServiceMesh(account: Account, id: string, request: ServiceMeshRequest): void {
    const current = existing(account.meshes, id, "ServiceMesh.NotFound");
    requireValidMesh(account, request);
    account.meshes[id] = { ...request, ...ownFields(current) };
}

/** What is registered with the mesh goes with it. */
export function deleteServiceMesh(account: Account, id: string): void {
    for (const provider of Object.values(account.extensionProviders)) {
        if (provider.serviceMeshId === id) {
            delete account.extensionProviders[provider.id];
        }
    }
    delete account.meshes[id];
}

function requireValidMesh(account: Account, { network, clusterIds = [] }: ServiceMeshRequest): void {
    existing(account.vpcs, network.vpcId, "InvalidVpcId.NotFound");
    const vswitch = existing(account.vswitches, network.vswitcheList, "InvalidVSwitchId.NotFound");
    if (vswitch.vpcId !== network.vpcId) {
        throw new CloudApiError(
            "InvalidVSwitchId.NotFound",
            `${network.vswitcheList} is not in the VPC ${network.vpcId}.`,
            404,
        );
    }
    for (const clusterId of clusterIds) {
        existing(account.clusters, clusterId, "ErrorClusterNotFound");
    }
}

import { existing } from "../account/api-error";
import { type FunctionType, functionType } from "./function-type";
import { required, string } from "./property-schema";

/** Of the credential only the kubeconfig: the one of the API server that plays the cluster's. */
const clusterCredential = functionType<{ clusterId: string }>({
    token: "alicloud:cs/getClusterCredential:getClusterCredential",
    terraformType: "alicloud_cs_cluster_credential",
    actions: { invoke: "DescribeClusterUserKubeconfig" },
    schema: { clusterId: required(string) },
    answer: (account, { clusterId }) => {
        const cluster = existing(account.clusters, clusterId, "ErrorClusterNotFound");
        return {
            id: clusterId,
            clusterId,
            clusterName: cluster.name ?? "",
            kubeConfig: account.settings.clusterKubeconfig ?? "",
        };
    },
});

export const clusterFunctions: FunctionType[] = [clusterCredential];

import type { CheckFailure, Properties } from "../../plugin-host/provider";
import { isObject } from "../../plugin-host/values";
import { createCluster, deleteCluster, modifyCluster } from "../account/cluster";
import { createNodePool, deleteNodePool, modifyNodePool } from "../account/node-pool";
import type { ClusterRequest, NodePoolRequest } from "../account/objects";
import { boolean, forceNew, list, number, object, oneOf, required, string, tags } from "./property-schema";
import { liveValues, type ResourceType, resourceType } from "./resource-type";

const nodePoolOutputs = [
    ...["clusterId", "nodePoolId", "nodePoolName", "scalingGroupId", "vswitchIds", "securityGroupIds"],
    ...["securityGroupId", "instanceTypes", "desiredSize", "labels", "taints", "unschedulable", "scalingConfig"],
    ...["scalingPolicy", "management", "multiAzPolicy", "internetChargeType", "internetMaxBandwidthOut", "imageType"],
    ...["imageId", "instanceChargeType", "systemDiskCategory", "systemDiskSize", "systemDiskPerformanceLevel"],
    ...[
        "systemDiskEncrypted",
        "systemDiskKmsKey",
        "dataDisks",
        "keyName",
        "runtimeName",
        "runtimeVersion",
        "cpuPolicy",
    ],
    ...["installCloudMonitor", "socEnabled", "securityHardeningOs", "ramRoleName", "resourceGroupId"],
    ...["instanceMetadataOptions", "userData", "type", "tags"],
];

/** A node's public address is either an EIP or one of its own (ConflictsWith, resource_alicloud_cs_kubernetes_node_pool.go). */
const EIP_PROPERTIES = ["isBondEip", "eipBandwidth", "eipInternetChargeType"];

function conflicts(inputs: Properties, property: string, others: string[]): CheckFailure[] {
    const given = { ...inputs, ...(isObject(inputs.scalingConfig) ? inputs.scalingConfig : {}) };
    const other = others.find((name) => given[name] !== undefined);
    return inputs[property] !== undefined && other !== undefined
        ? [{ property, reason: `conflicts with ${other}` }]
        : [];
}

const policy = (name: string) => object({ [name]: boolean });

const nodePool = resourceType<NodePoolRequest>({
    token: "alicloud:cs/nodePool:NodePool",
    terraformType: "alicloud_cs_kubernetes_node_pool",
    actions: {
        create: "CreateClusterNodePool",
        read: "DescribeClusterNodePoolDetail",
        update: "ModifyClusterNodePool",
        delete: "DeleteClusterNodepool",
    },
    schema: {
        clusterId: required(forceNew(string)),
        // The deprecated `name` would do as well; not modelled, as nothing new should use it.
        nodePoolName: required(string),
        vswitchIds: list(string),
        // "This field cannot be modified": the groups of nodes are settled when the pool is made.
        securityGroupIds: forceNew(list(string)),
        instanceTypes: list(string),
        desiredSize: string,
        labels: list(object({ key: required(string), value: string })),
        taints: list(
            object({
                key: required(string),
                value: string,
                effect: oneOf("NoSchedule", "NoExecute", "PreferNoSchedule"),
            }),
        ),
        unschedulable: boolean,
        updateNodes: boolean,
        scalingConfig: object({
            enable: boolean,
            minSize: number,
            maxSize: number,
            type: oneOf("cpu", "gpu", "gpushare", "spot"),
            isBondEip: boolean,
            eipBandwidth: number,
            eipInternetChargeType: oneOf("PayByBandwidth", "PayByTraffic"),
        }),
        scalingPolicy: oneOf("release", "recycle"),
        management: object({
            enable: boolean,
            autoRepair: boolean,
            autoRepairPolicy: policy("restartNode"),
            autoUpgrade: boolean,
            autoUpgradePolicy: policy("autoUpgradeKubelet"),
            autoVulFix: boolean,
            autoVulFixPolicy: object({ restartNode: boolean, vulLevel: string }),
            maxUnavailable: number,
        }),
        multiAzPolicy: oneOf("PRIORITY", "COST_OPTIMIZED", "BALANCE"),
        internetChargeType: oneOf("PayByTraffic", "PayByBandwidth"),
        internetMaxBandwidthOut: number,
        imageType: string,
        imageId: string,
        instanceChargeType: oneOf("PrePaid", "PostPaid"),
        systemDiskCategory: string,
        systemDiskSize: number,
        systemDiskPerformanceLevel: oneOf("PL0", "PL1", "PL2", "PL3"),
        systemDiskEncrypted: boolean,
        systemDiskKmsKey: string,
        dataDisks: list(
            object({
                category: string,
                size: number,
                encrypted: string,
                kmsKeyId: string,
                performanceLevel: string,
                name: string,
                device: string,
            }),
        ),
        keyName: string,
        password: string,
        runtimeName: string,
        runtimeVersion: string,
        cpuPolicy: string,
        installCloudMonitor: boolean,
        socEnabled: forceNew(boolean),
        securityHardeningOs: forceNew(boolean),
        ramRoleName: forceNew(string),
        resourceGroupId: string,
        instanceMetadataOptions: forceNew(object({ httpTokens: oneOf("optional", "required") })),
        userData: string,
        forceDelete: boolean,
        type: forceNew(oneOf("ess")),
        tags,
    },
    outputs: nodePoolOutputs,
    check: (inputs) => [
        ...conflicts(inputs, "internetChargeType", EIP_PROPERTIES),
        ...conflicts(inputs, "keyName", ["password"]),
    ],
    create: (account, inputs) => createNodePool(account, inputs).id,
    read: (account, id) => {
        const found = account.nodePools[id];
        return liveValues(found, nodePoolOutputs, {
            securityGroupId: found?.securityGroupIds?.[0] ?? "",
            desiredSize: found?.desiredSize ?? String(found?.nodes.length ?? 0),
        });
    },
    update: modifyNodePool,
    delete: deleteNodePool,
});

const clusterOutputs = [
    ...["name", "clusterSpec", "version", "vswitchIds", "podVswitchIds", "serviceCidr", "newNatGateway"],
    ...["slbInternetEnabled", "addons", "tags", "vpcId"],
];

/**
 * Schema: resource_alicloud_cs_managed_kubernetes.go. Not modelled: what the service makes by itself (security group, load
 * balancers, RAM roles), overlay networks, logs, maintenance, encryption, protection from deletion.
 */
const managedKubernetes = resourceType<ClusterRequest>({
    token: "alicloud:cs/managedKubernetes:ManagedKubernetes",
    terraformType: "alicloud_cs_managed_kubernetes",
    actions: {
        create: "CreateCluster",
        read: "DescribeClusterDetail",
        update: "ModifyCluster",
        delete: "DeleteCluster",
    },
    schema: {
        name: string,
        clusterSpec: oneOf("ack.standard", "ack.pro.small"),
        version: string,
        vswitchIds: required(list(string)),
        podVswitchIds: list(string),
        serviceCidr: forceNew(string),
        newNatGateway: boolean,
        slbInternetEnabled: boolean,
        addons: list(object({ name: string, config: string })),
        tags,
    },
    outputs: clusterOutputs,
    // By default it makes a NAT gateway of its own: one more way out of the VPC, which nothing here models.
    check: ({ newNatGateway }) =>
        newNatGateway === false ? [] : [{ property: "newNatGateway", reason: "has to be false here" }],
    create: (account, inputs) => createCluster(account, inputs).id,
    read: (account, id) => liveValues(account.clusters[id], clusterOutputs),
    update: modifyCluster,
    delete: deleteCluster,
});

export const clusterTypes: ResourceType[] = [managedKubernetes, nodePool];

import type { CheckFailure, Properties } from "../../plugin-host/provider";
import { isObject } from "../../plugin-host/values";
import {
    createExtensionProvider,
    deleteExtensionProvider,
    modifyExtensionProvider,
} from "../account/extension-provider";
import type { ExtensionProviderRequest, ServiceMeshRequest } from "../account/objects";
import { createServiceMesh, deleteServiceMesh, modifyServiceMesh } from "../account/service-mesh";
import { boolean, computed, forceNew, list, number, object, oneOf, required, string, tags } from "./property-schema";
import { liveValues, type ResourceType, resourceType } from "./resource-type";

const meshOutputs = [
    ...["network", "serviceMeshName", "edition", "clusterSpec", "version", "clusterIds", "loadBalancer", "meshConfig"],
    ...["extraConfiguration", "tags", "createTime", "status", "kubeconfig"],
];

/** IntBetween(0, 365), resource_alicloud_service_mesh_service_mesh.go. */
function lifecycleFailures(inputs: Properties): CheckFailure[] {
    const { accessLog, controlPlaneLog } = isObject(inputs.meshConfig) ? inputs.meshConfig : {};
    return [
        ...["gatewayLifecycle", "sidecarLifecycle"].map((name) => ["accessLog", accessLog, name] as const),
        ["controlPlaneLog", controlPlaneLog, "logTtlInDay"] as const,
    ].flatMap(([log, settings, name]) => {
        const days = isObject(settings) ? settings[name] : undefined;
        return typeof days === "number" && !(Number.isInteger(days) && days >= 0 && days <= 365)
            ? [{ property: `meshConfig.${log}.${name}`, reason: `expected 0 to 365 days, got ${days}` }]
            : [];
    });
}

/**
 * Schema: resource_alicloud_service_mesh_service_mesh.go. Not modelled: Kiali, OPA, the resources of proxies and of the
 * injector, what the service makes by itself (its security group, its load balancers), and what inside a group is replaced
 * or not unlike the rest of the group (`loadBalancer.pilotPublicEipId`, `meshConfig.enableLocalityLb`).
 */
const serviceMesh = resourceType<ServiceMeshRequest>({
    token: "alicloud:servicemesh/serviceMesh:ServiceMesh",
    terraformType: "alicloud_service_mesh_service_mesh",
    actions: {
        create: "CreateServiceMesh",
        read: "DescribeServiceMeshDetail",
        update: "UpdateMeshFeature",
        delete: "DeleteServiceMesh",
    },
    schema: {
        network: required(forceNew(object({ vpcId: required(string), vswitcheList: required(string) }))),
        serviceMeshName: string,
        edition: forceNew(oneOf("Default", "Pro")),
        clusterSpec: computed(oneOf("standard", "enterprise", "ultimate")),
        version: string,
        clusterIds: list(string),
        loadBalancer: computed(forceNew(object({ apiServerPublicEip: boolean }))),
        meshConfig: computed(
            object({
                outboundTrafficPolicy: oneOf("ALLOW_ANY", "REGISTRY_ONLY"),
                accessLog: object({
                    enabled: boolean,
                    project: string,
                    gatewayEnabled: boolean,
                    gatewayLifecycle: number,
                    sidecarEnabled: boolean,
                    sidecarLifecycle: number,
                }),
                audit: object({ enabled: boolean, project: string }),
                controlPlaneLog: object({ enabled: required(boolean), project: string, logTtlInDay: number }),
                telemetry: boolean,
                tracing: boolean,
                pilot: object({ http10Enabled: boolean, traceSampling: number }),
                includeIpRanges: string,
            }),
        ),
        extraConfiguration: computed(object({ crAggregationEnabled: boolean })),
        force: boolean,
        tags,
    },
    outputs: meshOutputs,
    check: lifecycleFailures,
    create: (account, inputs) => createServiceMesh(account, inputs).id,
    read: (account, id) =>
        liveValues(account.meshes[id], meshOutputs, {
            status: "running",
            kubeconfig: account.settings.meshKubeconfig,
        }),
    update: modifyServiceMesh,
    delete: deleteServiceMesh,
});

const extensionProviderOutputs = ["serviceMeshId", "type", "extensionProviderName", "config"];

const extensionProvider = resourceType<ExtensionProviderRequest>({
    token: "alicloud:servicemesh/extensionProvider:ExtensionProvider",
    terraformType: "alicloud_service_mesh_extension_provider",
    actions: {
        create: "CreateExtensionProvider",
        read: "DescribeExtensionProvider",
        update: "UpdateExtensionProvider",
        delete: "DeleteExtensionProvider",
    },
    schema: {
        serviceMeshId: required(forceNew(string)),
        type: required(forceNew(oneOf("httpextauth", "grpcextauth"))),
        extensionProviderName: required(forceNew(string)),
        config: required(string),
    },
    outputs: extensionProviderOutputs,
    create: (account, inputs) => createExtensionProvider(account, inputs).id,
    read: (account, id) => liveValues(account.extensionProviders[id], extensionProviderOutputs),
    update: modifyExtensionProvider,
    delete: deleteExtensionProvider,
});

export const meshTypes: ResourceType[] = [serviceMesh, extensionProvider];

import { describe, expect, it } from "vitest";
import { changeAccount } from "../account-file";
import { listObjects } from "../account-listing";
import { providerAtWork } from "../testing/provider-at-work";

const MESH = "alicloud:servicemesh/serviceMesh:ServiceMesh";
const EXTENSION = "alicloud:servicemesh/extensionProvider:ExtensionProvider";
const SWITCH = "alicloud:vpc/switch:Switch";

const accessLog = { enabled: true, project: "logs", gatewayEnabled: true, gatewayLifecycle: 180 };
const mesh = {
    serviceMeshName: "prod",
    edition: "Pro",
    network: { vpcId: "vpc-1", vswitcheList: "vsw-1" },
    clusterIds: ["c-given"],
    meshConfig: { outboundTrafficPolicy: "REGISTRY_ONLY", accessLog },
};
const extension = {
    serviceMeshId: "m-given",
    type: "httpextauth",
    extensionProviderName: "httpextauth-policy",
    config: "{}",
};

// Types and ForceNew: resource_alicloud_service_mesh_service_mesh.go, resource_alicloud_service_mesh_extension_provider.go;
// shapes: types/input.d.ts of @pulumi/alicloud 3.108.0.
describe("the check", () => {
    it.each([
        [MESH, mesh, []],
        [MESH, { ...mesh, network: { vpcId: "vpc-1" } }, ["network.vswitcheList"]],
        [MESH, { ...mesh, network: { vpcId: "vpc-1", vswitcheList: ["vsw-1"] } }, ["network.vswitcheList"]],
        [MESH, { ...mesh, edition: "Ultimate" }, ["edition"]],
        [
            MESH,
            { ...mesh, meshConfig: { outboundTrafficPolicy: "RegistryOnly" } },
            ["meshConfig.outboundTrafficPolicy"],
        ],
        [
            MESH,
            { ...mesh, meshConfig: { accessLog: { ...accessLog, gatewayLifecycle: 366 } } },
            ["meshConfig.accessLog.gatewayLifecycle"],
        ],
        [
            MESH,
            { ...mesh, meshConfig: { controlPlaneLog: { project: "logs" } } },
            ["meshConfig.controlPlaneLog.enabled"],
        ],
        [EXTENSION, extension, []],
        [EXTENSION, { ...extension, type: "grpc", config: {} }, ["config", "type"]],
    ])("%# of %s names the properties at fault", async (type, inputs, failures) => {
        expect((await providerAtWork().check(type, inputs)).sort()).toEqual(failures);
    });
});

describe("the diff", () => {
    it.each([
        [MESH, mesh, { network: { vpcId: "vpc-1", vswitcheList: "vsw-2" } }, true],
        [MESH, mesh, { edition: "Default" }, true],
        [MESH, mesh, { loadBalancer: { apiServerPublicEip: true } }, true],
        [MESH, mesh, { serviceMeshName: "staging" }, false],
        [MESH, mesh, { meshConfig: { outboundTrafficPolicy: "ALLOW_ANY", accessLog } }, false],
        [MESH, mesh, { clusterIds: [] }, false],
        [EXTENSION, extension, { extensionProviderName: "httpextauth-b" }, true],
        [EXTENSION, extension, { config: "[]" }, false],
    ])("%# of %s knows what replaces", async (type, inputs, change, replace) => {
        const { changes } = await providerAtWork().diff(type, inputs, { ...inputs, ...change });
        expect(changes.length).toBeGreaterThan(0);
        expect(changes.every((found) => found.replace === replace)).toBe(true);
    });
});

describe("a mesh", () => {
    it("is made, answers with its kubeconfig, is read as it was asked for, changed and deleted", async () => {
        const { create, read, update, remove, stateFile } = providerAtWork();
        changeAccount(stateFile, ({ settings }) => {
            settings.meshKubeconfig = "the kubeconfig";
        });
        const vswitch = await create(SWITCH, { vpcId: "vpc-1", cidrBlock: "10.0.32.0/24", zoneId: "cn-hangzhou-h" });
        const inputs = { ...mesh, network: { ...mesh.network, vswitcheList: vswitch.id } };
        const { id, outputs } = await create(MESH, inputs);
        expect(outputs).toMatchObject({ kubeconfig: "the kubeconfig", status: "running" });
        expect((await read(MESH, id, inputs))?.inputs).toEqual(inputs);
        expect(listObjects(stateFile)).toContainEqual(expect.objectContaining({ id, type: MESH, name: "prod" }));
        const open = { ...inputs, meshConfig: { outboundTrafficPolicy: "ALLOW_ANY" } };
        expect(await update(MESH, id, inputs, open)).toMatchObject({ meshConfig: open.meshConfig });
        await remove(MESH, id);
        expect(await read(MESH, id)).toBeUndefined();
    });
});

describe("an extension provider", () => {
    it("is made, read as it was asked for, changed and deleted", async () => {
        const { create, read, update, remove } = providerAtWork();
        const { id } = await create(EXTENSION, extension);
        expect(id).toBe("m-given:httpextauth:httpextauth-policy");
        expect((await read(EXTENSION, id, extension))?.inputs).toEqual(extension);
        expect(await update(EXTENSION, id, extension, { ...extension, config: "[]" })).toMatchObject({ config: "[]" });
        await remove(EXTENSION, id);
        expect(await read(EXTENSION, id)).toBeUndefined();
    });
});

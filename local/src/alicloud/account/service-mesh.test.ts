import { describe, expect, it } from "vitest";
import { addVswitch, answer, smallAccount } from "../testing/small-account";
import { createExtensionProvider } from "./extension-provider";
import type { ServiceMeshRequest } from "./objects";
import { createServiceMesh, deleteServiceMesh, modifyServiceMesh } from "./service-mesh";
import { deleteVswitch } from "./vswitch";

function world() {
    const account = smallAccount();
    account.clusters["c-1"] = { id: "c-1", given: true, createTime: new Date(0).toISOString() };
    const vswitcheList = addVswitch(account, "10.0.32.0/24");
    const request: ServiceMeshRequest = {
        network: { vpcId: "vpc-1", vswitcheList },
        clusterIds: ["c-1"],
        meshConfig: { outboundTrafficPolicy: "REGISTRY_ONLY" },
    };
    return { account, request, vswitcheList };
}

describe("a mesh", () => {
    // ServiceMeshId in the answers of CreateServiceMesh: `c` and 32 hexadecimal digits.
    it("has an id of its own, and is made a second time by a repeated create", () => {
        const { account, request } = world();
        const [one, other] = [createServiceMesh(account, request), createServiceMesh(account, request)];
        expect(one.id).toMatch(/^c[0-9a-f]{32}$/);
        expect(other.id).not.toBe(one.id);
    });

    it("keeps its vSwitch, and what is registered with it goes when it goes", () => {
        const { account, request, vswitcheList } = world();
        const { id } = createServiceMesh(account, request);
        const extension = { type: "httpextauth", extensionProviderName: "httpextauth-a", config: "{}" };
        createExtensionProvider(account, { serviceMeshId: id, ...extension });
        expect(answer(() => deleteVswitch(account, vswitcheList))).toBe("DependencyViolation");
        deleteServiceMesh(account, id);
        expect(account.extensionProviders).toEqual({});
        expect(answer(() => deleteVswitch(account, vswitcheList))).toBe("accepted");
        expect(answer(() => deleteServiceMesh(account, id))).toBe("accepted");
    });

    it("takes other settings in place", () => {
        const { account, request } = world();
        const { id } = createServiceMesh(account, request);
        modifyServiceMesh(account, id, { ...request, meshConfig: { outboundTrafficPolicy: "ALLOW_ANY" } });
        expect(account.meshes[id]).toMatchObject({ id, meshConfig: { outboundTrafficPolicy: "ALLOW_ANY" } });
        expect(answer(() => modifyServiceMesh(account, "c-none", request))).toBe("ServiceMesh.NotFound");
    });

    it.each<[string, (request: ServiceMeshRequest) => Partial<ServiceMeshRequest>, string]>([
        [
            "a VPC that is not there",
            ({ network }) => ({ network: { ...network, vpcId: "vpc-9" } }),
            "InvalidVpcId.NotFound",
        ],
        [
            "a vSwitch that is not there",
            ({ network }) => ({ network: { ...network, vswitcheList: "vsw-9" } }),
            "InvalidVSwitchId.NotFound",
        ],
        [
            "a vSwitch of another VPC",
            ({ network }) => ({ network: { ...network, vpcId: "vpc-2" } }),
            "InvalidVSwitchId.NotFound",
        ],
        ["a cluster that is not there", () => ({ clusterIds: ["c-9"] }), "ErrorClusterNotFound"],
    ])("is refused with %s", (_, change, code) => {
        const { account, request } = world();
        expect(answer(() => createServiceMesh(account, { ...request, ...change(request) }))).toBe(code);
        const { id } = createServiceMesh(account, request);
        expect(answer(() => modifyServiceMesh(account, id, { ...request, ...change(request) }))).toBe(code);
    });
});

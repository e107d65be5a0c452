import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { controlPlaneStatus } from "../../local/src/control-plane/control-plane";
import { controlPlaneFolder } from "../../local/src/control-plane/control-plane-folder";
import { ApiClient } from "../../local/src/kubernetes/api-client";
import { everyObject } from "../../local/src/kubernetes/every-object";
import { readKubeconfig } from "../../local/src/kubernetes/kubeconfig";
import { makeLabFolder, removeAbandonedFolders } from "../../local/src/lab/lab-folder";
import { LabCluster } from "../../local/src/lab/scene/cluster";
import { consoleProgress } from "../../local/src/tools/console-progress";
import { resolveTools } from "../../local/src/tools/resolve-tools";
import { CONFIG_MAPS, configMap, object, SERVICE_ENTRIES, SERVICES, serviceEntry } from "./schema-samples";

const NAMESPACES = "/api/v1/namespaces";
const POLICIES = "/apis/admissionregistration.k8s.io/v1";
const home = mkdtempSync(path.join(tmpdir(), "lab-cluster-"));
const folder = makeLabFolder(home);
let cluster: LabCluster;
let client: ApiClient;

beforeAll(async () => {
    cluster = new LabCluster(
        folder.controlPlane,
        await resolveTools(["etcd", "kubeApiserver", "istioCrds"], consoleProgress()),
    );
    await cluster.clear();
    client = new ApiClient(readKubeconfig(controlPlaneFolder(folder.controlPlane).kubeconfig.admin));
}, 180_000);

afterAll(async () => {
    client?.close();
    await cluster?.dispose();
    rmSync(home, { recursive: true, force: true });
}, 60_000);

async function paths(): Promise<string[]> {
    return (await everyObject(client))
        .map(({ kind, object: { metadata } }) => `${kind.plural} ${metadata.namespace ?? ""} ${metadata.name}`)
        .filter((text) => !/^(events|leases) /.test(text))
        .sort();
}

async function makeShop(): Promise<void> {
    await client.create(NAMESPACES, object("v1", "Namespace", "shop"));
}

it("what a scene has made is gone for the next one, Pods on nodes and whole namespaces too", async () => {
    const before = await paths();
    await makeShop();
    await client.create(CONFIG_MAPS, configMap("of-a-scene"));
    await client.create(SERVICES, object("v1", "Service", "web", { ports: [{ port: 80 }] }));
    await client.create(SERVICE_ENTRIES, serviceEntry("out", ["api.example.com"]));
    const pod = { nodeName: "node-1", containers: [{ name: "app", image: "app" }] };
    await client.create(`${NAMESPACES}/shop/pods`, object("v1", "Pod", "app", pod));
    expect(await paths()).not.toEqual(before);

    await cluster.clear();
    expect(await paths()).toEqual(before);
    await makeShop();
    await cluster.clear();
});

it("what a scene has changed or removed is as it was", async () => {
    const labels = async () => (await client.get(`${NAMESPACES}/istio-system`)).metadata.labels;
    const before = { labels: await labels(), paths: await paths() };
    await client.mergePatch(`${NAMESPACES}/istio-system`, { metadata: { labels: { "istio-injection": "disabled" } } });
    const role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/asm-egress:mesh";
    expect(await client.delete(role)).toBe(true);

    await cluster.clear();
    expect(await labels()).toEqual(before.labels);
    expect(await paths()).toEqual(before.paths);
});

it("an admission policy that refuses every removal goes first", async () => {
    await makeShop();
    await client.create(CONFIG_MAPS, configMap("kept"));
    const rules = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["DELETE"], resources: ["configmaps"] }];
    await client.create(
        `${POLICIES}/validatingadmissionpolicies`,
        object("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "keep", {
            failurePolicy: "Fail",
            matchConstraints: { resourceRules: rules },
            validations: [{ expression: "false", message: "nothing is removed here" }],
        }),
    );
    await client.create(
        `${POLICIES}/validatingadmissionpolicybindings`,
        object("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", "keep", {
            policyName: "keep",
            validationActions: ["Deny"],
        }),
    );
    await expect
        .poll(
            () =>
                client.json({ method: "DELETE", path: `${CONFIG_MAPS}/kept?dryRun=All` }).then(
                    () => "taken",
                    () => "refused",
                ),
            { timeout: 20_000 },
        )
        .toBe("refused");

    await cluster.clear();
    expect(await client.find(`${CONFIG_MAPS}/kept`)).toBeUndefined();
}, 60_000);

it("one that was killed with its lab is ended and removed by the next lab, one that runs is not", async () => {
    const abandoned = path.join(home, "lab-abandoned");
    mkdirSync(abandoned);
    writeFileSync(path.join(abandoned, "owner.json"), JSON.stringify({ pid: 2 ** 22, startMark: "another boot:1" }));
    await removeAbandonedFolders(home);
    expect(existsSync(abandoned)).toBe(false);
    expect((await controlPlaneStatus(folder.controlPlane)).state).toBe("running");
});

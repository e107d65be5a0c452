import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLUSTER_GROUPS, MESH_GROUPS } from "../../local/src/control-plane/access-rules";
import {
    type ControlPlane,
    type ControlPlaneTools,
    controlPlaneStatus,
    startControlPlane,
    stopControlPlane,
} from "../../local/src/control-plane/control-plane";
import { controlPlaneFolder, type UserName } from "../../local/src/control-plane/control-plane-folder";
import { runningDaemon, startDaemon } from "../../local/src/control-plane/daemon";
import { apiServerDaemon } from "../../local/src/control-plane/daemons";
import { readPorts } from "../../local/src/control-plane/ports";
import { isReady, waitForReadiness } from "../../local/src/control-plane/readiness";
import { ApiClient } from "../../local/src/kubernetes/api-client";
import { readKubeconfig } from "../../local/src/kubernetes/kubeconfig";
import { consoleProgress } from "../../local/src/tools/console-progress";
import { resolveTools } from "../../local/src/tools/resolve-tools";
import {
    ACCEPTED,
    CONFIG_MAPS,
    configMap,
    EXTENSION_PROVIDERS,
    gateway,
    gateways,
    object,
    POD_NETWORKINGS,
    podNetworking,
    policies,
    REFUSED,
    SERVICE_ENTRIES,
    SERVICES,
    serviceEntry,
    V1BETA1_POLICY,
} from "./schema-samples";

const root = mkdtempSync(path.join(tmpdir(), "control-plane-"));
const folder = controlPlaneFolder(path.join(root, "shared"));
let tools: ControlPlaneTools;
let controlPlane: ControlPlane;

beforeAll(async () => {
    tools = await resolveTools(["etcd", "kubeApiserver", "istioCrds"], consoleProgress());
    controlPlane = await startControlPlane(folder.root, tools, { namespaces: ["shop", "istio-egress"] });
}, 180_000);

afterAll(async () => {
    await stopControlPlane(folder.root);
    rmSync(root, { recursive: true, force: true });
}, 60_000);

function as(user: UserName): ApiClient {
    return new ApiClient(readKubeconfig(folder.kubeconfig[user]));
}

async function until<T>(condition: () => Promise<T | undefined | false>, milliseconds = 20_000): Promise<T> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
        const value = await condition().catch(() => undefined);
        if (value) {
            return value;
        }
        if (Date.now() > deadline) {
            throw new Error(`not within ${milliseconds} ms: ${condition}`);
        }
        await delay(50);
    }
}

describe("who may do what", () => {
    it("the mesh user may not create a ConfigMap", async () => {
        await expect(as("mesh").create(CONFIG_MAPS, configMap("by-mesh"))).rejects.toMatchObject({ status: 403 });
    });
    it("the cluster user may not create a ServiceEntry, nor read one", async () => {
        const entry = serviceEntry("by-cluster", ["api.example.com"]);
        await expect(as("cluster").create(SERVICE_ENTRIES, entry)).rejects.toMatchObject({ status: 403 });
        await expect(as("cluster").list(SERVICE_ENTRIES)).rejects.toMatchObject({ status: 403 });
    });
    it("the cluster user may not create an IstioGateway, nor the mesh user a PodNetworking", async () => {
        await expect(as("cluster").create(gateways("istio-system"), gateway("x"))).rejects.toMatchObject({
            status: 403,
        });
        const networking = podNetworking("x", { vSwitchOptions: ["vsw-1"] });
        await expect(as("mesh").create(POD_NETWORKINGS, networking)).rejects.toMatchObject({ status: 403 });
    });
    it("each may do so in its own half", async () => {
        await as("cluster").create(CONFIG_MAPS, configMap("by-cluster"));
        await as("mesh").create(SERVICE_ENTRIES, serviceEntry("by-mesh", ["api.example.com"]));
    });
    it("both may make, finalise and remove namespaces", async () => {
        for (const user of ["mesh", "cluster"] as const) {
            const namespace = object("v1", "Namespace", `by-${user}`);
            await as(user).create("/api/v1/namespaces", namespace);
            await as(user).delete(`/api/v1/namespaces/by-${user}`);
            await as(user).replace(`/api/v1/namespaces/by-${user}/finalize`, {
                ...namespace,
                spec: { finalizers: [] },
            });
            expect(await as(user).find(`/api/v1/namespaces/by-${user}`)).toBeUndefined();
        }
    });
    it("nobody may do anything without a token", async () => {
        const { token: _, ...access } = readKubeconfig(folder.kubeconfig.admin);
        await expect(new ApiClient({ ...access, token: undefined }).list(CONFIG_MAPS)).rejects.toMatchObject({
            status: 401,
        });
    });
    it("every group that is served belongs to exactly one of the two", async () => {
        const { groups } = await as("admin").json<{ groups: { name: string }[] }>({ method: "GET", path: "/apis" });
        const [mesh, cluster] = [new Set<string>(MESH_GROUPS), new Set<string>(CLUSTER_GROUPS)];
        for (const { name } of groups) {
            expect({ name, owners: Number(mesh.has(name)) + Number(cluster.has(name)) }).toEqual({ name, owners: 1 });
        }
        for (const name of mesh) {
            expect(groups.map((group) => group.name)).toContain(name);
        }
    });
});

describe("what is valid", () => {
    const create = (collection: string, body: object) =>
        as("admin").create(`${collection}?dryRun=All&fieldValidation=Strict`, body);

    it.each(ACCEPTED)("%s is accepted", async (_, collection, body) => {
        await expect(create(collection, body)).resolves.toBeDefined();
    });

    it.each(REFUSED)("%s is refused", async (_, collection, body, named) => {
        await expect(create(collection, body)).rejects.toThrow(named);
    });

    it("a policy written as v1beta1 is read as v1", async () => {
        await as("mesh").create(policies("v1beta1"), V1BETA1_POLICY);
        expect((await as("mesh").get(`${policies("v1")}/egress-by-eg-a`)).spec).toEqual(V1BETA1_POLICY.spec);
    });
});

describe("what the controllers of ASM and Terway answer", () => {
    const statusOf = (collection: string, name: string, settled: (status: Record<string, unknown>) => boolean) =>
        until(async () => {
            const status = (await as("admin").get(`${collection}/${name}`)).status as
                | Record<string, unknown>
                | undefined;
            return status !== undefined && settled(status) && status;
        });
    const settledGateway = (collection: string, name: string) =>
        statusOf(collection, name, (status) => status.Status !== undefined);
    const service = (name: string) => as("cluster").find(`${SERVICES}/${name}`);

    it("a gateway gets its Service and runs; both follow a change and a deletion", async () => {
        const [mesh, path] = [as("mesh"), `${gateways("istio-system")}/eg-a`];
        await mesh.create(gateways("istio-system"), gateway("eg-a"));
        expect(await settledGateway(gateways("istio-system"), "eg-a")).toEqual({ Status: "Running" });
        expect(await service("istio-eg-a")).toMatchObject({
            spec: {
                type: "ClusterIP",
                selector: { istio: "eg-a" },
                ports: [{ name: "https-eg", port: 8443, protocol: "TCP" }],
            },
        });

        await mesh.mergePatch(path, { spec: { ports: [{ name: "https-eg", port: 9443, protocol: "HTTPS" }] } });
        await until(async () => JSON.stringify((await service("istio-eg-a"))?.spec).includes("9443"));

        await as("cluster").delete(`${SERVICES}/istio-eg-a`);
        await until(() => service("istio-eg-a"));

        await mesh.delete(path);
        await until(async () => (await service("istio-eg-a")) === undefined);
    });
    it("a gateway outside istio-system gets an error and no Service", async () => {
        await as("mesh").create(gateways("shop"), gateway("eg-b"));
        const status = await settledGateway(gateways("shop"), "eg-b");
        expect(status.ErrorMessage).toContain("must be in namespace istio-system; in shop");
        expect(await service("istio-eg-b")).toBeUndefined();
    });
    it("a Service that somebody else made is neither taken over nor removed", async () => {
        const spec = { ports: [{ port: 80 }] };
        await as("cluster").create(SERVICES, object("v1", "Service", "istio-eg-c", spec));
        await as("mesh").create(gateways("istio-system"), gateway("eg-c"));
        const status = await settledGateway(gateways("istio-system"), "eg-c");
        expect(status.ErrorMessage).toContain("was not made for this gateway");
        await as("mesh").delete(`${gateways("istio-system")}/eg-c`);
        await as("mesh").create(gateways("istio-system"), gateway("eg-d"));
        await settledGateway(gateways("istio-system"), "eg-d");
        expect(await service("istio-eg-c")).toMatchObject({ spec: { ports: [{ port: 80 }] } });
    });
    it("ports that make no Service are the gateway's error, which ends when they are put right", async () => {
        const twice = {
            ports: [
                { name: "a", port: 80 },
                { name: "a", port: 81 },
            ],
        };
        await as("mesh").create(gateways("istio-system"), gateway("eg-e", twice));
        expect((await settledGateway(gateways("istio-system"), "eg-e")).ErrorMessage).toContain("Duplicate value");
        const ports = [{ name: "a", port: 80 }];
        await as("mesh").mergePatch(`${gateways("istio-system")}/eg-e`, { spec: { ports } });
        const status = await statusOf(gateways("istio-system"), "eg-e", ({ Status }) => Status === "Running");
        expect(status).toEqual({ Status: "Running" });
    });
    it("a PodNetworking without vSwitches fails, and is ready once it has one", async () => {
        await as("cluster").create(POD_NETWORKINGS, podNetworking("a", { allocationType: { type: "Elastic" } }));
        const failed = await statusOf(POD_NETWORKINGS, "a", ({ status }) => status === "Fail");
        expect(failed.message).toContain("vSwitchOptions is empty");
        await as("cluster").mergePatch(`${POD_NETWORKINGS}/a`, { spec: { vSwitchOptions: ["vsw-1"] } });
        const ready = await statusOf(POD_NETWORKINGS, "a", ({ status }) => status === "Ready");
        expect(ready).toEqual({ status: "Ready", vSwitches: [{ id: "vsw-1" }] });
    });
});

describe("running on", () => {
    const pid = (name: "etcd" | "kube-apiserver" | "controllers") => runningDaemon(folder.pidFile(name))?.pid ?? 0;
    const start = () => startControlPlane(folder.root, tools);

    it("the first start says that it started something empty", () => {
        expect(controlPlane).toMatchObject({ started: true, empty: true });
    });
    it("a running one is reused by any number of callers, and makes the namespaces that each asks for", async () => {
        const pids = [pid("etcd"), pid("kube-apiserver"), pid("controllers")];
        const [one, two] = await Promise.all([
            startControlPlane(folder.root, tools, { namespaces: ["one"] }),
            startControlPlane(folder.root, tools, { namespaces: ["two"] }),
        ]);
        expect([one, two]).toMatchObject([
            { started: false, empty: false },
            { started: false, empty: false },
        ]);
        expect([pid("etcd"), pid("kube-apiserver"), pid("controllers")]).toEqual(pids);
        await as("admin").get("/api/v1/namespaces/one");
        await as("admin").get("/api/v1/namespaces/two");
    });
    it("the controllers outlive a restart of the API server", async () => {
        const before = pid("controllers");
        process.kill(pid("kube-apiserver"), "SIGKILL");
        const ports = readPorts(folder.ports);
        expect(ports).toBeDefined();
        await until(async () => runningDaemon(folder.pidFile("kube-apiserver")) === undefined);
        if (ports !== undefined) {
            const apiServer = apiServerDaemon(folder, tools, ports);
            await startDaemon(apiServer);
            await waitForReadiness(() => isReady(folder.kubeconfig.admin), [apiServer], Date.now() + 60_000);
        }
        await as("mesh").create(gateways("istio-system"), gateway("eg-r"));
        await until(() => as("cluster").find(`${SERVICES}/istio-eg-r`));
        expect(pid("controllers")).toBe(before);
    }, 90_000);
    it("a dead one is told as broken and started again with its data, at the same address", async () => {
        await start();
        await as("cluster").create(CONFIG_MAPS, configMap("kept"));
        process.kill(pid("etcd"), "SIGKILL");
        await until(async () => (await controlPlaneStatus(folder.root)).state === "broken");
        const again = await start();
        expect(again).toMatchObject({ started: true, empty: false, server: controlPlane.server });
        expect(await as("cluster").find(`${CONFIG_MAPS}/kept`)).toBeDefined();
    }, 90_000);
    it("a CRD that somebody deleted is there again after the next start", async () => {
        const path =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/asmextensionproviders.istio.alibabacloud.com";
        await as("admin").delete(path);
        await until(async () => (await as("admin").find(path)) === undefined);
        await start();
        await as("admin").list(EXTENSION_PROVIDERS);
    }, 90_000);
    it("the controllers end by themselves when their pid file is gone", async () => {
        const controllers = runningDaemon(folder.pidFile("controllers"));
        rmSync(folder.pidFile("controllers"));
        await until(async () => {
            try {
                process.kill(controllers?.pid ?? 0, 0);
                return false;
            } catch {
                return true;
            }
        }, 30_000);
        await start();
        expect(pid("controllers")).not.toBe(0);
    }, 60_000);
    it("a stopped one has ended wholly and keeps its data", async () => {
        await stopControlPlane(folder.root);
        expect(await controlPlaneStatus(folder.root)).toMatchObject({
            state: "stopped",
            processes: { etcd: false, "kube-apiserver": false, controllers: false },
        });
        await stopControlPlane(folder.root);
        await start();
        expect(await as("cluster").find(`${CONFIG_MAPS}/kept`)).toBeDefined();
    }, 90_000);
});

describe("what cannot run", () => {
    it("a folder that was never used is absent, and stopping it makes nothing", async () => {
        const never = path.join(root, "never");
        expect((await controlPlaneStatus(never)).state).toBe("absent");
        await stopControlPlane(never);
        expect(existsSync(never)).toBe(false);
    });
    it("an API server that dies is told with the end of its log, and nothing is left running", async () => {
        const kubeApiserver = path.join(root, "dying-apiserver");
        writeFileSync(kubeApiserver, '#!/bin/sh\necho "E0101 run.go:72] unable to load the moon" >&2\nexit 1\n');
        chmodSync(kubeApiserver, 0o755);
        const dying = path.join(root, "dying");
        const failure = startControlPlane(dying, { ...tools, kubeApiserver });
        await expect(failure).rejects.toThrow(/^kube-apiserver ended .*\n.*unable to load the moon/);
        const { processes } = await controlPlaneStatus(dying);
        expect(Object.values(processes)).toEqual([false, false, false]);
    }, 60_000);
});

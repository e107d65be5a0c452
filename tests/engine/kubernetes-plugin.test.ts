import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startControlPlane, stopControlPlane } from "../../local/src/control-plane/control-plane";
import { ApiClient } from "../../local/src/kubernetes/api-client";
import { readKubeconfig } from "../../local/src/kubernetes/kubeconfig";
import { KubernetesProvider } from "../../local/src/kubernetes/provider";
import { InitFailed } from "../../local/src/plugin-host/errors";
import type { Created, Properties } from "../../local/src/plugin-host/provider";
import { UNKNOWN } from "../../local/src/plugin-host/values";
import { consoleProgress } from "../../local/src/tools/console-progress";
import { resolveTools } from "../../local/src/tools/resolve-tools";

const root = mkdtempSync(path.join(tmpdir(), "kubernetes-plugin-"));
const folder = path.join(root, "control-plane");
let kubeconfig: string;
let client: ApiClient;
let provider: KubernetesProvider;

beforeAll(async () => {
    const tools = await resolveTools(["etcd", "kubeApiserver", "istioCrds"], consoleProgress());
    const controlPlane = await startControlPlane(folder, tools, { namespaces: ["shop"] });
    kubeconfig = readFileSync(controlPlane.kubeconfig.admin, "utf8");
    client = new ApiClient(readKubeconfig(kubeconfig));
    provider = await newProcess();
}, 180_000);

afterAll(async () => {
    client?.close();
    await stopControlPlane(folder);
    rmSync(root, { recursive: true, force: true });
}, 60_000);

/** What a plugin process that has just started knows: its configuration and nothing else. */
async function newProcess(): Promise<KubernetesProvider> {
    const fresh = new KubernetesProvider();
    await fresh.configure({ kubeconfig, namespace: "shop" });
    return fresh;
}

const CONFIG_MAPS = "/api/v1/namespaces/shop/configmaps";

const configMap = (name: string, data: Properties, metadata: Properties = {}): Properties => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "shop", ...metadata },
    data,
});
const definition = (plural: string, kind: string): Properties => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.test.example` },
    spec: {
        group: "test.example",
        scope: "Namespaced",
        names: { plural, kind },
        versions: [
            {
                name: "v1",
                served: true,
                storage: true,
                subresources: { status: {} },
                schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
            },
        ],
    },
});

const identity = (name: string) => ({ type: "kubernetes:x:X", name, urn: `urn:pulumi:test::plugin::x::${name}` });
const metadataOf = (properties: Properties | undefined) => (properties?.metadata ?? {}) as Properties;

interface CreateOptions {
    readonly resource?: string;
    readonly preview?: boolean;
    readonly timeoutSeconds?: number;
    readonly by?: KubernetesProvider;
}

function create(inputs: Properties, { resource, preview, timeoutSeconds, by }: CreateOptions = {}): Promise<Created> {
    const request = { ...identity(resource ?? String(metadataOf(inputs).name)), inputs };
    return (by ?? provider).create({ ...request, preview: preview ?? false, timeoutSeconds: timeoutSeconds ?? 20 });
}

function update(created: Created, oldInputs: Properties, newInputs: Properties, preview = false): Promise<Properties> {
    const { id, outputs: oldOutputs } = created;
    const request = { ...identity(String(metadataOf(oldInputs).name)), id, oldInputs, oldOutputs, newInputs };
    return provider.update({ ...request, preview, timeoutSeconds: 20 });
}

const read = ({ id, outputs }: Created, inputs: Properties) =>
    provider.read({ ...identity(String(metadataOf(inputs).name)), id, inputs, outputs });

const remove = ({ id, outputs }: Created, inputs: Properties, by = provider) =>
    by.delete({ ...identity(String(metadataOf(inputs).name)), id, inputs, outputs, timeoutSeconds: 20 });

describe("create", () => {
    test("makes the object, with the resource as the owner of its fields", async () => {
        const { id, outputs } = await create(configMap("made", { a: "1" }));
        expect(id).toBe("shop/made");
        expect(outputs).toMatchObject({ data: { a: "1" }, __fieldManager: expect.stringMatching(/^pulumi-local-/) });
        expect(metadataOf(outputs).managedFields).toBeUndefined();
    });

    test("takes its own object over after a crash, and nothing is duplicated", async () => {
        const first = await create(configMap("crashed", { a: "1", gone: "1" }));
        const again = await create(configMap("crashed", { a: "2" }), { by: await newProcess() });
        expect(metadataOf(again.outputs).uid).toBe(metadataOf(first.outputs).uid);
        expect(again.outputs.data).toEqual({ a: "2" });
    });

    test("does not take over what belongs to somebody else, not even in preview", async () => {
        await client.create(CONFIG_MAPS, configMap("theirs", { a: "theirs" }));
        await expect(create(configMap("theirs", { a: "ours" }))).rejects.toThrow(
            "ConfigMap shop/theirs already exists",
        );
        await expect(create(configMap("theirs", {}), { preview: true })).rejects.toThrow("already exists");
        expect((await client.get(`${CONFIG_MAPS}/theirs`)).data).toEqual({ a: "theirs" });
    });

    test("does not take over what another resource made", async () => {
        await create(configMap("shared", {}), { resource: "one" });
        await expect(create(configMap("shared", {}), { resource: "two" })).rejects.toThrow("already exists");
    });

    test("names the missing definition of a kind that is not served", async () => {
        const inputs = { apiVersion: "test.example/v1", kind: "Absent", metadata: { name: "a" } };
        await expect(create(inputs)).rejects.toThrow("does not serve test.example/v1 Absent");
    });

    test("of a definition ends when its kind can be used", async () => {
        await create(definition("widgets", "Widget"));
        const widget = { apiVersion: "test.example/v1", kind: "Widget", metadata: { name: "a" } };
        expect((await create(widget)).id).toBe("shop/a");
    });
});

describe("preview", () => {
    test("creates nothing, shows the server's defaults and does not invent identities", async () => {
        const service = {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: "seen" },
            spec: { ports: [{ port: 80 }] },
        };
        const { id, outputs } = await create(service, { preview: true });
        expect(id).toBe("");
        expect(outputs).toMatchObject({
            metadata: { uid: UNKNOWN, resourceVersion: UNKNOWN, creationTimestamp: UNKNOWN },
            spec: { ports: [{ port: 80, protocol: "TCP" }] },
        });
        expect(await client.find("/api/v1/namespaces/shop/services/seen")).toBeUndefined();
    });

    test.each([
        ["of unknown values", configMap("later", { a: UNKNOWN })],
        ["in a namespace of the same run", configMap("later", { a: "1" }, { namespace: "made-later" })],
        ["of a kind of the same run", { apiVersion: "test.example/v1", kind: "Later", metadata: { name: "later" } }],
    ])("%s gives the inputs back, with the uid unknown", async (_, inputs) => {
        const { outputs } = await create(inputs, { preview: true });
        expect(outputs).toMatchObject(inputs);
        expect(metadataOf(outputs).uid).toBe(UNKNOWN);
    });

    test("says what the server would refuse", async () => {
        await expect(create(configMap("Not_A_Name", {}), { preview: true })).rejects.toThrow("(422 Invalid)");
    });

    test("of an update changes nothing and keeps the uid", async () => {
        const inputs = configMap("previewed", { a: "1" });
        const created = await create(inputs);
        const outputs = await update(created, inputs, configMap("previewed", { a: "2" }), true);
        expect(outputs.data).toEqual({ a: "2" });
        expect(metadataOf(outputs).uid).toBe(metadataOf(created.outputs).uid);
        expect((await client.get(`${CONFIG_MAPS}/previewed`)).data).toEqual({ a: "1" });
    });
});

describe("update", () => {
    test("removes what is no longer declared and leaves what others own", async () => {
        const inputs = configMap("updated", { a: "1", b: "1" });
        const created = await create(inputs);
        await client.mergePatch(`${CONFIG_MAPS}/updated`, { data: { theirs: "1" } });
        const outputs = await update(created, inputs, configMap("updated", { a: "2" }));
        expect(outputs.data).toEqual({ a: "2", theirs: "1" });
    });

    test("does not win fields back from others unless it is told to", async () => {
        const inputs = configMap("contested", { a: "1" });
        const created = await create(inputs);
        await client.mergePatch(`${CONFIG_MAPS}/contested`, { data: { a: "theirs" } });
        const wanted = configMap("contested", { a: "2" });
        await expect(update(created, inputs, wanted)).rejects.toThrow(/conflict .*\.data\.a .*pulumi\.com\/patchForce/);

        const forced = configMap("contested", { a: "2" }, { annotations: { "pulumi.com/patchForce": "true" } });
        expect((await update(created, inputs, forced)).data).toEqual({ a: "2" });
    });
});

describe("waiting", () => {
    const waiting = (name: string, expression: string) =>
        configMap(name, { state: "new" }, { annotations: { "pulumi.com/waitFor": expression } });

    test("ends when the object is what was asked for", async () => {
        const creating = create(waiting("patient", "jsonpath={.data.answer}=42"));
        await expect.poll(() => client.find(`${CONFIG_MAPS}/patient`)).toBeDefined();
        await client.mergePatch(`${CONFIG_MAPS}/patient`, { data: { answer: "42" } });
        expect((await creating).outputs.data).toEqual({ state: "new", answer: "42" });
    });

    test("that takes too long hands the object over with the reason", async () => {
        const failure = await create(waiting("late", "jsonpath={.data.state}=old"), { timeoutSeconds: 0.3 }).catch(
            (thrown: unknown) => thrown,
        );
        expect(failure).toBeInstanceOf(InitFailed);
        expect(failure).toMatchObject({
            id: "shop/late",
            outputs: { data: { state: "new" } },
            reasons: ["ConfigMap shop/late after 0.3 s: waiting for jsonpath={.data.state}=old: the value is new"],
        });
    });

    test("ends with an error when the object is deleted meanwhile", async () => {
        const creating = create(waiting("doomed", "jsonpath={.data.answer}"), { timeoutSeconds: 1 });
        await expect.poll(() => client.find(`${CONFIG_MAPS}/doomed`)).toBeDefined();
        await client.delete(`${CONFIG_MAPS}/doomed`);
        await expect(creating).rejects.toThrow("it was deleted while it was waited for");
    });

    test("ends at once when the user interrupts", async () => {
        const interrupted = await newProcess();
        const creating = create(waiting("halted", "jsonpath={.data.answer}"), { by: interrupted, timeoutSeconds: 600 });
        await expect.poll(() => client.find(`${CONFIG_MAPS}/halted`)).toBeDefined();
        interrupted.cancel();
        await expect(creating).rejects.toThrow("interrupted");
    });
});

describe("refresh", () => {
    test("of an untouched object gives the inputs back as they were written", async () => {
        const secret = {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "kept", namespace: "shop", labels: {} },
            stringData: { password: "hunter2" },
        };
        expect((await read(await create(secret), secret))?.inputs).toEqual(secret);
    });

    test("shows what others changed in declared fields, and nothing else", async () => {
        const inputs = configMap("drifted", { a: "1", b: "1" });
        const created = await create(inputs);
        await client.mergePatch(`${CONFIG_MAPS}/drifted`, { data: { a: "2", b: null, theirs: "1" } });
        expect((await read(created, inputs))?.inputs.data).toEqual({ a: "2" });
    });

    test("drops what is gone, and what is going", async () => {
        const inputs = configMap("gone", {});
        const created = await create(inputs);
        await client.mergePatch(`${CONFIG_MAPS}/gone`, { metadata: { finalizers: ["test.example/hold"] } });
        await client.delete(`${CONFIG_MAPS}/gone`);
        expect(await read(created, inputs)).toBeUndefined();
        await client.mergePatch(`${CONFIG_MAPS}/gone`, { metadata: { finalizers: null } });
        expect(await read(created, inputs)).toBeUndefined();
    });

    test("of an import leaves out what the server writes", async () => {
        await client.create(CONFIG_MAPS, configMap("imported", { a: "1" }));
        const request = { ...identity("imported"), type: "kubernetes:core/v1:ConfigMap", inputs: {}, outputs: {} };
        const found = await provider.read({ ...request, id: "shop/imported" });
        expect(found?.inputs).toEqual(configMap("imported", { a: "1" }));
    });
});

describe("delete", () => {
    test("removes the object, and an absent one is no error", async () => {
        const inputs = configMap("removed", {});
        const created = await create(inputs);
        await remove(created, inputs);
        expect(await client.find(`${CONFIG_MAPS}/removed`)).toBeUndefined();
        await remove(created, inputs);
    });

    test("leaves alone what somebody else made under the same name since", async () => {
        const inputs = configMap("remade", {});
        const created = await create(inputs);
        await client.delete(`${CONFIG_MAPS}/remade`);
        await client.create(CONFIG_MAPS, configMap("remade", { a: "theirs" }));
        await remove(created, inputs);
        expect((await client.get(`${CONFIG_MAPS}/remade`)).data).toEqual({ a: "theirs" });
    });

    test("names the finalizers that hold an object", async () => {
        const inputs = configMap("held", {}, { finalizers: ["test.example/hold"] });
        const { id, outputs } = await create(inputs);
        const request = { ...identity("held"), id, inputs, outputs, timeoutSeconds: 0.3 };
        await expect(provider.delete(request)).rejects.toThrow("nobody has removed: test.example/hold");
        await client.mergePatch(`${CONFIG_MAPS}/held`, { metadata: { finalizers: null } });
    });

    test("of a namespace ends although no controller finalises it", async () => {
        const inputs = { apiVersion: "v1", kind: "Namespace", metadata: { name: "short-lived" } };
        const created = await create(inputs);
        await remove(created, inputs);
        expect(await client.find("/api/v1/namespaces/short-lived")).toBeUndefined();
    });

    test("of an object whose kind is gone is done", async () => {
        const kind = definition("gadgets", "Gadget");
        const createdKind = await create(kind);
        const gadget = { apiVersion: "test.example/v1", kind: "Gadget", metadata: { name: "a" } };
        const created = await create(gadget);
        await remove(createdKind, kind);
        await remove(created, gadget, await newProcess());
    });

    test("after a replacement that took the object over does not remove the new one", async () => {
        const inputs = configMap("replaced", { a: "1" });
        const old = await create(inputs);
        await create(configMap("replaced", { a: "2" }));
        await remove(old, inputs);
        expect((await client.get(`${CONFIG_MAPS}/replaced`)).data).toEqual({ a: "2" });
    });
});

describe("the plugin process", () => {
    const main = path.resolve(__dirname, "../../local/dist/kubernetes/main.js");

    test("prints its port first, and ends when its parent is killed", async () => {
        expect(existsSync(main), `${main} is missing: run npm run build`).toBe(true);
        const source = `require("node:child_process").spawn(process.execPath, [${JSON.stringify(main)}], { stdio: "inherit" });`;
        const parent = spawn(process.execPath, ["-e", source], { stdio: ["ignore", "pipe", "inherit"] });
        const closed = new Promise((resolve) => parent.stdout.once("close", resolve));
        const [line] = await new Promise<string[]>((resolve) =>
            createInterface(parent.stdout).once("line", (text) => resolve([text])),
        );
        expect(Number(line)).toBeGreaterThan(0);
        parent.kill("SIGKILL");
        // The pipe closes when the last process that holds it, which is the plugin, has ended.
        expect(await Promise.race([closed.then(() => "ended"), delay(10_000, "still running")])).toBe("ended");
    });
});

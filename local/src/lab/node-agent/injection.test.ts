import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../kubernetes/object";
import { silentProgress } from "../../tools/progress";
import { resolveTools } from "../../tools/resolve-tools";
import { captureOf } from "../mesh/capture";
import { Injection } from "./injection";
import { workloadPod } from "./workload-pod";

it("no Pods are no work: the injector is not even asked", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "asm-egress-injection-"));
    expect(await new Injection({ istioctl: "/nonexistent", folder, region: "cn-hangzhou" }).inject([])).toEqual([]);
    rmSync(folder, { recursive: true });
});

describe("the injector of the pinned Istio", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "asm-egress-injection-"));
    afterAll(() => rmSync(folder, { recursive: true }));
    let injection: Injection;
    beforeAll(async () => {
        const { istioctl } = await resolveTools(["istioctl"], silentProgress);
        injection = new Injection({ istioctl, folder, region: "cn-shanghai" });
    });

    const pod = (name: string, changes: object = {}) =>
        workloadPod({
            name,
            namespace: "billing",
            serviceAccount: "default",
            sidecar: true,
            hostNetwork: false,
            ...changes,
        });
    const containers = ({ spec }: KubernetesObject) => {
        const { containers: own = [], initContainers = [] } = spec as Record<string, { name: string; image: string }[]>;
        return [...own, ...initContainers];
    };

    it("keeps the order of the Pods, and each gets a sidecar of ASM's registry and a capture", async () => {
        const names = ["zeta", "alpha", "mid"];
        const pods = await injection.inject(names.map((name) => pod(name)));
        expect(pods.map(({ metadata }) => metadata.name)).toEqual(names);
        for (const injected of pods) {
            const proxy = containers(injected).find(({ name }) => name === "istio-proxy");
            expect(proxy?.image).toMatch(/^registry-vpc[.]cn-shanghai[.]aliyuncs[.]com\/acs\//);
            expect(captureOf(injected)).toMatchObject({ includeRanges: ["*"], excludeRanges: [], excludedUids: [] });
        }
    });

    it("hands the exclusions of annotations to the capture", async () => {
        const annotations = {
            "traffic.sidecar.istio.io/excludeOutboundPorts": "9000",
            "traffic.sidecar.istio.io/excludeOutboundIPRanges": "203.0.113.0/24",
        };
        const [injected] = await injection.inject([pod("sly", { annotations })]);
        expect(injected && captureOf(injected)).toMatchObject({
            excludePorts: ["9000"],
            excludeRanges: ["203.0.113.0/24"],
        });
    });

    it("follows further values of the installation", async () => {
        const { istioctl } = await resolveTools(["istioctl"], silentProgress);
        const values = ["global.proxy.excludeIPRanges=203.0.113.0/24"];
        const other = new Injection({ istioctl, folder: path.join(folder, "other"), region: "cn-shanghai", values });
        const [injected] = await other.inject([pod("a")]);
        expect(injected && captureOf(injected)).toMatchObject({ excludeRanges: ["203.0.113.0/24"] });
    });

    it("leaves a Pod that declines without sidecar and capture", async () => {
        const [, left] = await injection.inject([
            pod("a"),
            pod("b", { labels: { "sidecar.istio.io/inject": "false" } }),
        ]);
        expect(left?.metadata.name).toBe("b");
        expect(left && containers(left).map(({ name }) => name)).toEqual(["app"]);
        expect(left && captureOf(left)).toBeUndefined();
    });
});

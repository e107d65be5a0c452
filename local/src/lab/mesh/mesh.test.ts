import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startControlPlane, stopControlPlane } from "../../control-plane/control-plane";
import { controlPlaneFolder } from "../../control-plane/control-plane-folder";
import { ApiClient } from "../../kubernetes/api-client";
import { readKubeconfig } from "../../kubernetes/kubeconfig";
import { silentProgress } from "../../tools/progress";
import { resolveTools } from "../../tools/resolve-tools";
import { NetworkNamespaces } from "../network-namespaces";
import { missingForLab, thisMachine } from "../requirements";
import { attachToSwitch } from "../testing/plain-switch";
import { Istiod } from "./istiod";
import { meshToolsToFetch, resolveMeshTools } from "./mesh-tools";
import { MeshProxy } from "./proxy";
import { proxyIdentity } from "./proxy-identity";

const missing = [...missingForLab(thisMachine()), ...meshToolsToFetch()];

const ISTIOD = "10.9.0.1";

describe.skipIf(missing.length > 0)(
    `a mesh in namespaces (skipped where the lab lacks: ${missing.join("; ") || "nothing"})`,
    { timeout: 120_000 },
    () => {
        const root = mkdtempSync(path.join(tmpdir(), "mesh-"));
        let namespaces: NetworkNamespaces;
        let istiod: Istiod;
        let client: ApiClient;
        const proxies: MeshProxy[] = [];

        it("starts", async () => {
            const tools = await resolveTools(["etcd", "kubeApiserver", "istioCrds"], silentProgress);
            const meshTools = await resolveMeshTools(silentProgress);
            await startControlPlane(path.join(root, "cp"), tools, { namespaces: ["shop"] });
            const folder = controlPlaneFolder(path.join(root, "cp"));
            client = new ApiClient(readKubeconfig(folder.kubeconfig.admin));
            namespaces = await NetworkNamespaces.open(`m${process.pid}`);
            const attach = attachToSwitch(namespaces);
            istiod = await Istiod.start({
                namespace: await attach({ name: "istiod", address: ISTIOD }),
                kubeconfig: folder.kubeconfig.admin,
                ...meshTools,
                folder: path.join(root, "istiod"),
                settings: { outboundTrafficPolicy: "REGISTRY_ONLY" },
            });
            await client.create("/api/v1/namespaces/shop/serviceaccounts", {
                apiVersion: "v1",
                kind: "ServiceAccount",
                metadata: { name: "pay" },
            });
            const namespace = await attach({
                name: "pay",
                address: "10.1.0.1",
                hosts: { "istiod.istio-system.svc": ISTIOD },
            });
            const proxy = await MeshProxy.start({
                role: "sidecar",
                namespace,
                tools: meshTools,
                folder: path.join(root, "pay"),
                pod: { name: "pay", namespace: "shop", serviceAccount: "pay", address: "10.1.0.1", labels: {} },
                identity: await proxyIdentity(client, "shop", "pay"),
                capture: {
                    includeRanges: ["*"],
                    excludeRanges: [],
                    includePorts: [],
                    excludePorts: [],
                    inboundPorts: ["*"],
                    inboundExcludePorts: ["15090", "15021", "15020"],
                    excludedUids: [],
                },
            });
            proxies.push(proxy);
            expect(await proxy.admin("listeners")).toContain("virtualOutbound");
        }, 120_000);
        afterAll(async () => {
            for (const p of proxies) await p.dispose();
            await istiod?.dispose();
            await namespaces?.dispose();
            await stopControlPlane(path.join(root, "cp"));
            rmSync(root, { recursive: true, force: true });
        }, 60_000);
    },
);

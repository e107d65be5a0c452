import { afterAll, beforeAll, expect, it } from "vitest";
import { guardConcerns } from "../components/layers/guard/plan";
import { intentOf } from "../components/testing/intent";
import { Istioctl } from "./support/istioctl";

/** What the owner of a Pod may set although the injector reads it, and why it opens nothing. */
const HARMLESS: Readonly<Record<string, string>> = {
    "apm.datadoghq.com/env": "environment for a tracer, only where the whole mesh traces to it",
    "istio.io/rev": "which control plane injects; a Pod that none injects is refused",
    "networking.istio.io/tunnel": "how others reach this Pod",
    "readiness.status.sidecar.istio.io/failureThreshold": "when the Pod is ready",
    "readiness.status.sidecar.istio.io/initialDelaySeconds": "when the Pod is ready",
    "readiness.status.sidecar.istio.io/periodSeconds": "when the Pod is ready",
    "security.istio.io/tlsMode": "how others reach this Pod",
    "service.istio.io/canonical-name": "a name in metrics",
    "service.istio.io/canonical-revision": "a name in metrics",
    "service.istio.io/workload-name": "a name in metrics",
    "sidecar.istio.io/agentLogLevel": "what is logged",
    "sidecar.istio.io/capNetBindService": "low ports for the proxy",
    "sidecar.istio.io/componentLogLevel": "what is logged",
    "sidecar.istio.io/logLevel": "what is logged",
    "sidecar.istio.io/nativeSidecar": "container or init container; both are judged",
    "sidecar.istio.io/proxyCPU": "the size of the proxy",
    "sidecar.istio.io/proxyCPULimit": "the size of the proxy",
    "sidecar.istio.io/proxyMemory": "the size of the proxy",
    "sidecar.istio.io/proxyMemoryLimit": "the size of the proxy",
    "status.sidecar.istio.io/port": "the port of the proxy's own health",
    "traffic.sidecar.istio.io/excludeInboundPorts": "what comes in",
    "traffic.sidecar.istio.io/includeInboundPorts": "what comes in",
};

let istioctl: Istioctl;

beforeAll(async () => {
    istioctl = await Istioctl.open();
}, 60_000);

afterAll(() => istioctl?.dispose());

it("the guard has an opinion on every label and annotation of a Pod that the real injection template reads", async () => {
    const template = await istioctl.sidecarTemplate();
    const keys = [...new Set(template.match(/[a-z0-9.]+\.(?:io|com)\/[A-Za-z-]+/g))];
    const read = keys.filter((key) => !/^[a-z]+\.kubernetes\.io\//.test(key)).sort();
    expect(read.length).toBeGreaterThan(25);

    const rules = guardConcerns("prod", intentOf()).flatMap((concern) => concern.rules);
    const isRefused = (key: string) =>
        rules.some(({ expression }) => expression.startsWith(`!("${key}" in variables.`));
    expect(read.filter((key) => !isRefused(key))).toEqual(Object.keys(HARMLESS).sort());
}, 60_000);

import type { Istioctl } from "../istioctl";
import { affinity, annotate, app, application, changed, type Loose, label, proxy, spec, volume } from "./pods";

/** Pods that keep to the rules: name, and the Pod as the injector leaves it. */
export const ACCEPTED_PODS: readonly [string, (istioctl: Istioctl, injected: Loose) => Promise<Loose>][] = [
    ["an injected Pod", async (_, injected) => injected],
    [
        "one with a native sidecar",
        (istioctl) => istioctl.inject(application(annotate("sidecar.istio.io/nativeSidecar"))),
    ],
    ["one of a mesh with the CNI plugin", (istioctl) => istioctl.inject(application(), { cni: true })],
    [
        "one of a mesh that leaves the API server's address out of capture",
        (istioctl) => istioctl.inject(application(), { excludeIPRanges: "172.16.0.1/32" }),
    ],
    [
        "one of such a mesh with the CNI plugin, where the injector writes that as an annotation",
        (istioctl) => istioctl.inject(application(), { cni: true, excludeIPRanges: "172.16.0.1/32" }),
    ],
    ["one that asks for its sidecar", (istioctl) => istioctl.inject(application(label("sidecar.istio.io/inject")))],
    [
        "one whose sidecar is a little larger",
        (istioctl) => istioctl.inject(application(annotate("sidecar.istio.io/proxyMemoryLimit", "2Gi"))),
    ],
    [
        "one with TPROXY",
        (istioctl) => istioctl.inject(application(annotate("sidecar.istio.io/interceptionMode", "TPROXY"))),
    ],
    [
        "one with uids of its own and no capabilities",
        (istioctl) =>
            istioctl.inject(
                application((pod) => {
                    pod.spec.securityContext = { runAsUser: 1000, fsGroup: 1000, supplementalGroups: [2000] };
                    app({ securityContext: { runAsUser: 1001, capabilities: { drop: ["ALL"] } } })(pod);
                }),
            ),
    ],
    [
        "one with the usual tolerations and node labels",
        (istioctl) =>
            istioctl.inject(
                application(
                    spec({
                        tolerations: [{ key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" }],
                        nodeSelector: { "kubernetes.io/os": "linux" },
                        ...affinity("DoesNotExist"),
                    }),
                ),
            ),
    ],
    ["one that knows the node's time zone", (istioctl) => istioctl.inject(application(spec(volume("/etc/localtime"))))],
    [
        "one that Terway gave an address by another PodNetworking",
        async (_, injected) =>
            changed(injected, (pod) => {
                annotate("k8s.aliyun.com/pod-networking", "databases")(pod);
                annotate("k8s.aliyun.com/pod-networks", '{"podNetworks":[{"vSwitchOptions":["vsw-databases"]}]}')(pod);
            }),
    ],
    [
        "one that says it wants no EIP",
        async (_, injected) => changed(injected, annotate("k8s.aliyun.com/pod-with-eip", "false")),
    ],
    [
        "one whose sidecar waits before the application starts and drains when it ends, as ASM's does",
        async (_, injected) =>
            changed(
                injected,
                proxy((container) => {
                    container.lifecycle = {
                        postStart: { exec: { command: ["pilot-agent", "wait"] } },
                        preStop: { exec: { command: ["/bin/sh", "-c", "sleep 15"] } },
                    };
                }),
            ),
    ],
];

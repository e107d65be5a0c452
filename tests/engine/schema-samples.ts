/** Objects of the kinds that the local API server is given, valid and invalid, with the collections they belong to. */

export const CONFIG_MAPS = "/api/v1/namespaces/shop/configmaps";
export const SERVICES = "/api/v1/namespaces/istio-system/services";
export const SERVICE_ENTRIES = "/apis/networking.istio.io/v1/namespaces/shop/serviceentries";
export const POD_NETWORKINGS = "/apis/network.alibabacloud.com/v1beta1/podnetworkings";
export const EXTENSION_PROVIDERS = "/apis/istio.alibabacloud.com/v1/asmextensionproviders";
export const gateways = (namespace: string) =>
    `/apis/istio.alibabacloud.com/v1beta1/namespaces/${namespace}/istiogateways`;
export const policies = (version: string) =>
    `/apis/istio.alibabacloud.com/${version}/namespaces/istio-egress/asmegresstrafficpolicies`;

export const object = (apiVersion: string, kind: string, name: string, spec?: object) => ({
    apiVersion,
    kind,
    metadata: { name },
    ...(spec === undefined ? {} : { spec }),
});
export const configMap = (name: string) => ({ ...object("v1", "ConfigMap", name), data: { a: "b" } });
export const serviceEntry = (name: string, hosts: string[]) =>
    object("networking.istio.io/v1", "ServiceEntry", name, {
        hosts,
        ports: [{ number: 443, name: "tls", protocol: "TLS" }],
        resolution: "DNS",
    });
export const gateway = (name: string, spec: object = {}) =>
    object("istio.alibabacloud.com/v1beta1", "IstioGateway", name, {
        gatewayType: "egress",
        serviceType: "ClusterIP",
        ports: [{ name: "https-eg", port: 8443, targetPort: 8443, protocol: "HTTPS" }],
        ...spec,
    });
export const podNetworking = (name: string, spec: object) =>
    object("network.alibabacloud.com/v1beta1", "PodNetworking", name, spec);

const to = { hosts: ["api.example.com"], port: { name: "http", number: 80, protocol: "HTTP" } };
const from = [{ namespace: "shop", workloadSelector: { app: "pay" } }];
const policy = (version: string, destination: object, extra: object = {}) =>
    object(`istio.alibabacloud.com/${version}`, "ASMEgressTrafficPolicy", "egress-by-eg-a", {
        byEgressGateway: { name: "eg-a" },
        egressRules: [{ name: "pay", from, to: [destination] }],
        ...extra,
    });
const provider = (spec: object) => object("istio.alibabacloud.com/v1", "ASMExtensionProvider", "p", spec);
const authorizer = { service: "opa.shop.svc.cluster.local", port: 9191, timeout: "0.5s", failOpen: false };
const full = gateway("full", {
    clusterIds: ["c-1"],
    replicaCount: 2,
    podLabels: { "egress.example.io/gateway": "full" },
    resources: { limits: { cpu: 2, memory: "2G" }, requests: { cpu: "200m" } },
    tolerations: [{ key: "egress", operator: "Equal", value: "full", effect: "NoSchedule" }],
    affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "zone" }] } },
    kernel: { enabled: true, parameters: { "net.core.somaxconn": "65535" } },
    cpu: { targetAverageUtilization: 80 },
    rollingMaxSurge: "25%",
    dnsPolicy: "ClusterFirst",
    lifecycle: { preStop: { exec: { command: ["sleep", "5"] } } },
    disableContainerPortExposed: true,
});
const networking = {
    allocationType: { type: "Elastic" },
    selector: { podSelector: { matchLabels: { a: "b" } } },
    vSwitchOptions: ["vsw-1"],
    securityGroupIDs: ["sg-1"],
    eniOptions: { eniType: "Trunk" },
};
const fixed = (allocation: object) =>
    podNetworking("f", { ...networking, allocationType: { type: "Fixed", ...allocation } });

type Sample = [what: string, collection: string, body: object];

export const ACCEPTED: readonly Sample[] = [
    ["a ServiceEntry", SERVICE_ENTRIES, serviceEntry("a", ["api.example.com"])],
    ["an IstioGateway with ports", gateways("istio-system"), gateway("a")],
    ["an IstioGateway with most of its fields", gateways("istio-system"), full],
    ["a PodNetworking", POD_NETWORKINGS, podNetworking("a", networking)],
    [
        "a fixed address that is released after a while",
        POD_NETWORKINGS,
        fixed({ releaseStrategy: "TTL", releaseAfter: "1h30m" }),
    ],
    ["a policy of v1beta1", policies("v1beta1"), policy("v1beta1", { ...to, byEgressGateway: { port: 8080 } })],
    ["a policy of v1 that leaves the port open", policies("v1"), policy("v1", to)],
    [
        "an HTTP authorizer",
        EXTENSION_PROVIDERS,
        provider({ envoyExtAuthzHttp: { ...authorizer, pathPrefix: "/check" } }),
    ],
    ["a gRPC authorizer", EXTENSION_PROVIDERS, provider({ envoyExtAuthzGrpc: authorizer })],
    ["a provider that is left open", EXTENSION_PROVIDERS, provider({ zipkin: { service: "z", port: 9411 } })],
];

/** With a word that the refusal must hold, so that it is refused for the reason that is meant. */
export const REFUSED: readonly [...Sample, named: string][] = [
    ["a ServiceEntry without hosts", SERVICE_ENTRIES, serviceEntry("a", []), "spec.hosts"],
    ["an unknown gateway type", gateways("istio-system"), gateway("a", { gatewayType: "sideways" }), "gatewayType"],
    ["an unknown Service type", gateways("istio-system"), gateway("a", { serviceType: "ExternalName" }), "serviceType"],
    [
        "a gateway port out of range",
        gateways("istio-system"),
        gateway("a", { ports: [{ port: 70_000 }] }),
        "ports[0].port",
    ],
    [
        "a field no gateway has",
        gateways("istio-system"),
        gateway("a", { serviceAccountName: "x" }),
        "serviceAccountName",
    ],
    ["replicas as text", gateways("istio-system"), gateway("a", { replicaCount: "2" }), "replicaCount"],
    [
        "a probe field the type lacks",
        gateways("istio-system"),
        gateway("a", { readinessProbe: { httpGet: {} } }),
        "httpGet",
    ],
    [
        "a gateway without spec",
        gateways("istio-system"),
        object("istio.alibabacloud.com/v1beta1", "IstioGateway", "a"),
        "spec",
    ],
    [
        "an unknown ENI type",
        POD_NETWORKINGS,
        podNetworking("a", { ...networking, eniOptions: { eniType: "Shared" } }),
        "eniType",
    ],
    [
        "11 security groups",
        POD_NETWORKINGS,
        podNetworking("a", { ...networking, securityGroupIDs: Array(11).fill("sg-1") }),
        "securityGroupIDs",
    ],
    [
        "a release time that is no duration",
        POD_NETWORKINGS,
        fixed({ releaseStrategy: "TTL", releaseAfter: "soon" }),
        "releaseAfter",
    ],
    [
        "a release time of what is never released",
        POD_NETWORKINGS,
        fixed({ releaseStrategy: "Never", releaseAfter: "5m" }),
        "releaseAfter must be empty",
    ],
    [
        "a misspelt field",
        POD_NETWORKINGS,
        podNetworking("a", { ...networking, securityGroupIds: ["sg-1"] }),
        "securityGroupIds",
    ],
    ["a policy of v1beta1 without gateway port", policies("v1beta1"), policy("v1beta1", to), "byEgressGateway"],
    [
        "a gateway block of v1beta1 without port",
        policies("v1beta1"),
        policy("v1beta1", { ...to, byEgressGateway: {} }),
        "byEgressGateway.port",
    ],
    ["a policy without gateway", policies("v1"), policy("v1", to, { byEgressGateway: undefined }), "byEgressGateway"],
    ["a policy without rules", policies("v1"), policy("v1", to, { egressRules: [] }), "egressRules"],
    ["a destination without hosts", policies("v1"), policy("v1", { ...to, hosts: [] }), "hosts"],
    ["51 hosts", policies("v1"), policy("v1", { ...to, hosts: Array(51).fill("a.example.com") }), "hosts"],
    ["a port without protocol", policies("v1"), policy("v1", { ...to, port: { number: 80 } }), "protocol"],
    [
        "a selector with matchLabels",
        policies("v1"),
        policy("v1", to, {
            egressRules: [{ from: [{ namespace: "a", workloadSelector: { matchLabels: {} } }], to: [to] }],
        }),
        "matchLabels",
    ],
    ["a provider that is none", EXTENSION_PROVIDERS, provider({}), "spec"],
    ["a provider that is two", EXTENSION_PROVIDERS, provider({ envoyExtAuthzGrpc: authorizer, zipkin: {} }), "spec"],
    ["an authorizer without port", EXTENSION_PROVIDERS, provider({ envoyExtAuthzHttp: { service: "a" } }), "port"],
    [
        "a gRPC authorizer with a path",
        EXTENSION_PROVIDERS,
        provider({ envoyExtAuthzGrpc: { ...authorizer, pathPrefix: "/" } }),
        "pathPrefix",
    ],
];

export const V1BETA1_POLICY = policy("v1beta1", { ...to, byEgressGateway: { port: 8080 } });

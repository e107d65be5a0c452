import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findingsOf, intentOf } from "../testing/intent";
import { perimeterArgs } from "../testing/perimeter-args";
import {
    type EgressPerimeterArgs,
    EniKind,
    NetworkPlugin,
    OutboundPolicy,
    Placement,
    SecurityGroupKind,
    SurroundingsCheck,
} from "./args";
import { ALL_SECTIONS, parseIntent } from "./parse-intent";

const base = perimeterArgs();

function service(change: object) {
    return [{ name: "stripe", hosts: ["api.stripe.com"], clients: [{ namespace: "billing" }], ...change }];
}

describe("a sound perimeter", () => {
    it("has no findings", () => {
        expect(findingsOf(base)).toEqual([]);
    });

    it("gets safe defaults", () => {
        const intent = intentOf();
        expect(intent.gateway).toMatchObject({
            name: "egress-prod",
            replicas: 2,
            placement: Placement.DedicatedEni,
            eni: EniKind.Trunk,
            securityGroup: SecurityGroupKind.Enterprise,
        });
        expect(intent.gateway.nodePool).toBeUndefined();
        expect(intent.internet.made).toMatchObject({ publicAddresses: 2, protectAddresses: true });
        expect(intent.firewall).toMatchObject({ fenceCluster: true, settleSeconds: 180 });
        expect(intent.namespaces.map(({ outbound }) => outbound)).toEqual(["RegistryOnly", "RegistryOnly"]);
        expect(intent.namespaces.map(({ networkPolicy }) => networkPolicy)).toEqual([true, true]);
        expect(intent.externalServices[0]?.ports[0]).toMatchObject({ number: 443, workloadPort: 80 });
        expect(intent.mesh.trustDomain).toBe("cluster.local");
        expect(intent.telemetry).toEqual({ accessLog: {}, metrics: true });
    });

    it("asks DNS where the cluster is, unless it is told where", () => {
        expect(intentOf().cluster.dnsCidrs.map(String)).toEqual(["10.0.0.0/20", "10.0.128.0/17", "172.16.0.0/16"]);
        const cluster = { ...base.cluster, dnsAddresses: ["172.16.0.10"] };
        expect(intentOf({ cluster }).cluster.dnsCidrs.map(String)).toEqual(["172.16.0.10/32"]);
    });

    it("may have ids and the kubeconfig as Outputs", () => {
        const output = { __pulumiOutput: true };
        const args = {
            ...base,
            cluster: { ...base.cluster, id: output, vpcId: output },
            mesh: { ...base.mesh, id: output, kubeconfig: output },
        };
        expect(findingsOf(args)).toEqual([]);
    });

    it("is the same intent in whatever order the lists are written", () => {
        const expected = JSON.stringify(intentOf());
        const { externalServices, namespaces, gateway } = base;
        fc.assert(
            fc.property(
                fc.shuffledSubarray(externalServices, { minLength: externalServices.length }),
                fc.shuffledSubarray(namespaces, { minLength: namespaces.length }),
                fc.shuffledSubarray(gateway.subnets, { minLength: gateway.subnets.length }),
                (services, spaces, subnets) => {
                    const shuffled = intentOf({
                        externalServices: services.map((one) => ({ ...one, hosts: [...(one.hosts ?? [])].reverse() })),
                        namespaces: spaces,
                        gateway: { ...gateway, subnets },
                    });
                    expect(JSON.stringify(shuffled)).toBe(expected);
                },
            ),
        );
    });
});

describe("the shape of the args", () => {
    it.each<[string, unknown, string[]]>([
        ["is refused when it is no set of properties", [], ["wrong-type "]],
        ["is refused when nothing is there", undefined, ["wrong-type "]],
        ["has no unknown section", { ...base, externalService: [] }, ["unknown-property externalService"]],
        [
            "has no unknown property in a section",
            { ...base, gateway: { ...base.gateway, replica: 3 } },
            ["unknown-property gateway.replica"],
        ],
        [
            "has no unknown property in a list",
            { ...base, externalServices: service({ host: "x" }) },
            ["unknown-property externalServices[0].host"],
        ],
        [
            "has every required property",
            { ...base, cluster: { ...base.cluster, vpcId: undefined } },
            ["missing-property cluster.vpcId"],
        ],
        ["has every required section", { ...base, firewall: undefined }, ["missing-property firewall"]],
        [
            "has the right types",
            { ...base, cluster: { ...base.cluster, nodeCidrs: "10.0.0.0/20" } },
            ["wrong-type cluster.nodeCidrs"],
        ],
        [
            "has only members of closed sets",
            { ...base, namespaces: [{ name: "billing", outbound: "Anything" }] },
            ["not-in-the-set namespaces[0].outbound"],
        ],
        [
            "has whole numbers within bounds",
            { ...base, gateway: { ...base.gateway, replicas: 0 } },
            ["out-of-bounds gateway.replicas"],
        ],
        [
            "has percentages up to a hundred",
            { ...base, telemetry: { tracing: { samplingPercentage: 101 } } },
            ["out-of-bounds telemetry.tracing.samplingPercentage"],
        ],
        ["has at least one fenced namespace", { ...base, namespaces: [] }, ["out-of-bounds namespaces"]],
        [
            "has at most sixteen ports a service",
            {
                ...base,
                externalServices: service({ ports: Array.from({ length: 17 }, (_, n) => ({ number: n + 1 })) }),
            },
            ["out-of-bounds externalServices[0].ports"],
        ],
    ])("%s", (_, args, expected) => {
        expect(findingsOf(args).filter((line) => !line.startsWith("client-not-fenced"))).toEqual(expected);
    });

    it("has no Output where the value decides what exists, and says so", () => {
        const args = { ...base, externalServices: service({ hosts: [{ __pulumiOutput: true }] }) };
        expect(findingsOf(args)).toEqual(["output-in-plain-position externalServices[0].hosts[0]"]);
    });

    it("suggests the property that was meant", () => {
        const { findings } = parseIntent("prod", { ...base, namespace: [] }, ALL_SECTIONS);
        expect(findings[0]?.fix).toBe('did you mean "namespaces"?');
    });

    it("never shows a kubeconfig", () => {
        const args = { ...base, mesh: { ...base.mesh, kubeconfig: 7, token: "hunter2" } };
        const { findings } = parseIntent("prod", args, ALL_SECTIONS);
        expect(JSON.stringify(findings)).not.toContain("hunter2");
    });
});

describe("the meaning of the args", () => {
    it.each<[string, Partial<EgressPerimeterArgs>, string[]]>([
        [
            "own ranges that overlap each other are refused",
            { firewall: { cidrBlock: "10.0.64.32/28" } },
            ["ranges-overlap firewall.cidrBlock"],
        ],
        [
            "own ranges inside the Pod range are refused",
            { internet: { subnet: { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.200.0/28" } } },
            ["ranges-overlap internet.subnet.cidrBlock"],
        ],
        [
            "an IPv6 range is refused",
            { cluster: { ...base.cluster, podCidrs: ["2001:db8::/64"] } },
            ["range-ipv6 cluster.podCidrs[0]"],
        ],
        [
            "a range that would open the internet to workloads is refused, whatever it is for",
            {
                cluster: { ...base.cluster, dnsAddresses: ["0.0.0.0/0"], apiServerCidrs: ["128.0.0.0/1"] },
                mesh: { ...base.mesh, controlPlaneCidrs: ["0.0.0.0/0"] },
            },
            [
                "range-too-wide cluster.apiServerCidrs[0]",
                "range-too-wide cluster.dnsAddresses[0]",
                "range-too-wide mesh.controlPlaneCidrs[0]",
            ],
        ],
        [
            "a range of the cluster that covers the metadata service is refused, by whatever part",
            {
                cluster: {
                    ...base.cluster,
                    podCidrs: ["100.100.0.0/16", "100.0.0.0/8"],
                    serviceCidr: "169.254.0.0/20",
                },
            },
            [
                "range-internal cluster.podCidrs[0]",
                "range-internal cluster.podCidrs[1]",
                "range-internal cluster.serviceCidr",
            ],
        ],
        [
            "a range that no vSwitch can have is refused",
            { firewall: { cidrBlock: "10.0.64.48/29" } },
            ["range-no-vswitch-size firewall.cidrBlock"],
        ],
        [
            "two subnets of the gateway in one zone are refused",
            {
                gateway: {
                    subnets: [
                        { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.0/28" },
                        { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.16/28" },
                    ],
                },
            },
            ["one-zone gateway.subnets", "zone-twice gateway.subnets[1].zoneId"],
        ],
        [
            "zones of two regions are refused",
            {
                gateway: {
                    subnets: [
                        { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.0/28" },
                        { zoneId: "cn-shanghai-b", cidrBlock: "10.0.64.16/28" },
                    ],
                },
            },
            ["zones-of-several-regions gateway.subnets"],
        ],
        [
            "a zone that is none is refused",
            {
                gateway: {
                    subnets: [
                        { zoneId: "hangzhou", cidrBlock: "10.0.64.0/28" },
                        { zoneId: "cn-hangzhou-i", cidrBlock: "10.0.64.16/28" },
                    ],
                },
            },
            ["one-zone gateway.subnets", "zone-malformed gateway.subnets[0].zoneId"],
        ],
        [
            "more replicas than addresses are refused",
            { gateway: { ...base.gateway, replicas: 30 } },
            ["subnets-too-small gateway.subnets"],
        ],
        [
            "a quantity that is none is refused",
            { gateway: { ...base.gateway, resources: { cpuLimit: "two" } } },
            ["quantity-malformed gateway.resources.cpuLimit"],
        ],
        [
            "Flannel is refused, because the gateway could not have a range of its own",
            { cluster: { ...base.cluster, networkPlugin: NetworkPlugin.Flannel } },
            ["flannel-without-own-range cluster.networkPlugin"],
        ],
        [
            "a system route table that is to be the gateway's own is refused",
            {
                internet: {
                    given: { id: "ngw-1", snatTableId: "stb-1", routeTableId: "vtb-1", addresses: ["203.0.113.7"] },
                    systemRouteTableId: "vtb-1",
                },
            },
            ["system-route-table-is-not-for-the-gateway internet.given.routeTableId"],
        ],
        [
            "a system route table beside a given NAT gateway's own is sound",
            {
                internet: {
                    given: { id: "ngw-1", snatTableId: "stb-1", routeTableId: "vtb-1", addresses: ["203.0.113.7"] },
                    systemRouteTableId: "vtb-2",
                },
            },
            [],
        ],
        ["a NAT gateway neither made nor given is refused", { internet: {} }, ["nat-gateway-made-or-given internet"]],
        [
            "a NAT gateway both made and given is refused",
            {
                internet: {
                    ...base.internet,
                    given: { id: "ngw-1", snatTableId: "stb-1", routeTableId: "vtb-1", addresses: ["203.0.113.1"] },
                },
            },
            ["nat-gateway-made-or-given internet"],
        ],
        [
            "options of a made NAT gateway are refused beside a given one",
            {
                internet: {
                    publicAddresses: 2,
                    given: { id: "ngw-1", snatTableId: "stb-1", routeTableId: "vtb-1", addresses: ["203.0.113.0/24"] },
                },
            },
            [
                "address-is-a-range internet.given.addresses[0]",
                "given-nat-gateway-is-not-changed internet.publicAddresses",
            ],
        ],
        [
            "a system namespace is not fenced",
            { namespaces: [...base.namespaces, { name: "istio-system" }] },
            ["namespace-reserved namespaces[2].name"],
        ],
        [
            "a namespace is fenced once",
            { namespaces: [...base.namespaces, { name: "billing" }] },
            ["duplicate namespaces[2].name"],
        ],
        [
            "a client outside the fenced namespaces is refused",
            { externalServices: service({ clients: [{ namespace: "biling" }] }) },
            ["client-not-fenced externalServices[0].clients[0].namespace"],
        ],
        [
            "a client is listed once",
            { externalServices: service({ clients: [{ namespace: "billing" }, { namespace: "billing" }] }) },
            ["duplicate externalServices[0].clients[1]"],
        ],
        [
            "a host is listed once in a service, however it is written",
            { externalServices: service({ hosts: ["api.stripe.com", "API.stripe.com."] }) },
            ["duplicate externalServices[0].hosts[1]"],
        ],
        [
            "names of services are unique",
            { externalServices: [...service({}), ...service({ hosts: ["b.stripe.com"] })] },
            ["duplicate externalServices[1].name"],
        ],
        [
            "two services agree on the port of a host that both name",
            { externalServices: [...service({}), ...service({ name: "other", ports: [{ number: 8443 }] })] },
            ["host-with-two-ports externalServices[1].hosts[0]"],
        ],
        [
            "a grant names a destination",
            { infrastructure: [{ name: "empty" }] },
            ["grant-without-destination infrastructure[0]"],
        ],
        [
            "options of an access log that is off are refused",
            { telemetry: { accessLog: false, accessLogFilter: "true", accessLogProvider: "envoy" } },
            [
                "access-log-off telemetry.accessLog",
                "access-log-option-without-log telemetry.accessLogFilter",
                "access-log-option-without-log telemetry.accessLogProvider",
            ],
        ],
        [
            "a provider that has no possible name is refused",
            { telemetry: { accessLogProvider: "My Log", tracing: { samplingPercentage: 1, provider: "Zipkin" } } },
            [
                "access-log-format-of-the-mesh telemetry.accessLogProvider",
                "name-not-a-dns-subdomain telemetry.accessLogProvider",
                "name-not-a-dns-subdomain telemetry.tracing.provider",
            ],
        ],
        [
            "a grant of the whole internet is refused",
            { infrastructure: [{ name: "all", addresses: ["0.0.0.0/0"] }] },
            ["grant-too-wide infrastructure[0].addresses[0]"],
        ],
    ])("%s", (_, change, expected) => {
        expect(findingsOf(perimeterArgs(change))).toEqual(expected);
    });

    it("two services may share a host on one port", () => {
        const shared = [...service({}), ...service({ name: "other" })];
        expect(findingsOf(perimeterArgs({ externalServices: shared }))).toEqual([]);
    });

    it.each([SurroundingsCheck.Report, SurroundingsCheck.Refuse, undefined])(
        "surroundings that are looked at (%s) are no weakening",
        (surroundings) => {
            expect(findingsOf({ ...base, surroundings })).toEqual([]);
        },
    );

    it("surroundings are looked at in one of three ways", () => {
        expect(findingsOf({ ...base, surroundings: "Ignore" })).toEqual([expect.stringMatching(/ surroundings$/)]);
    });

    it.each(["", "Prod", "a".repeat(33), "a.b", "-a"])("a perimeter is not named %j", (name) => {
        expect(findingsOf(base, name)).toContain("name-not-a-dns-label name");
    });
});

describe("a weakening", () => {
    it.each<[string, Partial<EgressPerimeterArgs>, string]>([
        ["one zone", { gateway: { subnets: base.gateway.subnets.slice(0, 1) } }, "one-zone gateway.subnets"],
        ["one replica", { gateway: { ...base.gateway, replicas: 1 } }, "one-replica gateway.replicas"],
        [
            "unprotected addresses",
            { internet: { ...base.internet, protectAddresses: false } },
            "addresses-unprotected internet.protectAddresses",
        ],
        [
            "no deny for the cluster",
            { firewall: { ...base.firewall, fenceCluster: false } },
            "cluster-not-denied firewall.fenceCluster",
        ],
        [
            "surroundings that nobody looks at",
            { surroundings: SurroundingsCheck.Skip },
            "surroundings-not-looked-at surroundings",
        ],
        [
            "a way out before the rules hold",
            { firewall: { ...base.firewall, settleSeconds: 0 } },
            "way-out-opens-before-rules-settle firewall.settleSeconds",
        ],
        [
            "metadata and internal endpoints that stay open",
            {
                gateway: {
                    ...base.gateway,
                    placement: Placement.HostNetwork,
                    nodePool: { instanceTypes: ["ecs.g7.large"] },
                },
            },
            "host-network-keeps-metadata-open gateway.placement",
        ],
        [
            "a security group that is open before its rules",
            { gateway: { ...base.gateway, securityGroup: SecurityGroupKind.Normal } },
            "security-group-open-before-its-rules gateway.securityGroup",
        ],
        ["no access log", { telemetry: { accessLog: false } }, "access-log-off telemetry.accessLog"],
        [
            "an access log with gaps",
            { telemetry: { accessLogFilter: "response.code >= 400" } },
            "access-log-filtered telemetry.accessLogFilter",
        ],
        [
            "an access log whose line is somebody else's",
            { telemetry: { accessLogProvider: "envoy" } },
            "access-log-format-of-the-mesh telemetry.accessLogProvider",
        ],
        [
            "a namespace without a wall inside the cluster",
            { namespaces: [{ name: "billing", networkPolicy: false }, { name: "shop" }] },
            "namespace-without-network-policy namespaces[0].networkPolicy",
        ],
        [
            "undeclared hosts past the sidecar",
            { namespaces: [{ name: "billing", outbound: OutboundPolicy.AllowAny }, { name: "shop" }] },
            "undeclared-hosts-pass-the-sidecar namespaces[0].outbound",
        ],
    ])("%s is a warning beside a valid intent", (_, change, expected) => {
        const { intent, findings } = parseIntent("prod", perimeterArgs(change), ALL_SECTIONS);
        expect(intent).toBeDefined();
        expect(findings.map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual([
            `warning ${expected}`,
        ]);
    });
});

describe("every finding comes at once", () => {
    it("from the shape of one section and the meaning of the others", () => {
        const args = {
            ...base,
            cluster: { ...base.cluster, nodeCidrs: ["10.0.0.1/20"] },
            gateway: { ...base.gateway, replicas: "two" },
            firewall: { cidrBlock: "10.0.32.0/28" },
            externalServices: [
                { name: "Stripe", hosts: ["*.com", "https://x.example"], clients: [{ namespace: "nobody" }] },
            ],
        };
        expect(findingsOf(args)).toEqual([
            "cidr-host-bits cluster.nodeCidrs[0]",
            "client-not-fenced externalServices[0].clients[0].namespace",
            "host-is-a-url externalServices[0].hosts[1]",
            "name-not-a-dns-label externalServices[0].name",
            "ranges-overlap firewall.cidrBlock",
            "wildcard-public-suffix externalServices[0].hosts[0]",
            "wrong-type gateway.replicas",
        ]);
    });

    it("never throws, whatever is written", () => {
        fc.assert(
            fc.property(fc.jsonValue(), fc.constantFrom(...ALL_SECTIONS), (value, section) => {
                expect(() => findingsOf({ ...base, [section]: value })).not.toThrow();
                expect(() => findingsOf(value)).not.toThrow();
            }),
        );
    });
});

import { describe, expect, it } from "vitest";
import { findingsOf } from "../testing/intent";
import { perimeterArgs } from "../testing/perimeter-args";
import { type EgressPerimeterArgs, NetworkPlugin, SurroundingsCheck } from "./args";

const base = perimeterArgs();

function service(change: object) {
    return [{ name: "stripe", hosts: ["api.stripe.com"], clients: [{ namespace: "billing" }], ...change }];
}

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
            "traces that the gateway's own security group would stop are reported",
            { telemetry: { tracing: { samplingPercentage: 1 } } },
            ["traces-have-no-way telemetry.tracing.podPort"],
        ],
        [
            "traces with a port to go to are not",
            { telemetry: { tracing: { samplingPercentage: 1, podPort: 4317 } } },
            [],
        ],
        ["no traces at all are not", { telemetry: { tracing: { samplingPercentage: 0 } } }, []],
        [
            "a provider that has no possible name is refused",
            {
                telemetry: {
                    accessLogProvider: "My Log",
                    tracing: { samplingPercentage: 1, provider: "Zipkin", podPort: 9411 },
                },
            },
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

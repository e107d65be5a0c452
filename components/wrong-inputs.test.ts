import { describe, expect, it } from "vitest";
import { type EgressPerimeterArgs, FirewallEdition, Placement } from "./intent/args";
import { planPerimeter } from "./perimeter-plan";
import { perimeterArgs } from "./testing/perimeter-args";

const { gateway, internet, cluster } = perimeterArgs();
const zoneId = "cn-hangzhou-h";
const nodePool = { instanceTypes: ["ecs.g7.large"] };
const onNodes = { placement: Placement.HostNetwork, nodePool };
const natGateway = { id: "ngw-1", snatTableId: "stb-1", routeTableId: "vtb-1", addresses: ["203.0.113.1"] };

function hosts(count: number, domain: string): string[] {
    return Array.from({ length: count }, (_, index) => `host-${index}.${domain}.example.com`);
}

type Wrong = [what: string, change: object, code: string, path: string, fix: RegExp];

/** What people get wrong most, or would love to have: each is found before anything is made, with its place and its fix. */
const errors: Wrong[] = [
    [
        "a gateway range that overlaps the nodes'",
        { gateway: { ...gateway, subnets: [{ zoneId, cidrBlock: "10.0.15.0/28" }] } },
        "ranges-overlap",
        "gateway.subnets[0].cidrBlock",
        /nothing else uses/,
    ],
    [
        "node ranges over everything, so that the gateway's are inside",
        { cluster: { ...cluster, nodeCidrs: ["10.0.0.0/8"] } },
        "ranges-overlap",
        "gateway.subnets[0].cidrBlock",
        /nothing else uses/,
    ],
    [
        "two gateway ranges that overlap",
        {
            gateway: {
                subnets: [...gateway.subnets.slice(0, 1), { zoneId: "cn-hangzhou-i", cidrBlock: "10.0.64.0/27" }],
            },
        },
        "ranges-overlap",
        "gateway.subnets[1].cidrBlock",
        /nothing else uses/,
    ],
    [
        "a /30 for three replicas",
        { gateway: { replicas: 3, subnets: [{ zoneId, cidrBlock: "10.0.64.0/30" }] } },
        "range-no-vswitch-size",
        "gateway.subnets[0].cidrBlock",
        /prefix length/,
    ],
    [
        "a /29, of which four addresses are usable, for four Pods and the fifth of a rolling update",
        { gateway: { replicas: 4, subnets: [{ zoneId, cidrBlock: "10.0.64.0/29" }] } },
        "subnets-too-small",
        "gateway.subnets",
        /larger/,
    ],
    [
        "a /29 for the nodes of four replicas and one for the surge",
        { gateway: { ...onNodes, replicas: 4, subnets: [{ zoneId, cidrBlock: "10.0.64.0/29" }] } },
        "subnets-too-small",
        "gateway.subnets",
        /larger/,
    ],
    [
        "a /29 for five given nodes",
        {
            gateway: {
                placement: Placement.HostNetwork,
                replicas: 3,
                subnets: [{ zoneId, cidrBlock: "10.0.64.0/29", vswitchId: "vsw-1" }],
                givenSecurityGroupId: "sg-1",
                givenNodePool: { id: "np1", taint: { key: "dedicated", value: "egress" }, nodeCount: 5 },
            },
        },
        "subnets-too-small",
        "gateway.subnets",
        /larger/,
    ],
    [
        "more hosts than the subscription has policies for",
        {
            firewall: { cidrBlock: "10.0.64.48/28", edition: FirewallEdition.Premium },
            externalServices: Array.from({ length: 24 }, (_, index) => ({
                name: `many-${index}`,
                hosts: hosts(250, `many-${index}`),
                clients: [{ namespace: "shop" }],
            })),
        },
        "firewall-quota-exceeded",
        "firewall.edition",
        /./,
    ],
    [
        "HostNetwork without a pool",
        { gateway: { ...gateway, placement: Placement.HostNetwork } },
        "node-pool-missing",
        "gateway.nodePool",
        /nodePool/,
    ],
    ...["internetMaxBandwidthOut", "isBondEip", "eip", "publicIp", "scalingConfig"].map(
        (property): Wrong => [
            `a public address on the pool: ${property}`,
            { gateway: { ...gateway, ...onNodes, nodePool: { ...nodePool, [property]: 1 } } },
            "unknown-property",
            `gateway.nodePool.${property}`,
            /around SNAT and firewall/,
        ],
    ),
    ...["sourceCidr", "snatEntries", "sourceVswitchIds"].map(
        (property): Wrong => [
            `one SNAT entry for everything: ${property}`,
            { internet: { ...internet, [property]: "10.0.0.0/8" } },
            "unknown-property",
            `internet.${property}`,
            /everybody else out/,
        ],
    ),
    [
        "one SNAT entry for everything at a given NAT gateway",
        { internet: { given: { ...natGateway, sourceCidr: "10.0.0.0/8" } } },
        "unknown-property",
        "internet.given.sourceCidr",
        /everybody else out/,
    ],
    ...["ports", "port", "httpsPort", "listeners"].map(
        (property): Wrong => [
            `a port of the gateway's own: ${property}`,
            { gateway: { ...gateway, [property]: [443] } },
            "unknown-property",
            `gateway.${property}`,
            /not below 1024/,
        ],
    ),
    [
        "an IPv6 range of the gateway",
        { gateway: { subnets: [{ zoneId, cidrBlock: "2001:db8::/64" }] } },
        "range-ipv6",
        "gateway.subnets[0].cidrBlock",
        /IPv6 stays closed/,
    ],
    [
        "an IPv6 range of the Pods",
        { cluster: { ...cluster, podCidrs: ["2001:db8::/64"] } },
        "range-ipv6",
        "cluster.podCidrs[0]",
        /IPv6 stays closed/,
    ],
    [
        "an address in place of an identity",
        { externalServices: [{ name: "s", hosts: ["a.example.com"], clients: [{ sourceCidrs: ["10.0.129.0/24"] }] }] },
        "missing-property",
        "externalServices[0].clients[0].namespace",
        /./,
    ],
    [
        "a client that calls from the nodes",
        {
            externalServices: [
                {
                    name: "s",
                    hosts: ["a.example.com"],
                    clients: [{ namespace: "billing", sourceCidrs: ["10.0.0.0/24"] }],
                },
            ],
        },
        "source-outside-the-pods",
        "externalServices[0].clients[0].sourceCidrs[0]",
        /vSwitch/,
    ],
    ...["100.64.0.0/24", "169.254.0.0/24", "127.0.0.0/24", "224.0.0.0/24"].map(
        (cidrBlock): Wrong => [
            `a range that no VPC has: ${cidrBlock}`,
            { gateway: { subnets: [{ zoneId, cidrBlock }] } },
            "range-not-for-a-vpc",
            "gateway.subnets[0].cidrBlock",
            /choose one outside/,
        ],
    ),
];

const warnings: Wrong[] = [
    [
        "one zone",
        { gateway: { subnets: [{ zoneId, cidrBlock: "10.0.64.0/28" }] } },
        "one-zone",
        "gateway.subnets",
        /second zone/,
    ],
    [
        "a gateway range of public addresses",
        { gateway: { subnets: [{ zoneId, cidrBlock: "11.0.0.0/28" }, ...gateway.subnets.slice(1)] } },
        "range-not-private",
        "gateway.subnets[0].cidrBlock",
        /cannot be reached/,
    ],
];

function found(change: object) {
    return planPerimeter("prod", { ...perimeterArgs(), ...change });
}

describe("a wrong input", () => {
    it.each(errors)("is refused with its place and its fix: %s", (_, change, code, path, fix) => {
        const { findings, intent } = found(change);
        expect(findings.filter(({ severity }) => severity === "error")).toContainEqual(
            expect.objectContaining({ code, path, fix: expect.stringMatching(fix) }),
        );
        expect(intent).toBeUndefined();
    });

    it.each(warnings)("is reported with its place and its fix: %s", (_, change, code, path, fix) => {
        const { findings } = found(change);
        expect(findings).toContainEqual(
            expect.objectContaining({ severity: "warning", code, path, fix: expect.stringMatching(fix) }),
        );
    });
});

describe("a right input beside a wrong one", () => {
    it.each<[string, Partial<EgressPerimeterArgs>]>([
        [
            "two /29 for four replicas and their surge",
            { gateway: { replicas: 4, subnets: ranges("10.0.64.0/29", "10.0.64.8/29") } },
        ],
        ["one /29 for three replicas and their surge", { gateway: { replicas: 3, subnets: ranges("10.0.64.0/29") } }],
        ["172.16.0.0/12 and 192.168.0.0/16", { gateway: { subnets: ranges("172.31.0.0/28", "192.168.0.0/28") } }],
    ])("is taken: %s", (_, change) => {
        const { findings } = planPerimeter("prod", perimeterArgs(change));
        expect(findings.filter(({ code }) => code !== "one-zone")).toEqual([]);
    });

    function ranges(...blocks: string[]) {
        return blocks.map((cidrBlock, index) => ({ zoneId: `cn-hangzhou-${"hi"[index]}`, cidrBlock }));
    }
});

it("the gateway listens on no port below 1024, whatever the external services listen on", () => {
    const services = [
        { name: "bank", hosts: ["b.example.com"], ports: [{ number: 443 }], clients: [{ namespace: "shop" }] },
    ];
    const { layers } = planPerimeter("prod", perimeterArgs({ externalServices: services }));
    const ports = [...(layers.gateway?.resources ?? []), ...(layers.routes?.resources ?? [])].flatMap(listenedOn);
    expect(ports.length).toBeGreaterThan(1);
    expect(ports.filter((port) => port < 1024)).toEqual([]);
});

/** Ports of an IstioGateway and of Istio's Gateway: where the gateway's Pods listen. */
function listenedOn({ type, inputs }: { type: string; inputs: object }): number[] {
    const { spec } = inputs as {
        spec?: { ports?: { port: number; targetPort: number }[]; servers?: { port: { number: number } }[] };
    };
    if (type.endsWith(":IstioGateway")) {
        return (spec?.ports ?? []).flatMap(({ port, targetPort }) => [port, targetPort]);
    }
    return type.endsWith(":Gateway") ? (spec?.servers ?? []).map(({ port }) => port.number) : [];
}

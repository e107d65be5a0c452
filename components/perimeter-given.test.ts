import { beforeAll, describe, expect, it } from "vitest";
import {
    type EgressPerimeterArgs,
    FirewallBoundary,
    FirewallEdition,
    Placement,
    SecurityGroupKind,
} from "./intent/args";
import { EgressPerimeter } from "./perimeter";
import { planPerimeter } from "./perimeter-plan";
import { registrationOf } from "./testing/graph";
import { findingsOf } from "./testing/intent";
import { type Registration, registrations } from "./testing/mock-engine";
import { perimeterArgs } from "./testing/perimeter-args";

const { gateway, firewall, internet } = perimeterArgs();
const natGateway = { id: "ngw-1", snatTableId: "stb-1", routeTableId: "vtb-1", addresses: ["203.0.113.1"] };
const givenNodePool = { id: "np1", taint: { key: "dedicated", value: "egress" }, nodeCount: 3 };
const givenSubnets = [
    { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.0/28", vswitchId: "vsw-h" },
    { zoneId: "cn-hangzhou-i", cidrBlock: "10.0.64.16/28", vswitchId: "vsw-i", routeTableAttached: true },
];

/** Every piece that can be given beside the others; the addresses are those of the NAT gateway. */
const allGiven = perimeterArgs({
    gateway: {
        placement: Placement.HostNetwork,
        subnets: givenSubnets,
        givenNodePool,
        givenSecurityGroupId: "sg-1",
    },
    internet: { given: natGateway },
    firewall: {
        given: { natFirewallId: "proxy-nat1", vpcFirewallId: "vfw-1" },
        boundaries: [FirewallBoundary.Nat, FirewallBoundary.Vpc],
        edition: FirewallEdition.Enterprise,
        settleSeconds: 0,
    },
});

/** Types of which nothing is made where all of it is given. */
const PIECES = /Switch|SecurityGroup|NatGateway|Eip|RouteTable$|RouteEntry|natFirewall:NatFirewall$|NodePool/;

describe("a perimeter that is given every piece", () => {
    let seen: Registration[];

    beforeAll(async () => {
        seen = await registrations(() => new EgressPerimeter("prod", allGiven));
    });

    it("makes none of them", () => {
        const custom = seen.filter(({ type }) => type.startsWith("alicloud:"));
        expect(custom.length).toBeGreaterThan(10);
        expect(custom.filter(({ type }) => PIECES.test(type))).toEqual([]);
    });

    it("attaches the vSwitch that has no route to the NAT gateway yet, and only that", () => {
        const attached = seen.filter(({ type }) => type.includes("RouteTableAttachment"));
        expect(attached.map(({ name, inputs }) => [name, inputs])).toEqual([
            ["prod-network-route-attachment-cn-hangzhou-h", { routeTableId: "vtb-1", vswitchId: "vsw-h" }],
        ]);
    });

    it("lets each given vSwitch out through the given NAT gateway", () => {
        const entries = seen.filter(({ type }) => type.includes("SnatEntry"));
        expect(entries.map(({ inputs }) => inputs.sourceVswitchId).sort()).toEqual(["vsw-h", "vsw-i"]);
        expect(entries.every(({ inputs }) => inputs.snatTableId === "stb-1")).toBe(true);
    });

    it("has its own policies on the given firewalls", () => {
        expect(registrationOf(seen, "prod-firewall-cluster-deny").inputs).toMatchObject({ natGatewayId: "ngw-1" });
        expect(registrationOf(seen, "prod-firewall-gateway-deny-10.0.64.0_28").inputs).toMatchObject({
            aclAction: "drop",
        });
        expect(registrationOf(seen, "prod-firewall-vpc-strict-mode").inputs).toMatchObject({ vpcFirewallId: "vfw-1" });
    });

    it("runs the gateway on the given nodes alone, tolerating their taint", () => {
        const { spec, metadata } = registrationOf(seen, "prod-gateway-gateway").inputs as {
            spec: Record<string, unknown>;
            metadata: unknown;
        };
        expect(metadata).toMatchObject({ name: "egress-prod" });
        expect(spec).toMatchObject({
            tolerations: [
                { key: "dedicated", operator: "Equal", value: "egress", effect: "NoSchedule" },
                { key: "dedicated", operator: "Equal", value: "egress", effect: "NoExecute" },
            ],
            podAnnotations: { "asm-egress/security-group": "sg-1" },
        });
        expect(JSON.stringify(spec.affinity)).toContain(
            JSON.stringify({ key: "alibabacloud.com/nodepool-id", operator: "In", values: ["np1"] }),
        );
    });

    it("says what it cannot see to itself", () => {
        const { findings } = planPerimeter("prod", allGiven);
        expect(findings.map(({ code, severity }) => `${severity} ${code}`).sort()).toEqual([
            "warning given-nat-firewall-not-checked",
            "warning host-network-keeps-metadata-open",
            "warning security-group-rules-not-managed",
            "warning way-out-opens-before-rules-settle",
        ]);
    });
});

describe("a NAT gateway that is made with given public addresses", () => {
    const givenAddresses = [
        { allocationId: "eip-2", address: "203.0.113.9" },
        { allocationId: "eip-1", address: "203.0.113.7/32" },
    ];
    const subnet = { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.32/28", vswitchId: "vsw-n" };
    const args = perimeterArgs({
        internet: { subnet, givenAddresses },
        firewall: {
            ...firewall,
            settleSeconds: 0,
            boundaries: [FirewallBoundary.Nat, FirewallBoundary.Internet],
            manageAccountSettings: true,
        },
    });

    it("binds them, makes none, and stands in the given vSwitch", async () => {
        const seen = await registrations(() => new EgressPerimeter("prod", args));
        const eips = seen.filter(({ type }) => type.startsWith("alicloud:ecs/eip"));
        expect(eips.map(({ name, inputs }) => [name, inputs.allocationId]).sort()).toEqual([
            ["prod-nat-public-address-203.0.113.7-binding", "eip-1"],
            ["prod-nat-public-address-203.0.113.9-binding", "eip-2"],
        ]);
        expect(registrationOf(seen, "prod-nat-gateway").inputs).toMatchObject({ vswitchId: "vsw-n" });
        expect(seen.map(({ name }) => name)).not.toContain("prod-nat-vswitch");
        expect(registrationOf(seen, "prod-exit-snat-cn-hangzhou-h").inputs).toMatchObject({
            snatIp: "203.0.113.7,203.0.113.9",
        });
        expect(registrationOf(seen, "prod-firewall-internet-gateway-deny-public-address-2").inputs).toMatchObject({
            source: "203.0.113.9/32",
        });
    });

    it("is the same plan in whatever order they are written", () => {
        const reversed = { ...args, internet: { subnet, givenAddresses: [...givenAddresses].reverse() } };
        expect(JSON.stringify(planPerimeter("prod", reversed).layers)).toBe(
            JSON.stringify(planPerimeter("prod", args).layers),
        );
    });
});

describe("a given piece", () => {
    const madeNodePool = { instanceTypes: ["ecs.g7.large"] };
    const onNodes = { ...gateway, placement: Placement.HostNetwork };
    const address = { allocationId: "eip-1", address: "203.0.113.7" };

    it.each<[string, Partial<EgressPerimeterArgs>, string[]]>([
        [
            "is not written beside what it would be made of: addresses",
            { internet: { ...internet, givenAddresses: [address], publicAddresses: 1, bandwidthMbps: 5 } },
            [
                "given-addresses-are-not-changed internet.bandwidthMbps",
                "given-addresses-are-not-changed internet.publicAddresses",
            ],
        ],
        [
            "is not bound to a NAT gateway that is given with its addresses",
            { internet: { given: natGateway, givenAddresses: [address] } },
            ["given-nat-gateway-is-not-changed internet.givenAddresses"],
        ],
        [
            "is one address, once",
            {
                internet: {
                    ...internet,
                    givenAddresses: [
                        address,
                        address,
                        { ...address, address: "203.0.113.0/24" },
                        { ...address, address: "2001:db8::1" },
                    ],
                },
            },
            [
                "address-is-a-range internet.givenAddresses[2].address",
                "duplicate internet.givenAddresses[1].address",
                "range-ipv6 internet.givenAddresses[3].address",
            ],
        ],
        [
            "is not written beside what it would be made of: security group",
            { gateway: { ...gateway, securityGroup: SecurityGroupKind.Enterprise, givenSecurityGroupId: "sg-1" } },
            [
                "security-group-made-or-given gateway.securityGroup",
                "security-group-rules-not-managed gateway.givenSecurityGroupId",
            ],
        ],
        [
            "is not written beside what it would be made of: NAT firewall",
            { internet: { given: natGateway }, firewall: { ...firewall, given: { natFirewallId: "proxy-nat1" } } },
            ["given-nat-firewall-not-checked firewall.given.natFirewallId", "nat-firewall-made-or-given firewall"],
        ],
        [
            "is not changed: NAT firewall",
            {
                internet: { given: natGateway, systemRouteTableId: "vtb-system" },
                firewall: { given: { natFirewallId: "proxy-nat1" } },
            },
            [
                "given-nat-firewall-is-not-changed internet.systemRouteTableId",
                "given-nat-firewall-not-checked firewall.given.natFirewallId",
            ],
        ],
        ["is there where nothing is made: NAT firewall", { firewall: {} }, ["nat-firewall-made-or-given firewall"]],
        [
            "is not in front of a NAT gateway to be made: NAT firewall",
            { firewall: { given: { natFirewallId: "proxy-nat1" } } },
            [
                "given-nat-firewall-not-checked firewall.given.natFirewallId",
                "given-nat-firewall-of-nat-gateway-to-be-made firewall.given.natFirewallId",
            ],
        ],
        [
            "is still needed at the VPC boundary where only the NAT firewall is given",
            {
                internet: { given: natGateway },
                firewall: {
                    given: { natFirewallId: "proxy-nat1" },
                    boundaries: [FirewallBoundary.Nat, FirewallBoundary.Vpc],
                    edition: FirewallEdition.Enterprise,
                },
            },
            ["given-nat-firewall-not-checked firewall.given.natFirewallId", "vpc-firewall-not-given firewall.given"],
        ],
        [
            "is not attached before there is a route table, nor without an id",
            {
                gateway: {
                    subnets: [
                        { ...givenSubnets[0], routeTableAttached: true } as never,
                        { zoneId: "cn-hangzhou-i", cidrBlock: "10.0.64.16/28", routeTableAttached: false },
                    ],
                },
            },
            [
                "attached-to-route-table-to-be-made gateway.subnets[0].routeTableAttached",
                "attached-without-vswitch gateway.subnets[1].routeTableAttached",
            ],
        ],
        [
            "is another vSwitch in each zone",
            {
                gateway: {
                    subnets: givenSubnets.map((one) => ({ ...one, vswitchId: "vsw-h", routeTableAttached: false })),
                },
            },
            ["vswitch-twice gateway.subnets[1].vswitchId"],
        ],
        [
            "is not written beside what it would be made of: node pool",
            { gateway: { ...gateway, nodePool: { ...madeNodePool, vswitchIds: ["vsw-1"] }, givenNodePool } },
            ["node-pool-made-or-given gateway.givenNodePool"],
        ],
        [
            "stands on given pieces: node pool",
            { gateway: { ...onNodes, givenNodePool } },
            [
                "given-node-pool-outside-the-range gateway.givenNodePool",
                "host-network-keeps-metadata-open gateway.placement",
            ],
        ],
        [
            "is what it says: node pool",
            {
                gateway: {
                    ...gateway,
                    givenNodePool: { id: "c1:np1", taint: { key: "a b", value: "-" }, nodeCount: 1 },
                },
            },
            [
                "fewer-nodes-than-replicas gateway.givenNodePool.nodeCount",
                "key-malformed gateway.givenNodePool.taint.key",
                "node-pool-id-malformed gateway.givenNodePool.id",
                "value-malformed gateway.givenNodePool.taint.value",
            ],
        ],
    ])("%s", (_, change, expected) => {
        expect(findingsOf(perimeterArgs(change))).toEqual(expected);
    });

    it("may have its id as an Output", () => {
        const output = { __pulumiOutput: true } as never;
        const args = perimeterArgs({
            gateway: {
                subnets: givenSubnets.map((one) => ({ ...one, vswitchId: output })),
                givenNodePool: { ...givenNodePool, id: output },
                givenSecurityGroupId: output,
            },
            internet: { given: { ...natGateway, id: output } },
            firewall: { given: { natFirewallId: output } },
        });
        expect(planPerimeter("prod", args).findings.filter(({ severity }) => severity === "error")).toEqual([]);
    });
});

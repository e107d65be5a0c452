import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EgressPerimeterArgs, SurroundingsCheck } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import type { NatGatewaySeen, RouteSeen, RouteTableSeen, SnatEntrySeen, Surroundings } from "./facts";
import { keyOf, type OwnParts, waysAround } from "./ways-around";

const OWN: OwnParts = { natGatewayName: "prod-egress", natGatewayId: "ngw-own", systemRouteTableId: "vtb-system" };
const GIVEN = {
    given: { id: "ngw-own", snatTableId: "stb-1", routeTableId: "vtb-given", addresses: ["203.0.113.7"] },
};

const NODES = { id: "vsw-nodes", cidrBlock: "10.0.0.0/20" };
const PODS = { id: "vsw-pods", cidrBlock: "10.0.128.0/17" };
const GATEWAY = { id: "vsw-gateway", cidrBlock: "10.0.64.0/28" };
const OTHERS = { id: "vsw-others", cidrBlock: "10.0.200.0/24" };
/** The Pods' range ends at 10.0.255.255, so this one is outside of it. */
const ELSEWHERE = { id: "vsw-elsewhere", cidrBlock: "10.9.0.0/24" };

const toOwn: RouteSeen = { destination: "0.0.0.0/0", nexthopType: "NatGateway", nexthopId: "ngw-own" };
const toOther: RouteSeen = { ...toOwn, nexthopId: "ngw-other" };

function natGateway(id: string, change: Partial<NatGatewaySeen> = {}): NatGatewaySeen {
    return { id, name: "", intranet: false, snatEntries: [], ...change };
}

function table(id: string, change: Partial<RouteTableSeen> = {}): RouteTableSeen {
    return { id, system: false, vswitchIds: [], routes: [], ...change };
}

/** A VPC with the perimeter in it, its firewall in the system route table's route, and nothing else. */
function vpc(change: Partial<Surroundings> = {}): Surroundings {
    return {
        natGateways: [natGateway("ngw-own", { name: "prod-egress" })],
        routeTables: [
            table("vtb-system", { system: true, routes: [toOwn] }),
            table("vtb-gateway", { vswitchIds: [GATEWAY.id], routes: [toOwn] }),
        ],
        vswitches: [NODES, PODS, GATEWAY, ELSEWHERE],
        publicAddresses: [],
        unseen: [],
        ...change,
    };
}

function found(
    seen: Surroundings,
    { own = OWN, args = {} }: { own?: OwnParts; args?: Partial<EgressPerimeterArgs> } = {},
): string[] {
    return waysAround(intentOf(args), seen, own).map(({ code, path }) => `${code} ${path}`);
}

it("a VPC with nothing in it but the perimeter has no way around", () => {
    expect(found(vpc())).toEqual([]);
});

describe("a NAT gateway that is not the perimeter's", () => {
    const second = natGateway("ngw-other", { name: "landing-zone" });

    it("is a finding with its ID and name", () => {
        const natGateways = [...(vpc().natGateways ?? []), second];
        expect(waysAround(intentOf(), vpc({ natGateways }), OWN)).toMatchObject([
            { code: "other-nat-gateway", path: "cluster.vpcId", got: "ngw-other (landing-zone)", severity: "warning" },
        ]);
    });

    it("is none where it leads to other networks only", () => {
        const natGateways = [...(vpc().natGateways ?? []), { ...second, intranet: true }];
        expect(found(vpc({ natGateways }))).toEqual([]);
    });

    it("is told from the perimeter's own by its name until the ID is known, and by the ID from then on", () => {
        const { natGatewayId: _, ...unknown } = OWN;
        const namesake = vpc({ natGateways: [natGateway("ngw-other", { name: "prod-egress" })] });
        expect(found(namesake, { own: unknown })).toEqual([]);
        expect(found(namesake)).toContain("other-nat-gateway cluster.vpcId");
    });

    it("is each of several that have the perimeter's name, as long as no ID says which one is left over", () => {
        const { natGatewayId: _, ...unknown } = OWN;
        const natGateways = ["ngw-own", "ngw-orphan"].map((id) => natGateway(id, { name: "prod-egress" }));
        expect(waysAround(intentOf(), vpc({ natGateways }), unknown).map(({ got }) => got)).toEqual(
            expect.arrayContaining(["ngw-orphan (prod-egress)", "ngw-own (prod-egress)"]),
        );
        expect(waysAround(intentOf(), vpc({ natGateways }), OWN).map(({ got }) => got)).toEqual([
            "ngw-orphan (prod-egress)",
        ]);
    });
});

describe("the system route table of the VPC", () => {
    const unnamed: OwnParts = { natGatewayName: "prod-egress" };
    const empty = table("vtb-system", { system: true });
    const unguarded = "system-route-table-unguarded internet.systemRouteTableId";
    const elsewhere = "system-route-table-leads-elsewhere internet.systemRouteTableId";

    it("gets a route with the first NAT gateway: told before it happens, with the ID to write", () => {
        const before = vpc({ natGateways: [], routeTables: [empty] });
        expect(waysAround(intentOf(), before, unnamed)).toMatchObject([
            { code: "system-route-table-unguarded", got: "nothing", fix: "write `systemRouteTableId: vtb-system`" },
        ]);
    });

    it("is told in the same words when it has happened", () => {
        const before = vpc({ natGateways: [], routeTables: [empty] });
        const after = waysAround(intentOf(), vpc(), { ...unnamed, natGatewayId: "ngw-own" });
        expect(after.map(keyOf)).toEqual(waysAround(intentOf(), before, unnamed).map(keyOf));
    });

    it.each<[string, Surroundings, OwnParts, Partial<EgressPerimeterArgs>, string[]]>([
        [
            "is fine where it is named",
            vpc({ natGateways: [], routeTables: [empty] }),
            { ...unnamed, systemRouteTableId: "vtb-system" },
            {},
            [],
        ],
        [
            "gets no route from a second NAT gateway",
            vpc({ natGateways: [natGateway("ngw-other")], routeTables: [empty] }),
            unnamed,
            {},
            ["other-nat-gateway cluster.vpcId"],
        ],
        ["gets no route from a given NAT gateway", vpc({ routeTables: [empty] }), OWN, { internet: GIVEN }, []],
        [
            "is unguarded under a given NAT gateway too",
            vpc(),
            { ...unnamed, natGatewayId: "ngw-own" },
            { internet: GIVEN },
            [unguarded],
        ],
        [
            "is unguarded where another table is named",
            vpc(),
            { ...OWN, systemRouteTableId: "vtb-typo" },
            {},
            [unguarded],
        ],
        [
            "cannot be named where it leads elsewhere",
            vpc({ natGateways: [], routeTables: [{ ...empty, routes: [toOther] }] }),
            { ...unnamed, systemRouteTableId: "vtb-system" },
            {},
            [elsewhere],
        ],
        [
            "cannot be named where another NAT gateway came first",
            vpc({ natGateways: [natGateway("ngw-other")], routeTables: [empty] }),
            { ...unnamed, systemRouteTableId: "vtb-system" },
            {},
            ["other-nat-gateway cluster.vpcId", elsewhere],
        ],
        [
            "reads as the NAT firewall likes once that stands there",
            vpc({
                routeTables: [
                    { ...empty, routes: [{ ...toOwn, nexthopType: "NetworkInterface", nexthopId: "eni-1" }] },
                ],
            }),
            OWN,
            {},
            [],
        ],
        [
            "is not judged unseen",
            vpc({ natGateways: [], routeTables: [{ id: "vtb-system", system: true, vswitchIds: [] }] }),
            unnamed,
            {},
            [],
        ],
    ])("%s", (_, seen, own, args, expected) => {
        expect(found(seen, { own, args })).toEqual(expected);
    });
});

describe("a route out of the cluster's vSwitches", () => {
    const finding = "cluster-route-leads-out cluster.vpcId";
    const custom = (change: Partial<RouteTableSeen>) =>
        vpc({ routeTables: [table("vtb-custom", { vswitchIds: [NODES.id], routes: [toOther], ...change })] });

    it.each<[string, Surroundings, OwnParts, string[]]>([
        ["to another NAT gateway is a finding", custom({}), OWN, [finding]],
        ["to this NAT gateway past its firewall is a finding", custom({ routes: [toOwn] }), OWN, [finding]],
        [
            "for half of the internet is a finding",
            custom({ routes: [{ ...toOther, destination: "128.0.0.0/1" }] }),
            OWN,
            [finding],
        ],
        ["for IPv6 is a finding", custom({ routes: [{ ...toOther, destination: "::/0" }] }), OWN, [finding]],
        ["to a private network is none", custom({ routes: [{ ...toOther, destination: "192.168.0.0/16" }] }), OWN, []],
        ["that is no range is none", custom({ routes: [{ ...toOther, destination: "" }] }), OWN, []],
        ["of somebody else's vSwitch is none", custom({ vswitchIds: [ELSEWHERE.id] }), OWN, []],
        ["of no vSwitch is none", custom({ vswitchIds: [] }), OWN, []],
        [
            "in a given table, where the firewall stands, is none",
            custom({}),
            { ...OWN, routeTableId: "vtb-custom" },
            [],
        ],
    ])("%s", (_, seen, own, expected) => {
        expect(found(seen, { own })).toEqual(expected);
    });

    it("to another NAT gateway is a finding in a table that the firewall should stand in, too", () => {
        const natGateways = [natGateway("ngw-own"), natGateway("ngw-other")];
        const both = { ...custom({}), natGateways };
        expect(found(both, { own: { ...OWN, routeTableId: "vtb-custom" } })).toContain(finding);
    });

    it("by the system route table counts for the vSwitches that have no table of their own", () => {
        const { systemRouteTableId: _, ...own } = OWN;
        const system = table("vtb-system", { system: true, routes: [toOther] });
        expect(waysAround(intentOf(), vpc({ routeTables: [system] }), own)).toMatchObject([
            { got: "vtb-system of vsw-nodes, vsw-pods: 0.0.0.0/0 to NatGateway ngw-other" },
        ]);
        const closed = table("vtb-closed", { vswitchIds: [NODES.id, PODS.id] });
        expect(found(vpc({ routeTables: [system, closed] }), { own })).toEqual([]);
    });
});

describe("an SNAT entry", () => {
    const entry = (change: Partial<SnatEntrySeen>): SnatEntrySeen => ({
        id: "snat-1",
        vswitchId: "",
        cidrBlock: "",
        ...change,
    });
    const on = (natGatewayId: string, change: Partial<SnatEntrySeen>) =>
        vpc({ natGateways: [natGateway(natGatewayId, { snatEntries: [entry(change)] })] });
    const beside = (change: Partial<SnatEntrySeen>) =>
        vpc({ natGateways: [natGateway("ngw-own"), natGateway("ngw-other", { snatEntries: [entry(change)] })] });
    const code = "snat-entry-covers-the-fence";

    it.each<[string, Surroundings, string[]]>([
        [
            "for the nodes' range is a finding",
            on("ngw-own", { cidrBlock: "10.0.0.0/20" }),
            [`${code} cluster.nodeCidrs`],
        ],
        [
            "for a part of the Pods' range is a finding",
            on("ngw-own", { cidrBlock: "10.0.128.0/24" }),
            [`${code} cluster.podCidrs`],
        ],
        [
            "for a vSwitch of the cluster is a finding",
            on("ngw-own", { vswitchId: PODS.id }),
            [`${code} cluster.podCidrs`],
        ],
        [
            "for more than the gateway's range is a finding",
            on("ngw-own", { cidrBlock: "10.0.64.0/27" }),
            [`${code} gateway.subnets`],
        ],
        ["for the gateway's vSwitch is the perimeter's own", on("ngw-own", { vswitchId: GATEWAY.id }), []],
        ["for the gateway's range is the perimeter's own", on("ngw-own", { cidrBlock: "10.0.64.16/28" }), []],
        ["for somebody else's range is none", on("ngw-own", { cidrBlock: ELSEWHERE.cidrBlock }), []],
        ["for a vSwitch that is not there is none", on("ngw-own", { vswitchId: "vsw-none" }), []],
        [
            "for the gateway's range on another NAT gateway is a finding",
            beside({ vswitchId: GATEWAY.id }),
            ["other-nat-gateway cluster.vpcId", `${code} gateway.subnets`],
        ],
    ])("%s", (_, seen, expected) => {
        expect(found(seen)).toEqual(expected);
        expect(found(seen, { args: { internet: GIVEN } })).toEqual(expected);
    });

    it("for the whole VPC is one finding that names all it covers", () => {
        expect(waysAround(intentOf(), on("ngw-own", { cidrBlock: "10.0.0.0/8" }), OWN)).toMatchObject([
            {
                path: "cluster.nodeCidrs",
                got: "snat-1 of ngw-own: 10.0.0.0/8 covers cluster.nodeCidrs, cluster.podCidrs, gateway.subnets",
            },
        ]);
    });

    it("of a NAT gateway that leads to other networks only is none", () => {
        const natGateways = [
            natGateway("ngw-own"),
            natGateway("ngw-vpc", { intranet: true, snatEntries: [entry({ cidrBlock: "10.0.0.0/8" })] }),
        ];
        expect(found(vpc({ natGateways }))).toEqual([]);
    });
});

describe("a public address", () => {
    const at = (...addresses: [string, string, string][]) =>
        vpc({ publicAddresses: addresses.map(([holder, privateIp, publicIp]) => ({ holder, privateIp, publicIp })) });
    const code = "public-address-in-the-fence";

    it.each<[string, Surroundings, string[]]>([
        ["of a node is a finding", at(["i-1", "10.0.0.7", "203.0.113.1"]), [`${code} cluster.nodeCidrs`]],
        ["of a Pod is a finding", at(["eni-1", "10.0.128.7", "203.0.113.1"]), [`${code} cluster.podCidrs`]],
        ["in the gateway's range is a finding", at(["eni-1", "10.0.64.5", "203.0.113.1"]), [`${code} gateway.subnets`]],
        ["outside of the fence is none", at(["i-1", "10.9.0.7", "203.0.113.1"]), []],
        ["of a holder without a private address is none", at(["i-1", "", "203.0.113.1"]), []],
    ])("%s", (_, seen, expected) => {
        expect(found(seen)).toEqual(expected);
    });

    it("that the instance and its interface both show is one finding, the instance's", () => {
        const seen = at(["i-1", "10.0.0.7", "203.0.113.1"], ["eni-1", "10.0.0.7", "203.0.113.1"]);
        expect(waysAround(intentOf(), seen, OWN).map(({ got }) => got)).toEqual(["i-1 at 10.0.0.7 has 203.0.113.1"]);
    });
});

describe("what could not be looked up", () => {
    const unseen = [
        { call: "vpc.getRouteEntries", action: "vpc:DescribeRouteTables", reason: "Forbidden.RAM" },
        { call: "ecs.getInstances", action: "ecs:DescribeInstances", reason: "Forbidden.RAM" },
        { call: "vpc.getRouteEntries", action: "vpc:DescribeRouteTables", reason: "Throttling.User" },
    ];

    it("is one finding with the calls and the RAM actions that they take", () => {
        expect(waysAround(intentOf(), { publicAddresses: [], unseen }, OWN)).toMatchObject([
            {
                code: "surroundings-not-seen",
                path: "surroundings",
                got: "could not look up: ecs.getInstances (Forbidden.RAM), vpc.getRouteEntries (Forbidden.RAM)",
                expected: "answers; they take the RAM actions ecs:DescribeInstances, vpc:DescribeRouteTables",
            },
        ]);
    });
});

describe("the check", () => {
    const open = vpc({ natGateways: [natGateway("ngw-other")], unseen: [{ call: "a", action: "b", reason: "c" }] });

    it.each<[SurroundingsCheck | undefined, "error" | "warning"]>([
        [undefined, "warning"],
        [SurroundingsCheck.Report, "warning"],
        [SurroundingsCheck.Refuse, "error"],
    ])("%s makes every finding: %s", (surroundings, severity) => {
        const findings = waysAround(intentOf(surroundings && { surroundings }), open, OWN);
        expect(findings.map((finding) => finding.severity)).toEqual(findings.map(() => severity));
        expect(findings.length).toBeGreaterThan(1);
    });
});

describe("in any order in which the look-ups answer", () => {
    const rich = vpc({
        natGateways: [
            natGateway("ngw-own", { snatEntries: [{ id: "snat-1", vswitchId: "", cidrBlock: "10.0.0.0/8" }] }),
            natGateway("ngw-b", { snatEntries: [{ id: "snat-2", vswitchId: NODES.id, cidrBlock: "" }] }),
            natGateway("ngw-a"),
        ],
        routeTables: [
            table("vtb-system", { system: true, routes: [toOther] }),
            table("vtb-b", { vswitchIds: [PODS.id, NODES.id], routes: [toOwn, { ...toOther, destination: "::/0" }] }),
        ],
        vswitches: [NODES, PODS, GATEWAY, OTHERS],
        publicAddresses: [
            { holder: "i-2", privateIp: "10.0.0.9", publicIp: "203.0.113.2" },
            { holder: "i-1", privateIp: "10.0.128.9", publicIp: "203.0.113.1" },
        ],
    });
    const shuffled = <T>(list: readonly T[] | undefined) =>
        fc.shuffledSubarray([...(list ?? [])], { minLength: list?.length ?? 0 });

    it("the findings are the same", () => {
        const expected = waysAround(intentOf(), rich, OWN);
        expect(expected.length).toBeGreaterThan(6);
        const inAnyOrder = fc.record({
            natGateways: shuffled(rich.natGateways),
            routeTables: shuffled(
                rich.routeTables?.map((one) => ({ ...one, vswitchIds: [...one.vswitchIds].reverse() })),
            ),
            vswitches: shuffled(rich.vswitches),
            publicAddresses: shuffled(rich.publicAddresses),
            unseen: fc.constant([]),
        });
        fc.assert(
            fc.property(inAnyOrder, (seen) => {
                expect(waysAround(intentOf(), seen, OWN)).toEqual(expected);
            }),
        );
    });

    it("an SNAT entry is a finding exactly where its range has an address of the fence that is not its own entry's", () => {
        const { cluster, gateway } = perimeterArgs();
        const fenced = [...cluster.nodeCidrs, ...cluster.podCidrs, ...gateway.subnets.map((one) => one.cidrBlock)];
        const block = fc.tuple(fc.nat(255), fc.integer({ min: 8, max: 24 }));
        fc.assert(
            fc.property(block, ([third, prefix]) => {
                const network = prefix > 16 ? third & (0xff << (24 - prefix)) : 0;
                const cidrBlock = `10.0.${network}.0/${prefix}`;
                const natGateways = [natGateway("ngw-own", { snatEntries: [{ id: "s", vswitchId: "", cidrBlock }] })];
                const touches = fenced.some((range) => meet(range, cidrBlock));
                expect(found(vpc({ natGateways })).length > 0).toBe(touches);
            }),
        );
    });
});

/** Whether two blocks of 10.0.0.0/8 have an address in common, by arithmetic of its own. */
function meet(one: string, other: string): boolean {
    const [[a, aEnd], [b, bEnd]] = [bounds(one), bounds(other)];
    return a <= bEnd && b <= aEnd;
}

function bounds(block: string): [number, number] {
    const [address = "", prefix = ""] = block.split("/");
    const start = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    return [start, start + 2 ** (32 - Number(prefix)) - 1];
}

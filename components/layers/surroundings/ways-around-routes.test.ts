import { describe, expect, it } from "vitest";
import type { EgressPerimeterArgs } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import {
    ELSEWHERE,
    found,
    GIVEN,
    NODES,
    natGateway,
    OWN,
    PODS,
    table,
    toOther,
    toOwn,
    vpc,
} from "../../testing/surroundings";
import type { RouteTableSeen, Surroundings } from "./facts";
import { keyOf, type OwnParts, waysAround } from "./ways-around";

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

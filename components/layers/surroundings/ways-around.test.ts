import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SurroundingsCheck } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import {
    found,
    GATEWAY,
    NODES,
    natGateway,
    OTHERS,
    OWN,
    PODS,
    table,
    toOther,
    toOwn,
    vpc,
} from "../../testing/surroundings";
import { waysAround } from "./ways-around";

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
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { ELSEWHERE, found, GATEWAY, GIVEN, natGateway, OWN, PODS, vpc } from "../../testing/surroundings";
import type { SnatEntrySeen, Surroundings } from "./facts";
import { waysAround } from "./ways-around";

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

    it("is a finding exactly where its range has an address of the fence that is not its own entry's", () => {
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

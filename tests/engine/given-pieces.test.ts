import { beforeAll, describe, expect, it } from "vitest";
import { readAccount } from "../../local/src/alicloud/account-file";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import type { World } from "../../local/src/engine/world";
import { type PerimeterYaml, perimeterWorld, stepsOf, withoutSettling } from "../support/perimeter-world";
import { wayOut } from "../support/ways-out";

/** Given objects of the account as they are, without what is the perimeter's. */
function givenObjects(world: World): unknown[] {
    const {
        settings: _settings,
        region: _region,
        internetEngineMode: _mode,
        ...collections
    } = readAccount(world.layout.cloudFile);
    return Object.values(collections)
        .flatMap((collection) => Object.values<{ given: boolean }>(collection))
        .filter(({ given }) => given);
}

describe("a perimeter that is given every piece that can be given", () => {
    const { world, configure } = perimeterWorld("allgiven", "Pulumi.prod.yaml");
    let up: OperationResult;
    let before: unknown[];

    beforeAll(async () => {
        configure((perimeter: PerimeterYaml) => {
            withoutSettling(perimeter);
            const { gateway, firewall } = perimeter;
            delete firewall.cidrBlock;
            firewall.given.natFirewallId = "proxy-nat0123456789";
            const [first, second] = gateway.subnets;
            first.vswitchId = "vsw-given-h";
            Object.assign(second, { vswitchId: "vsw-given-i", routeTableAttached: true });
            gateway.placement = "HostNetwork";
            delete gateway.eni;
            gateway.givenSecurityGroupId = "sg-given";
            gateway.givenNodePool = { id: "npgiven", taint: { key: "dedicated", value: "egress" }, nodeCount: 5 };
        });
        up = await world.up();
        before = givenObjects(world);
    }, 180_000);

    it("makes none of them, and says what it cannot see to", () => {
        expect(up.errors).toEqual([]);
        expect(
            stepsOf(up).filter((step) =>
                /-nat-(gateway|vswitch|public)|network-vswitch|security-group|firewall-nat-firewall|node-pool/.test(
                    step,
                ),
            ),
        ).toEqual([]);
        expect(stepsOf(up)).toContain("create allgiven-network-route-attachment-cn-hangzhou-h");
        expect(stepsOf(up)).not.toContain("create allgiven-network-route-attachment-cn-hangzhou-i");
        const warnings = up.warnings.join("\n");
        expect(warnings).toContain("security-group-rules-not-managed");
        expect(warnings).toContain("given-nat-firewall-not-checked");
        expect(before.length).toBeGreaterThan(15);
    });

    it("lets the gateway reach what is declared, and nothing else", () => {
        for (const sourceIp of ["10.32.100.5", "10.32.100.40"]) {
            expect(wayOut(world, { sourceIp, host: "api.stripe.com" }).allowed).toBe(true);
            expect(wayOut(world, { sourceIp, host: "evil.example" }).allowed).toBe(false);
        }
    });

    it("is unchanged by a second up", async () => {
        expect(stepsOf(await world.up())).toEqual([]);
    }, 120_000);

    it("removes only what is its own, and leaves every given object as it was", async () => {
        const destroyed = await world.destroy();
        expect(destroyed.errors).toEqual([]);
        expect(isEmptyOfOurs(await world.status())).toBe(true);
        expect(givenObjects(world)).toEqual(before);
        const { vswitches, securityGroups, natFirewalls, nodePools, natFirewallPolicies } = readAccount(
            world.layout.cloudFile,
        );
        expect(Object.keys(vswitches)).toEqual(expect.arrayContaining(["vsw-given-h", "vsw-given-i"]));
        expect(
            Object.keys({ ...securityGroups, ...natFirewalls, ...nodePools }).map((id) => id.split(":").at(-1)),
        ).toEqual(["sg-given", "proxy-nat0123456789", "npgiven"]);
        expect(natFirewallPolicies).toEqual({});
    }, 120_000);
});

describe("a NAT gateway that is made with given public addresses in a given vSwitch", () => {
    const { world, configure } = perimeterWorld("addresses");

    beforeAll(() => {
        configure(({ internet }: PerimeterYaml) => {
            delete internet.publicAddresses;
            internet.subnet.vswitchId = "vsw-given-nat";
            internet.givenAddresses = [
                { allocationId: "eip-partner-2", address: "203.0.113.9" },
                { allocationId: "eip-partner-1", address: "203.0.113.7" },
            ];
        });
    });

    it("leaves from them", async () => {
        const up = await world.up();
        expect(up.errors).toEqual([]);
        expect(up.outputs.publicAddresses).toEqual(["203.0.113.7", "203.0.113.9"]);
        expect(wayOut(world, { sourceIp: "10.0.64.5", host: "api.stripe.com" }).allowed).toBe(true);
        expect(stepsOf(await world.up())).toEqual([]);
    }, 240_000);

    it("sets them free again", async () => {
        expect((await world.destroy()).errors).toEqual([]);
        const { eips, eipAssociations, vswitches } = readAccount(world.layout.cloudFile);
        expect(Object.keys(eips).sort()).toEqual(["eip-partner-1", "eip-partner-2"]);
        expect(eipAssociations).toEqual({});
        expect(vswitches["vsw-given-nat"]).toMatchObject({ given: true });
    }, 120_000);
});

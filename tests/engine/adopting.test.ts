import { beforeAll, expect, it } from "vitest";
import { allocateEip } from "../../local/src/alicloud/account/eip";
import { associateEip } from "../../local/src/alicloud/account/eip-association";
import { createNatGateway } from "../../local/src/alicloud/account/nat-gateway";
import { createVswitch } from "../../local/src/alicloud/account/vswitch";
import { changeAccount, readAccount } from "../../local/src/alicloud/account-file";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { type PerimeterYaml, perimeterWorld, stepsOf } from "../support/perimeter-world";
import { wayOut } from "../support/ways-out";

/** A NAT gateway with its vSwitch and address, made by hand before there is a stack, and adopted into it. */
const { world, configure } = perimeterWorld("adopt");

/** IDs by the name of the resource that is to have them: what docs/adopting.md puts into the stack config. */
let ids: Record<string, string>;

function adopting(imports: Record<string, string> | undefined): void {
    configure((_, config: PerimeterYaml) => {
        if (imports !== undefined) {
            config["asm-egress:import"] = imports;
        }
    });
}

beforeAll(async () => {
    configure();
    await world.start();
    ids = changeAccount(world.layout.cloudFile, (account) => {
        const vpcId = Object.keys(account.vpcs)[0] ?? "";
        const place = { vpcId, zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.32/28" };
        const vswitch = createVswitch(account, { ...place, vswitchName: "old-nat" });
        const gateway = createNatGateway(account, {
            vpcId,
            vswitchId: vswitch.id,
            natGatewayName: "old",
            natType: "Enhanced",
            networkType: "internet",
        });
        const eip = allocateEip(account, { addressName: "old", bandwidth: "20", internetChargeType: "PayByTraffic" });
        const binding = associateEip(account, { allocationId: eip.id, instanceId: gateway.id, instanceType: "Nat" });
        return {
            "adopt-nat-vswitch": vswitch.id,
            "adopt-nat-gateway": gateway.id,
            "adopt-nat-public-address-1": eip.id,
            "adopt-nat-public-address-1-binding": binding.id,
        };
    });
}, 180_000);

function stepsOfAdopted(steps: string[]): string[] {
    return steps.filter((step) => Object.keys(ids).includes(step.split(" ")[1] ?? ""));
}

it("refuses a name that is no resource, and one that is never adopted, before anything is made", async () => {
    adopting({ "adopt-nat-gatewai": "ngw-1", "adopt-exit-snat-cn-hangzhou-h": "stb-1:snat-1" });
    const refused = await world.up();
    const text = refused.errors.join("\n");
    expect(text).toContain("import-of-unknown-resource");
    expect(text).toContain('did you mean "adopt-nat-gateway"?');
    expect(text).toContain("import-not-adoptable");
    expect(stepsOf(refused)).toEqual([]);
}, 120_000);

it("adopts what exists in one up: nothing is created or replaced for it, and nothing about it is changed", async () => {
    const { natGateways, eips } = readAccount(world.layout.cloudFile);
    adopting(ids);
    const up = await world.up();
    expect(up.errors).toEqual([]);
    expect(stepsOfAdopted(stepsOf(up))).toEqual(
        Object.keys(ids)
            .map((name) => `import ${name}`)
            .sort(),
    );
    const after = readAccount(world.layout.cloudFile);
    expect({ natGateways: after.natGateways, eips: after.eips }).toEqual({ natGateways, eips });
    expect(up.outputs.publicAddresses).toEqual(Object.values(eips).map(({ ipAddress }) => ipAddress));
    expect(wayOut(world, { sourceIp: "10.0.64.5", host: "api.stripe.com" }).allowed).toBe(true);
}, 180_000);

it("is the perimeter's own from then on: without the import, names follow in place and nothing is replaced", async () => {
    adopting(undefined);
    const up = await world.up();
    expect(up.errors).toEqual([]);
    expect(stepsOf(up)).toEqual([
        "update adopt-nat-gateway",
        "update adopt-nat-public-address-1",
        "update adopt-nat-vswitch",
    ]);
    const { natGateways } = readAccount(world.layout.cloudFile);
    expect(Object.values(natGateways)).toMatchObject([
        { id: ids["adopt-nat-gateway"], natGatewayName: "adopt-egress" },
    ]);
    expect(stepsOf(await world.up())).toEqual([]);
}, 180_000);

it("goes with the perimeter, because it was adopted and not given", async () => {
    expect((await world.destroy()).errors).toEqual([]);
    expect(isEmptyOfOurs(await world.status())).toBe(true);
    const { natGateways, eips } = readAccount(world.layout.cloudFile);
    expect({ natGateways, eips }).toEqual({ natGateways: {}, eips: {} });
}, 120_000);

it("refuses what differs in more than could follow in place, and leaves it alone: it would be replaced later", async () => {
    const eip = changeAccount(world.layout.cloudFile, (account) =>
        allocateEip(account, { addressName: "by bandwidth", internetChargeType: "PayByBandwidth" }),
    );
    adopting({ "adopt-nat-public-address-1": eip.id });
    const refused = await world.up();
    expect(refused.errors.join("\n")).toMatch(
        /adopt-nat-public-address-1.*may not be replaced[\s\S]*internetChargeType/,
    );
    expect(readAccount(world.layout.cloudFile).eips).toEqual({ [eip.id]: eip });
}, 180_000);

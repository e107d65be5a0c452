import { describe, expect, it } from "vitest";
import { importExisting } from "./perimeter-import";
import { perimeterArgs } from "./testing/perimeter-args";

const args = perimeterArgs();

function transformed(name: string, type: string, ids: Record<string, string>) {
    return importExisting(
        "prod",
        args,
        ids,
    )({ custom: true, name, type, props: {}, opts: { ignoreChanges: ["zone"] } });
}

describe("the import of what exists", () => {
    const ids = { "prod-nat-gateway": "ngw-1", "prod-nat-default-route": "vtb-1:vrt-1:0.0.0.0/0:NatGateway:ngw-1" };

    it("is by the name of the resource, and leaves what can follow in place as it is", async () => {
        const result = await transformed("prod-nat-gateway", "alicloud:vpc/natGateway:NatGateway", ids);
        expect(result?.opts).toMatchObject({ import: "ngw-1" });
        expect(result?.opts.ignoreChanges).toEqual(expect.arrayContaining(["zone", "natGatewayName", "description"]));
        expect(result?.opts.ignoreChanges).not.toContain("vpcId");
    });

    it("touches no other resource", async () => {
        expect(await transformed("prod-nat-vswitch", "alicloud:vpc/switch:Switch", ids)).toBeUndefined();
    });

    it.each<[string, unknown, RegExp]>([
        [
            "a name that no resource has",
            { "prod-nat-gatewai": "ngw-1" },
            /import\["prod-nat-gatewai"\].*[\s\S]*did you mean "prod-nat-gateway"/,
        ],
        ["the name of a component", { "prod-nat": "ngw-1" }, /import-of-unknown-resource/],
        [
            "an address that is not made, for a given one is given",
            { "prod-nat-public-address-3": "eip-1" },
            /import-of-unknown-resource/,
        ],
        ["an SNAT entry", { "prod-exit-snat-cn-hangzhou-h": "stb-1:snat-1" }, /import-not-adoptable/],
        ["the NAT firewall", { "prod-firewall-nat-firewall": "proxy-nat1" }, /import-not-adoptable/],
        ["an ID that is none", { "prod-nat-gateway": 7 }, /wrong-type/],
        ["no IDs at all", ["ngw-1"], /wrong-type/],
    ])("refuses %s", (_, wrong, message) => {
        expect(() => importExisting("prod", args, wrong as never)).toThrow(message);
    });

    it("says every wrong name at once, at its place in the stack config", () => {
        const wrong = { a: "1", b: "2" };
        expect(() => importExisting("prod", args, wrong, "asm-egress:import")).toThrow(/2 findings/);
        expect(() => importExisting("prod", args, wrong, "asm-egress:import")).toThrow(/asm-egress:import\.a/);
    });
});

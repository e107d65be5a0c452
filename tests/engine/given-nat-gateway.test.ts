import { beforeAll, expect, it } from "vitest";
import { readAccount } from "../../local/src/alicloud/account-file";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { perimeterWorld, stepsOf, withoutSettling } from "../support/perimeter-world";
import { wayOut } from "../support/ways-out";

const { world, configure } = perimeterWorld("given", "Pulumi.prod.yaml");

let up: OperationResult;

beforeAll(async () => {
    configure(withoutSettling);
    up = await world.up();
}, 180_000);

function leaves(sourceIp: string, host: string): boolean {
    return wayOut(world, { sourceIp, host }).allowed;
}

it("a perimeter on a given NAT gateway makes no NAT gateway, address or route, and leaves from the given addresses", () => {
    expect(up.errors).toEqual([]);
    expect(stepsOf(up).filter((step) => /nat-gateway|public-address|default-route|route-table$/.test(step))).toEqual(
        [],
    );
    expect(up.outputs.publicAddresses).toEqual(["203.0.113.20", "203.0.113.21"]);
    expect(up.outputs.waysAround).toEqual([]);
});

it("lets the gateway reach what is declared, and nothing else", () => {
    expect(leaves("10.32.100.5", "api.stripe.com")).toBe(true);
    expect(leaves("10.32.100.40", "api.sendgrid.com")).toBe(true);
    expect(leaves("10.32.100.5", "evil.example")).toBe(false);
});

it("guards the way to other networks too: nothing undeclared passes the VPC boundary", () => {
    const inward = { sourceIp: "10.32.100.5", destinationIp: "192.168.7.7" };
    const refused = wayOut(world, { ...inward, host: "intranet.example" });
    expect(refused.allowed).toBe(false);
    expect(refused.reason).toContain("VPC boundary");
    expect(wayOut(world, { ...inward, host: "api.stripe.com" }).allowed).toBe(true);
});

it("is unchanged by a second up", async () => {
    expect(stepsOf(await world.up())).toEqual([]);
}, 120_000);

it("gives the NAT gateway back as it was", async () => {
    const destroyed = await world.destroy();
    expect(destroyed.errors).toEqual([]);
    const status = await world.status();
    expect(isEmptyOfOurs(status)).toBe(true);
    expect(status.cloud.given.map(({ id }) => id)).toContain("ngw-bp1q1w2e3r4t5y6u7i8o9");
    const { natGateways, natFirewalls, snatEntries } = readAccount(world.layout.cloudFile);
    expect(Object.keys(natGateways)).toEqual(["ngw-bp1q1w2e3r4t5y6u7i8o9"]);
    expect({ natFirewalls, snatEntries }).toEqual({ natFirewalls: {}, snatEntries: {} });
}, 120_000);

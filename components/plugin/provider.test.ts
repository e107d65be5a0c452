import type { Inputs } from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { registrations } from "../testing/mock-engine";
import { perimeterArgs } from "../testing/perimeter-args";
import { componentProvider } from "./provider";
import { publishedComponents } from "./published";

const PERIMETER = "asm-egress:index:EgressPerimeter";
const firewall = { cidrBlock: "10.0.64.48/28", settleSeconds: 0 };

const provider = componentProvider();

function construct(type: string, args: unknown) {
    return provider.construct?.("prod", type, args as Inputs, {});
}

describe("the provider of the components", () => {
    it("has a component for everything in its schema, and nothing else", () => {
        const { resources } = JSON.parse(provider.schema ?? "");
        expect(Object.keys(resources).sort()).toEqual(
            [...publishedComponents.keys()].map((name) => `asm-egress:index:${name}`).sort(),
        );
    });

    it("makes a component and gives back its outputs, by the names in the schema", async () => {
        let state: Inputs | undefined;
        await registrations(() => {
            void construct(PERIMETER, perimeterArgs({ firewall }))?.then((result) => {
                state = result.state;
            });
        });
        expect(Object.keys(state ?? {}).sort()).toEqual([
            "firewallPolicyIds",
            "firewallQuotaUsed",
            "gatewayCidrs",
            "gatewayName",
            "publicAddresses",
            "waysAround",
        ]);
        expect(Object.values(state ?? {}).filter((output) => output === undefined)).toEqual([]);
    });

    it("refuses a type that it does not have", async () => {
        await expect(construct("asm-egress:index:Wall", {})).rejects.toThrow("is no component of asm-egress");
    });

    describe("with args that are refused", () => {
        let error: { message: string; errors: unknown[] };

        beforeAll(async () => {
            const args = perimeterArgs({ firewall, namespaces: [] });
            error = await construct(PERIMETER, args)?.catch((thrown) => thrown);
        });

        it("says every finding with its path", () => {
            expect(error.message).toContain("namespaces: ");
            expect(error.message).toContain("nothing was changed");
        });

        it("names no property to the engine, which would print its value, secret or not", () => {
            expect(error.errors).toEqual([]);
        });
    });
});

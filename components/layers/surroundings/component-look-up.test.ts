import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { lookAround } from "./component-look-up";
import type { Surroundings } from "./facts";

type Answer = (token: string, inputs: Record<string, unknown>) => unknown;

/** What is seen of a VPC whose look-ups are answered like that. */
async function seenBy(answer: Answer): Promise<Surroundings> {
    await pulumi.runtime.setMocks(
        {
            newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
            call: ({ token, inputs }) => answer(token.split(":").at(-1) ?? "", inputs) as Record<string, unknown>,
        },
        "asm-egress",
        "test",
        false,
    );
    return lookAround("vpc-1", {});
}

const VPC: Record<string, object> = {
    getNatGateways: {
        gateways: [
            { id: "ngw-1", natGatewayName: "a", networkType: "internet", snatTableIds: ["stb-1"] },
            { id: "ngw-2", networkType: "intranet", snatTableIds: [] },
        ],
    },
    getSnatEntries: { entries: [{ snatEntryId: "snat-1", sourceCidr: "10.0.0.0/8", sourceVswitchId: "" }] },
    getRouteTables: { tables: [{ routeTableId: "vtb-1", routeTableType: "System", vswitchIds: ["vsw-1"] }] },
    getRouteEntries: { entries: [{ cidrBlock: "0.0.0.0/0", nextHopType: "NatGateway", instanceId: "ngw-1" }] },
    getSwitches: { vswitches: [{ id: "vsw-1", cidrBlock: "10.0.0.0/24" }] },
    getInstances: {
        instances: [
            { id: "i-1", privateIp: "10.0.0.1", publicIp: "203.0.113.1", eip: "" },
            { id: "i-2", privateIp: "10.0.0.2", publicIp: "", eip: "203.0.113.2" },
            { id: "i-3", privateIp: "10.0.0.3", publicIp: "", eip: "" },
        ],
    },
    getEcsNetworkInterfaces: {
        interfaces: [
            { id: "eni-1", privateIp: "10.0.0.4", associatedPublicIps: [{ publicIpAddress: "203.0.113.4" }] },
            { id: "eni-2", privateIp: "10.0.0.5", associatedPublicIps: [] },
        ],
    },
};

it("sees the VPC as the provider's functions show it", async () => {
    expect(await seenBy((name) => VPC[name])).toEqual({
        natGateways: [
            {
                id: "ngw-1",
                name: "a",
                intranet: false,
                snatEntries: [{ id: "snat-1", vswitchId: "", cidrBlock: "10.0.0.0/8" }],
            },
            { id: "ngw-2", name: "", intranet: true, snatEntries: [] },
        ],
        routeTables: [
            {
                id: "vtb-1",
                system: true,
                vswitchIds: ["vsw-1"],
                routes: [{ destination: "0.0.0.0/0", nexthopType: "NatGateway", nexthopId: "ngw-1" }],
            },
        ],
        vswitches: [{ id: "vsw-1", cidrBlock: "10.0.0.0/24" }],
        publicAddresses: [
            { holder: "i-1", privateIp: "10.0.0.1", publicIp: "203.0.113.1" },
            { holder: "i-2", privateIp: "10.0.0.2", publicIp: "203.0.113.2" },
            { holder: "eni-1", privateIp: "10.0.0.4", publicIp: "203.0.113.4" },
        ],
        unseen: [],
    });
});

describe("look-ups that are not answered as they should be", () => {
    const everyCall = [
        "ecs.getEcsNetworkInterfaces",
        "ecs.getInstances",
        "vpc.getNatGateways",
        "vpc.getRouteTables",
        "vpc.getSwitches",
    ];

    it.each<[string, Answer]>([
        ["with nothing, as Pulumi's mocks are often written", () => ({})],
        ["with their own arguments", (_, inputs) => inputs],
        [
            "with an error",
            () => {
                throw new Error("no");
            },
        ],
    ])("%s are unseen, each with its RAM action, and nothing is taken for empty", async (_, answer) => {
        const seen = await seenBy(answer);
        expect(seen.unseen.map(({ call }) => call).sort()).toEqual(everyCall);
        expect(seen.unseen.map(({ action }) => action)).toContain("vpc:DescribeNatGateways");
        expect(seen).toMatchObject({ publicAddresses: [] });
        expect(Object.keys(seen).sort()).toEqual(["publicAddresses", "unseen"]);
    });

    it("name the platform's error code, and nothing that differs from call to call", async () => {
        const seen = await seenBy((name) => {
            if (name !== "getRouteEntries") {
                return VPC[name];
            }
            // The mocks hand on what a gRPC error has: `details`.
            const details =
                "Datasource x DescribeRouteTables Failed!!! SDKError: StatusCode: 403 Code: Forbidden.RAM Message: request id: 4F2A";
            throw Object.assign(new Error(), { details });
        });
        expect(seen.unseen).toEqual([
            { call: "vpc.getRouteEntries", action: "vpc:DescribeRouteTables", reason: "Forbidden.RAM" },
        ]);
        expect(seen.routeTables).toEqual([{ id: "vtb-1", system: true, vswitchIds: ["vsw-1"] }]);
    });
});

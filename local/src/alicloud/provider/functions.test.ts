import { describe, expect, it } from "vitest";
import { changeAccount } from "../account-file";
import {
    addForeignGateway,
    addForeignRouteTable,
    addForeignSnatEntry,
    addInstance,
    addNetworkInterface,
} from "../testing/foreign-objects";
import { providerAtWork } from "../testing/provider-at-work";
import { FUNCTION_TYPES } from "./function-types";

const NAT_GATEWAYS = "alicloud:vpc/getNatGateways:getNatGateways";
const SNAT_ENTRIES = "alicloud:vpc/getSnatEntries:getSnatEntries";
const ROUTE_TABLES = "alicloud:vpc/getRouteTables:getRouteTables";
const ROUTE_ENTRIES = "alicloud:vpc/getRouteEntries:getRouteEntries";
const SWITCHES = "alicloud:vpc/getSwitches:getSwitches";
const INSTANCES = "alicloud:ecs/getInstances:getInstances";
const INTERFACES = "alicloud:ecs/getEcsNetworkInterfaces:getEcsNetworkInterfaces";

describe("a look-up function", () => {
    it.each([...FUNCTION_TYPES.keys()])(
        "%s refuses an argument it does not know, and a call without arguments",
        async (token) => {
            const { invoke } = providerAtWork();
            await expect(invoke(token, { vpcId: "vpc-1", nameRegex: "x" })).rejects.toThrow(
                /nameRegex is not a property/,
            );
            await expect(invoke(token, {})).rejects.toThrow(/is required/);
        },
    );

    // RAM answers a call that no policy allows with 403 Forbidden.RAM; a caller must be able to tell which action it lacks.
    it("names the API action that the caller may not do", async () => {
        const { invoke } = providerAtWork([{ type: NAT_GATEWAYS, operation: "invoke", fault: "forbidden", times: 1 }]);
        await expect(invoke(NAT_GATEWAYS, { vpcId: "vpc-1" })).rejects.toThrow(
            /Datasource alicloud_nat_gateways DescribeNatGateways Failed!!![\s\S]*Forbidden\.RAM/,
        );
        await expect(invoke(NAT_GATEWAYS, { vpcId: "vpc-1" })).resolves.toMatchObject({ ids: ["ngw-given"] });
    });

    it("changes nothing", async () => {
        const { invoke, account } = providerAtWork();
        const before = account();
        await invoke(NAT_GATEWAYS, { vpcId: "vpc-1" });
        await invoke(ROUTE_ENTRIES, { routeTableId: "vtb-system" });
        expect(account()).toEqual(before);
    });
});

// DescribeNatGateways (data source alicloud_nat_gateways): filtered by VPC; the SNAT tables are a list here, while the
// resource joins them with commas.
it("lists the NAT gateways of a VPC with their SNAT tables and addresses", async () => {
    const { invoke } = providerAtWork();
    const { gateways } = await invoke(NAT_GATEWAYS, { vpcId: "vpc-1" });
    expect(gateways).toMatchObject([
        { id: "ngw-given", networkType: "internet", snatTableIds: ["stb-given"], ipLists: ["203.0.113.7"] },
    ]);
    expect((await invoke(NAT_GATEWAYS, { vpcId: "vpc-2" })).gateways).toEqual([]);
});

// DescribeSnatTableEntries (data source alicloud_snat_entries): by SNAT table; an entry of a vSwitch names its block too.
it("lists the entries of an SNAT table by what they cover", async () => {
    const { invoke, stateFile, account } = providerAtWork();
    const given = { snatTableId: "stb-given", address: "203.0.113.7" };
    const vswitchId = changeAccount(stateFile, (all) => {
        addForeignGateway(all, "vpc-1", "10.9.0.0/28");
        addForeignSnatEntry(all, given, { sourceCidr: "10.0.0.0/8" });
        return Object.keys(all.vswitches)[0] as string;
    });
    changeAccount(stateFile, (all) => addForeignSnatEntry(all, given, { sourceVswitchId: vswitchId }));
    const { entries } = await invoke(SNAT_ENTRIES, { snatTableId: "stb-given" });
    expect(entries).toMatchObject([
        { sourceCidr: "10.0.0.0/8", sourceVswitchId: "", snatIp: "203.0.113.7" },
        { sourceCidr: account().vswitches[vswitchId]?.cidrBlock, sourceVswitchId: vswitchId },
    ]);
    expect((await invoke(SNAT_ENTRIES, { snatTableId: "stb-other" })).entries).toEqual([]);
});

// DescribeRouteTableList and DescribeRouteTables (data sources alicloud_route_tables, alicloud_route_entries).
it("lists route tables with the vSwitches that take them, and the entries of a table", async () => {
    const { invoke, stateFile } = providerAtWork();
    changeAccount(stateFile, (all) => addForeignRouteTable(all, "vpc-1", "ngw-given"));
    const { tables } = await invoke(ROUTE_TABLES, { vpcId: "vpc-1" });
    expect(tables).toMatchObject([
        { routeTableId: "vtb-system", routeTableType: "System" },
        { routeTableId: "vtb-given", routeTableType: "Custom" },
        { routeTableType: "Custom", vswitchIds: [] },
    ]);
    expect((await invoke(ROUTE_ENTRIES, { routeTableId: "vtb-given" })).entries).toMatchObject([
        { cidrBlock: "0.0.0.0/0", nextHopType: "NatGateway", instanceId: "ngw-given" },
    ]);
    expect((await invoke(ROUTE_ENTRIES, { routeTableId: "vtb-system" })).entries).toEqual([]);
    await expect(invoke(ROUTE_ENTRIES, { routeTableId: "vtb-none" })).rejects.toThrow(/InvalidRouteTableId\.NotFound/);
});

it("lists the vSwitches of a VPC with the table that each takes", async () => {
    const { invoke, stateFile } = providerAtWork();
    changeAccount(stateFile, (all) => addForeignGateway(all, "vpc-1", "10.9.0.0/28"));
    expect((await invoke(SWITCHES, { vpcId: "vpc-1" })).vswitches).toMatchObject([
        { cidrBlock: "10.9.0.0/28", routeTableId: "vtb-system" },
    ]);
});

// DescribeInstances, DescribeNetworkInterfaces: a public address comes with the instance (`publicIp`), or is an EIP of the
// instance (`eip`) or of an interface (`associatedPublicIps`).
it("lists instances and interfaces with their public addresses", async () => {
    const { invoke, stateFile } = providerAtWork();
    changeAccount(stateFile, (all) => {
        addInstance(all, "vpc-1", "i-public", { privateIp: "10.0.0.7", publicIp: "203.0.113.50" });
        addInstance(all, "vpc-1", "i-eip", { privateIp: "10.0.0.8", eip: "203.0.113.51" });
        addInstance(all, "vpc-2", "i-elsewhere", { privateIp: "10.0.0.9", eip: "203.0.113.52" });
        addNetworkInterface(all, "vpc-1", "eni-pod", { privateIp: "10.0.128.7", publicIp: "203.0.113.53" });
        addNetworkInterface(all, "vpc-1", "eni-plain", { privateIp: "10.0.128.8" });
    });
    expect((await invoke(INSTANCES, { vpcId: "vpc-1", enableDetails: false })).instances).toMatchObject([
        { id: "i-public", privateIp: "10.0.0.7", publicIp: "203.0.113.50", eip: "" },
        { id: "i-eip", publicIp: "", eip: "203.0.113.51" },
    ]);
    expect((await invoke(INTERFACES, { vpcId: "vpc-1" })).interfaces).toMatchObject([
        { id: "eni-pod", privateIp: "10.0.128.7", associatedPublicIps: [{ publicIpAddress: "203.0.113.53" }] },
        { id: "eni-plain", associatedPublicIps: [] },
    ]);
});

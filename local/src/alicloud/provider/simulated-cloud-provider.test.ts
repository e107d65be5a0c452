import { afterEach, describe, expect, it, vi } from "vitest";
import { isUnknown, UNKNOWN } from "../../plugin-host/values";
import { changeAccount } from "../account-file";
import { listObjects } from "../account-listing";
import { providerAtWork } from "../testing/provider-at-work";

const SWITCH = "alicloud:vpc/switch:Switch";
const NAT_GATEWAY = "alicloud:vpc/natGateway:NatGateway";
const SNAT_ENTRY = "alicloud:vpc/snatEntry:SnatEntry";
const EIP = "alicloud:ecs/eipAddress:EipAddress";
const ASSOCIATION = "alicloud:ecs/eipAssociation:EipAssociation";
const BOOK = "alicloud:cloudfirewall/addressBook:AddressBook";
const FIREWALL = "alicloud:cloudfirewall/natFirewall:NatFirewall";
const POLICY = "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy";
const ORDER = "alicloud:cloudfirewall/natFirewallControlPolicyOrder:NatFirewallControlPolicyOrder";
const RULE = "alicloud:ecs/securityGroupRule:SecurityGroupRule";
const ROUTE = "alicloud:vpc/routeEntry:RouteEntry";

const vswitch = { vpcId: "vpc-1", cidrBlock: "10.0.1.0/24", zoneId: "cn-hangzhou-h", vswitchName: "a" };
const firewall = {
    natGatewayId: "ngw-given",
    natRouteEntryLists: [
        { destinationCidr: "0.0.0.0/0", nexthopType: "NatGateway", nexthopId: "ngw-given", routeTableId: "vtb-given" },
    ],
    proxyName: "egress_prod",
    regionNo: "cn-hangzhou",
    vpcId: "vpc-1",
    vswitchAuto: "true",
    vswitchCidr: "10.0.254.0/28",
    firewallSwitch: "open",
    status: "normal",
    strictMode: 1,
};
const policy = {
    natGatewayId: "ngw-given",
    direction: "out",
    description: "test",
    aclAction: "drop",
    sourceType: "net",
    source: "10.0.1.0/24",
    destinationType: "net",
    destination: "0.0.0.0/0",
    proto: "ANY",
    applicationNameLists: ["ANY"],
    destPort: "0/0",
};

describe("the configuration", () => {
    afterEach(() => {
        vi.unstubAllEnvs();
    });

    it("needs a region, from the stack or from the environment", async () => {
        vi.stubEnv("ALIBABA_CLOUD_REGION", undefined);
        vi.stubEnv("ALICLOUD_REGION", undefined);
        const { provider } = providerAtWork();
        expect(await provider.checkConfig({})).toMatchObject([{ property: "region" }]);
        expect(await provider.checkConfig({ region: "cn-hangzhou" })).toEqual([]);
        expect(await provider.checkConfig({ region: UNKNOWN })).toEqual([]);
        vi.stubEnv("ALICLOUD_REGION", "cn-hangzhou");
        expect(await provider.checkConfig({})).toEqual([]);
    });
});

describe("the check", () => {
    it("says of a type it does not know that it is not modelled", async () => {
        const { check, provider } = providerAtWork();
        await expect(check("alicloud:oss/bucket:Bucket", {})).rejects.toThrow(
            /alicloud:oss\/bucket:Bucket is not modelled by the simulated Alibaba Cloud/,
        );
        await expect(provider.invoke("alicloud:index/getZones:getZones", {})).rejects.toThrow(/not modelled/);
    });

    it.each([
        [SWITCH, vswitch, []],
        [SWITCH, { vpcId: "vpc-1" }, ["cidrBlock", "zoneId"]],
        [SWITCH, { ...vswitch, cidr: "10.0.0.0/24" }, ["cidr"]],
        [SNAT_ENTRY, { snatTableId: "stb-1", snatIp: UNKNOWN, sourceVswitchId: UNKNOWN }, []],
        [SNAT_ENTRY, { snatTableId: "stb-1", snatIp: "1.2.3.4" }, ["sourceVswitchId"]],
        [SNAT_ENTRY, { snatTableId: "stb-1", snatIp: ["1.2.3.4"], sourceCidr: "10.0.0.0/24" }, ["snatIp"]],
        [EIP, { bandwidth: 100 }, ["bandwidth"]],
        [FIREWALL, firewall, []],
        [FIREWALL, { ...firewall, vswitchAuto: true, strictMode: 2 }, ["vswitchAuto", "strictMode"]],
        [POLICY, policy, []],
        [POLICY, { ...policy, newOrder: 1, domainResolveType: "FQDN" }, ["newOrder", "domainResolveType"]],
    ])("of %s %# names the properties at fault", async (type, inputs, failures) => {
        expect(await providerAtWork().check(type, inputs)).toEqual(failures);
    });
});

describe("the diff", () => {
    it.each([
        [SWITCH, vswitch, { cidrBlock: "10.0.2.0/24" }, true],
        [SWITCH, vswitch, { vswitchName: "b" }, false],
        [SWITCH, vswitch, { tags: { k: "v" } }, false],
        [NAT_GATEWAY, { vpcId: "vpc-1" }, { vpcId: "vpc-2" }, true],
        [NAT_GATEWAY, { vpcId: "vpc-1" }, { deletionProtection: true }, false],
        [SNAT_ENTRY, { snatTableId: "stb-1", snatIp: "1.1.1.1" }, { snatIp: "1.1.1.1,2.2.2.2" }, false],
        [SNAT_ENTRY, { snatTableId: "stb-1", sourceVswitchId: "vsw-1" }, { sourceVswitchId: "vsw-2" }, true],
        [EIP, { bandwidth: "5" }, { bandwidth: "10" }, false],
        [EIP, { bandwidth: "5" }, { internetChargeType: "PayByTraffic" }, true],
        [ASSOCIATION, { allocationId: "eip-1" }, { allocationId: "eip-2" }, true],
        [ROUTE, { nexthopId: "ngw-1" }, { nexthopId: "ngw-2" }, true],
        [RULE, { portRange: "1/1" }, { portRange: "2/2" }, true],
        [RULE, { portRange: "1/1" }, { description: "why" }, false],
        [BOOK, { addressLists: ["a"] }, { addressLists: ["a", "b"] }, false],
        [BOOK, { groupType: "ip" }, { groupType: "domain" }, true],
        [FIREWALL, firewall, { strictMode: 0 }, true],
        [FIREWALL, firewall, { natRouteEntryLists: [] }, true],
        [FIREWALL, firewall, { status: "closed" }, false],
        [POLICY, policy, { natGatewayId: "ngw-2" }, true],
        [POLICY, policy, { aclAction: "accept" }, false],
        [ORDER, { order: "1" }, { order: "2" }, false],
        [ORDER, { aclUuid: "a" }, { aclUuid: "b" }, true],
    ])("of %s %# knows what replaces", async (type, inputs, change, replace) => {
        const { changes, deleteBeforeReplace } = await providerAtWork().diff(type, inputs, { ...inputs, ...change });
        expect(changes.length).toBeGreaterThan(0);
        expect(changes.every((found) => found.replace === replace)).toBe(true);
        expect(deleteBeforeReplace).toBe(false);
    });

    it("is empty for equal inputs and for ignored ones", async () => {
        const { diff } = providerAtWork();
        expect((await diff(POLICY, policy, { ...policy })).changes).toEqual([]);
        expect((await diff(POLICY, policy, { ...policy, newOrder: "1" }, ["newOrder"])).changes).toEqual([]);
    });
});

describe("a resource", () => {
    it("is unknown in preview but for its inputs, and is not made", async () => {
        const { provider, resource, stateFile } = providerAtWork();
        const before = listObjects(stateFile);
        const request = {
            ...resource(NAT_GATEWAY, "it"),
            inputs: { vpcId: "vpc-1" },
            preview: true,
            timeoutSeconds: 0,
        };
        const { outputs } = await provider.create(request);
        expect(outputs.vpcId).toBe("vpc-1");
        expect(isUnknown(outputs.snatTableIds)).toBe(true);
        expect(listObjects(stateFile)).toEqual(before);
    });

    it("is made a second time under another id when its create is repeated", async () => {
        const { create, account } = providerAtWork();
        const one = await create(EIP, { addressName: "a" });
        const other = await create(EIP, { addressName: "a" });
        expect(one.id).not.toBe(other.id);
        expect(Object.values(account().eips).filter(({ given }) => !given)).toHaveLength(2);
    });

    it("remembers which URN it was made for", async () => {
        const { create, stateFile } = providerAtWork();
        const { id } = await create(SWITCH, vswitch, "gateway");
        expect(listObjects(stateFile).find((object) => object.id === id)).toEqual({
            id,
            type: SWITCH,
            name: "a",
            given: false,
            createdByUrn: `urn:pulumi:dev::test::${SWITCH}::gateway`,
        });
    });

    it("that is refused half-way leaves nothing behind", async () => {
        const { create, stateFile } = providerAtWork();
        await create(FIREWALL, firewall);
        changeAccount(stateFile, ({ settings }) => {
            settings.policyQuota = 1;
        });
        await create(POLICY, policy);
        const before = listObjects(stateFile);
        // The quota is counted when the policy is in its place already.
        await expect(create(POLICY, policy)).rejects.toThrow(/ErrorAclExtendedCountExceed/);
        expect(listObjects(stateFile)).toEqual(before);
    });

    it("reports refusals as the real provider words them", async () => {
        const { create } = providerAtWork();
        await expect(create(SWITCH, { ...vswitch, cidrBlock: "192.168.0.0/24" })).rejects.toThrow(
            /Resource alicloud_vswitch CreateVSwitch Failed!!! \[SDK alibaba-cloud-sdk-go ERROR\]:\nSDKError:\n {3}StatusCode: 400\n {3}Code: InvalidParameter\n.* request id: [0-9A-F-]{36}/,
        );
    });

    it("reads as its live values, in inputs and outputs", async () => {
        const { create, read, stateFile } = providerAtWork();
        const { id } = await create(SWITCH, vswitch);
        changeAccount(stateFile, (account) => {
            Object.assign(account.vswitches[id] ?? {}, { vswitchName: "edited", description: "by hand" });
        });
        const found = await read(SWITCH, id, vswitch);
        expect(found?.inputs).toEqual({ ...vswitch, vswitchName: "edited" });
        expect(found?.outputs).toMatchObject({ vswitchName: "edited", description: "by hand", status: "Available" });
    });

    it("reads as its own inputs while nobody touches it", async () => {
        const { create, read } = providerAtWork();
        for (const [type, inputs] of [
            [SWITCH, vswitch],
            [FIREWALL, firewall],
            [POLICY, policy],
            [BOOK, { groupName: "b", groupType: "domain", description: "d", addressLists: ["b.example", "a.example"] }],
            [EIP, { bandwidth: "5", addressName: "a" }],
        ] as const) {
            const { id } = await create(type, inputs);
            expect((await read(type, id, inputs))?.inputs).toEqual(inputs);
        }
    });

    it("that was imported does not differ by what a program leaves to the service, and does by the rest", async () => {
        const { create, read, diff } = providerAtWork();
        const eip = { bandwidth: "5", internetChargeType: "PayByTraffic", description: "old" };
        const { id } = await create(EIP, eip);
        const imported = (await read(EIP, id))?.inputs ?? {};
        expect(imported).toMatchObject({ isp: "BGP", paymentType: "PayAsYouGo" });
        expect((await diff(EIP, imported, { ...eip })).changes).toEqual([]);
        const { description: _description, ...silent } = eip;
        expect((await diff(EIP, imported, silent)).changes).toMatchObject([{ path: "description", kind: "delete" }]);
        expect((await diff(EIP, imported, { ...eip, isp: "BGP_PRO" })).changes).toMatchObject([{ path: "isp" }]);
    });

    it("is imported with everything that can be set", async () => {
        const { create, read } = providerAtWork();
        const { id } = await create(SWITCH, vswitch);
        expect((await read(SWITCH, id))?.inputs).toMatchObject(vswitch);
    });

    it("that somebody removed reads as gone and is deleted without complaint", async () => {
        const { create, read, remove, stateFile } = providerAtWork();
        const { id } = await create(SWITCH, vswitch);
        changeAccount(stateFile, (account) => {
            delete account.vswitches[id];
        });
        expect(await read(SWITCH, id, vswitch)).toBeUndefined();
        await expect(remove(SWITCH, id)).resolves.toBeUndefined();
    });

    it("loses an output with the input it came from", async () => {
        const { create, update } = providerAtWork();
        const inputs = { ...vswitch, description: "why" };
        const { id, outputs } = await create(SWITCH, inputs);
        expect(await update(SWITCH, id, inputs, vswitch, outputs)).not.toHaveProperty("description");
    });
});

describe("the ids", () => {
    it("are those of the real provider", async () => {
        const { create } = providerAtWork();
        const gatewayVswitch = await create(SWITCH, vswitch);
        expect(gatewayVswitch.id).toMatch(/^vsw-/);
        const gateway = await create(NAT_GATEWAY, {
            vpcId: "vpc-1",
            vswitchId: gatewayVswitch.id,
            natType: "Enhanced",
        });
        expect(gateway.id).toMatch(/^ngw-/);
        expect(gateway.outputs.snatTableIds).toMatch(/^stb-[^,]+$/);
        const eip = await create(EIP, {});
        expect(eip.id).toMatch(/^eip-/);
        const association = await create(ASSOCIATION, { allocationId: eip.id, instanceId: gateway.id });
        expect(association.id).toBe(`${eip.id}:${gateway.id}`);
        const snatTableId = gateway.outputs.snatTableIds;
        const entry = await create(SNAT_ENTRY, {
            snatTableId,
            sourceVswitchId: gatewayVswitch.id,
            snatIp: eip.outputs.ipAddress,
        });
        expect(entry.id).toBe(`${snatTableId}:${entry.outputs.snatEntryId}`);
        expect((await create(FIREWALL, firewall)).id).toMatch(/^proxy-nat/);
        const made = await create(POLICY, policy);
        expect(made.id).toBe(`${made.outputs.aclUuid}:ngw-given:out`);
        const order = await create(ORDER, { aclUuid: made.outputs.aclUuid, natGatewayId: "ngw-given", order: "1" });
        expect(order.id).toBe(made.id);
    });
});

describe("an order resource", () => {
    it("moves its policy, shows the position of today and leaves it behind when deleted", async () => {
        const { create, read, remove, update, account } = providerAtWork();
        await create(FIREWALL, firewall);
        const first = await create(POLICY, policy);
        const second = await create(POLICY, policy);
        const inputs = { aclUuid: second.outputs.aclUuid, natGatewayId: "ngw-given", direction: "out", order: "1" };
        const order = await create(ORDER, inputs);
        const positions = async () => [
            (await read(POLICY, first.id))?.outputs.newOrder,
            (await read(POLICY, second.id))?.outputs.newOrder,
        ];
        expect(await positions()).toEqual(["2", "1"]);
        await update(ORDER, order.id, inputs, { ...inputs, order: "2" });
        expect((await read(ORDER, order.id, inputs))?.inputs.order).toBe("2");
        await remove(ORDER, order.id);
        expect(await positions()).toEqual(["1", "2"]);
        expect(Object.keys(account().natFirewallPolicies)).toHaveLength(2);
    });

    it("is gone with its policy", async () => {
        const { create, read, remove } = providerAtWork();
        await create(FIREWALL, firewall);
        const made = await create(POLICY, policy);
        const order = await create(ORDER, { aclUuid: made.outputs.aclUuid, natGatewayId: "ngw-given", order: "1" });
        await remove(POLICY, made.id);
        expect(await read(ORDER, order.id)).toBeUndefined();
    });
});

describe("a policy", () => {
    it("keeps its place when something else about it changes", async () => {
        const { create, update } = providerAtWork();
        await create(FIREWALL, firewall);
        const inputs = { ...policy, newOrder: "-1" };
        const { id } = await create(POLICY, inputs);
        await create(POLICY, policy);
        expect(await update(POLICY, id, inputs, { ...inputs, description: "new" })).toMatchObject({ newOrder: "1" });
        expect(await update(POLICY, id, inputs, { ...inputs, newOrder: "2" })).toMatchObject({ newOrder: "2" });
    });

    it("never sends the domain mode 0", async () => {
        const { create, account } = providerAtWork();
        await create(FIREWALL, firewall);
        const domain = {
            destinationType: "domain",
            destination: "a.example.com",
            proto: "TCP",
            applicationNameLists: ["HTTPS"],
        };
        const { outputs } = await create(POLICY, { ...policy, ...domain, domainResolveType: 0 });
        expect(account().natFirewallPolicies[String(outputs.aclUuid)]).not.toHaveProperty("domainResolveType");
        expect(outputs.domainResolveType).toBe(0);
    });
});

describe("a route that a NAT firewall has taken over", () => {
    it("reads as it was, unless the account is set to hide it", async () => {
        const { create, read, account, stateFile } = providerAtWork();
        await create(FIREWALL, firewall);
        const id = Object.keys(account().routeEntries)[0] ?? "";
        expect((await read(ROUTE, id))?.outputs.nexthopId).toBe("ngw-given");
        changeAccount(stateFile, ({ settings }) => {
            settings.redirectedRouteReadsAsGone = true;
        });
        expect(await read(ROUTE, id)).toBeUndefined();
    });
});

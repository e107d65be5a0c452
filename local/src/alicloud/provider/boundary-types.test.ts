import { describe, expect, it } from "vitest";
import { listObjects } from "../account-listing";
import { providerAtWork } from "../testing/provider-at-work";

const POLICY = "alicloud:cloudfirewall/controlPolicy:ControlPolicy";
const ORDER = "alicloud:cloudfirewall/controlPolicyOrder:ControlPolicyOrder";
const CONFIG = "alicloud:cloudfirewall/policyAdvancedConfig:PolicyAdvancedConfig";
const VPC_POLICY = "alicloud:cloudfirewall/firewallVpcFirewallControlPolicy:FirewallVpcFirewallControlPolicy";
const VPC_ORDER = "alicloud:cloudfirewall/vpcFirewallControlPolicyOrder:VpcFirewallControlPolicyOrder";
const VPC_MODE = "alicloud:cloudfirewall/vpcFirewallAclEngineMode:VpcFirewallAclEngineMode";
const BOOK = "alicloud:cloudfirewall/addressBook:AddressBook";

const rule = {
    description: "test",
    aclAction: "accept",
    sourceType: "net",
    source: "203.0.113.7/32",
    destinationType: "domain",
    destination: "api.stripe.com",
    proto: "TCP",
    applicationNameLists: ["HTTPS"],
    destPortType: "port",
    destPort: "443/443",
    domainResolveType: "FQDN",
};
const policy = { ...rule, direction: "out" };
const vpcPolicy = { ...rule, vpcFirewallId: "vfw-given" };

// Types, enums and ForceNew: resource_alicloud_cloud_firewall_*.go and the .d.ts of @pulumi/alicloud 3.108.0.
describe("the check of a boundary", () => {
    it.each([
        [POLICY, policy, []],
        [POLICY, { ...policy, newOrder: "1" }, ["newOrder"]],
        [POLICY, { ...policy, order: 1 }, ["order"]],
        [POLICY, { ...policy, domainResolveType: 0 }, ["domainResolveType"]],
        [POLICY, { ...policy, domainResolveType: "BOTH" }, ["domainResolveType"]],
        [POLICY, { ...policy, applicationName: "SSL_No_Cert" }, ["applicationName"]],
        [POLICY, { ...policy, applicationNameLists: ["SSL_No_Cert"] }, []],
        [POLICY, { ...policy, direction: "both", proto: "tcp" }, ["direction", "proto"]],
        [POLICY, { ...policy, natGatewayId: "ngw-1" }, ["natGatewayId"]],
        [POLICY, { ...policy, release: true }, ["release"]],
        [ORDER, { aclUuid: "a", direction: "out", order: 1 }, []],
        [ORDER, { aclUuid: "a", direction: "out", order: "1" }, ["order"]],
        [CONFIG, { internetSwitch: "on" }, []],
        [CONFIG, { internetSwitch: true }, ["internetSwitch"]],
        [VPC_POLICY, vpcPolicy, []],
        [VPC_POLICY, { ...vpcPolicy, order: "1" }, ["order"]],
        [VPC_POLICY, { ...vpcPolicy, destinationType: "location", direction: "out" }, ["destinationType", "direction"]],
        [VPC_POLICY, rule, ["vpcFirewallId"]],
        [VPC_ORDER, { vpcFirewallId: "vfw-1", aclUuid: "a", order: "1" }, []],
        [VPC_ORDER, { vpcFirewallId: "vfw-1", aclUuid: "a", order: 1 }, ["order"]],
        [VPC_MODE, { vpcFirewallId: "vfw-1", strictMode: 1 }, []],
        [VPC_MODE, { vpcFirewallId: "vfw-1", strictMode: true }, ["strictMode"]],
        [VPC_MODE, { vpcFirewallId: "vfw-1", strictMode: 2 }, ["strictMode"]],
    ])("%# (%s) names the properties at fault", async (type, inputs, failures) => {
        expect((await providerAtWork().check(type, inputs)).sort()).toEqual([...failures].sort());
    });
});

describe("the diff of a boundary", () => {
    it.each([
        [POLICY, policy, { direction: "in" }, true],
        [POLICY, policy, { ipVersion: "6" }, true],
        [POLICY, policy, { aclAction: "drop", domainResolveType: "DNS" }, false],
        [ORDER, { aclUuid: "a", direction: "out", order: 1 }, { aclUuid: "b" }, true],
        [ORDER, { aclUuid: "a", direction: "out", order: 1 }, { order: 2 }, false],
        [CONFIG, { internetSwitch: "on" }, { internetSwitch: "off" }, false],
        [VPC_POLICY, vpcPolicy, { vpcFirewallId: "vfw-2" }, true],
        [VPC_POLICY, vpcPolicy, { memberUid: "1" }, true],
        [VPC_POLICY, vpcPolicy, { order: 2, applicationName: "ANY" }, false],
        [VPC_ORDER, { vpcFirewallId: "vfw-1", aclUuid: "a", order: "1" }, { aclUuid: "b" }, true],
        [VPC_ORDER, { vpcFirewallId: "vfw-1", aclUuid: "a", order: "1" }, { order: "2" }, false],
        [VPC_MODE, { vpcFirewallId: "vfw-1", strictMode: 1 }, { vpcFirewallId: "vfw-2" }, true],
        [VPC_MODE, { vpcFirewallId: "vfw-1", strictMode: 1 }, { strictMode: 0 }, false],
    ])("%# (%s) knows what replaces", async (type, inputs, change, replace) => {
        const { changes } = await providerAtWork().diff(type, inputs, { ...inputs, ...change });
        expect(changes.map((found) => found.replace)).toEqual(Object.keys(change).map(() => replace));
    });
});

describe("the policies of both boundaries", () => {
    it("have the ids of the real provider and read as their own inputs", async () => {
        const { create, read, stateFile } = providerAtWork();
        const made = await create(POLICY, policy);
        expect(made.id).toBe(`${made.outputs.aclUuid}:out`);
        expect((await read(POLICY, made.id, policy))?.inputs).toEqual(policy);
        const between = await create(VPC_POLICY, vpcPolicy);
        expect(between.id).toBe(`vfw-given:${between.outputs.aclUuid}`);
        expect((await read(VPC_POLICY, between.id, vpcPolicy))?.inputs).toEqual(vpcPolicy);
        const ids = listObjects(stateFile).map(({ id }) => id);
        expect(ids).toEqual(expect.arrayContaining([made.id, between.id]));
    });

    it("show what the service fills in, and the entries of their books", async () => {
        const { create, remove } = providerAtWork();
        const addressLists = ["192.168.7.0/24"];
        const book = await create(BOOK, { groupName: "blocks", groupType: "ip", description: "d", addressLists });
        const { outputs } = await create(VPC_POLICY, {
            ...vpcPolicy,
            ...{ destinationType: "group", destination: "blocks", domainResolveType: undefined },
        });
        expect(outputs).toMatchObject({
            ...{ order: 1, release: "true", repeatType: "Permanent", domainResolveType: "FQDN", hitTimes: 0 },
            ...{ destinationGroupCidrs: addressLists, destinationGroupType: "ip", sourceGroupCidrs: [] },
        });
        expect((await create(POLICY, policy)).outputs).toMatchObject({ ipVersion: "4", release: "true" });
        await expect(remove(BOOK, book.id)).rejects.toThrow(/ErrorAddressGroupReferenced/);
    });

    it("go, and stay gone", async () => {
        const { create, read, remove } = providerAtWork();
        const made = [
            [POLICY, (await create(POLICY, policy)).id],
            [VPC_POLICY, (await create(VPC_POLICY, vpcPolicy)).id],
        ] as const;
        for (const [type, id] of made) {
            await remove(type, id);
            expect(await read(type, id)).toBeUndefined();
            await expect(remove(type, id)).resolves.toBeUndefined();
        }
    });
});

// `order` is optional and computed: an edit that does not touch it leaves the policy where it is.
describe("the order of a VPC boundary policy", () => {
    it("is sent only when it changed", async () => {
        const { create, update } = providerAtWork();
        const inputs = { ...vpcPolicy, order: 1 };
        const { id } = await create(VPC_POLICY, inputs);
        await create(VPC_POLICY, inputs);
        expect(await update(VPC_POLICY, id, inputs, { ...inputs, description: "new" })).toMatchObject({ order: 2 });
        expect(await update(VPC_POLICY, id, { ...inputs, order: 2 }, inputs)).toMatchObject({ order: 1 });
        expect(await update(VPC_POLICY, id, inputs, vpcPolicy)).toMatchObject({ order: 1 });
    });
});

// Delete of the order resources calls no API in the provider; reads answer with the position of today.
describe("an order resource", () => {
    it.each([
        [POLICY, ORDER, policy, (order: number) => ({ direction: "out", order })],
        [VPC_POLICY, VPC_ORDER, vpcPolicy, (order: number) => ({ vpcFirewallId: "vfw-given", order: String(order) })],
    ] as const)("of a %s moves it, drifts, and leaves it behind", async (type, orderType, inputs, place) => {
        const { create, read, update, remove } = providerAtWork();
        const first = await create(type, inputs);
        const second = await create(type, inputs);
        const { aclUuid } = second.outputs;
        const order = await create(orderType, { aclUuid, ...place(1) });
        expect(order.id).toBe(second.id);
        const other = await create(orderType, { aclUuid: first.outputs.aclUuid, ...place(1) });
        expect((await read(orderType, order.id))?.outputs.order).toEqual(place(2).order);
        await update(orderType, order.id, { aclUuid, ...place(1) }, { aclUuid, ...place(-1) });
        await remove(orderType, other.id);
        expect((await read(orderType, other.id))?.outputs.order).toEqual(place(1).order);
        await remove(type, first.id);
        expect(await read(orderType, other.id)).toBeUndefined();
    });

    it("of the VPC boundary finds no policy without an aclUuid", async () => {
        const { create } = providerAtWork();
        await expect(create(VPC_ORDER, { vpcFirewallId: "vfw-given", order: "1" })).rejects.toThrow(/ErrorUUIDNew/);
    });
});

// Delete of both mode resources calls no API in the provider ("Cannot destroy resource … resources may remain").
describe("a strict mode", () => {
    it("of the internet boundary is one of the account and stays when its resource goes", async () => {
        const { create, read, remove, update, account } = providerAtWork();
        expect((await read(CONFIG, "1"))?.outputs.internetSwitch).toBe("off");
        const { id } = await create(CONFIG, { internetSwitch: "on" });
        expect((await create(CONFIG, { internetSwitch: "on" })).id).toBe(id);
        await remove(CONFIG, id);
        expect(account().internetEngineMode?.strict).toBe(true);
        await update(CONFIG, id, { internetSwitch: "on" }, { internetSwitch: "off" });
        expect((await read(CONFIG, id))?.outputs.internetSwitch).toBe("off");
    });

    it("of a VPC firewall is set at the firewall and stays when its resource goes", async () => {
        const { create, read, remove, update } = providerAtWork();
        const inputs = { vpcFirewallId: "vfw-given", strictMode: 0 };
        const { id } = await create(VPC_MODE, inputs);
        expect(id).toBe("vfw-given");
        await remove(VPC_MODE, id);
        expect((await read(VPC_MODE, id, inputs))?.inputs).toEqual(inputs);
        await update(VPC_MODE, id, inputs, { ...inputs, strictMode: 1 });
        expect((await read(VPC_MODE, id))?.outputs.strictMode).toBe(1);
        await expect(create(VPC_MODE, { ...inputs, vpcFirewallId: "vfw-9" })).rejects.toThrow(
            /ErrorVpcFirewallNotExist/,
        );
        expect(await read(VPC_MODE, "vfw-9")).toBeUndefined();
    });
});

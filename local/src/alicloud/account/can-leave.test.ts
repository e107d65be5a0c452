import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addFirewall, addVswitch, everything, policyRequest, smallAccount } from "../testing/small-account";
import { createAddressBook, modifyAddressBook } from "./address-book";
import { canLeave } from "./can-leave";
import { switchNatFirewall } from "./nat-firewall";
import { createPolicy, modifyPolicy } from "./nat-firewall-policy";
import type { NatFirewallPolicyRequest } from "./objects";
import type { Flow } from "./policy-match";
import { attachRouteTable, createRouteTable } from "./route-table";
import { createSnatEntry, deleteSnatEntry } from "./snat-entry";

const start = new Date("2026-01-01T00:00:00Z");
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);

function world(ruleLagSeconds = 0) {
    const account = smallAccount({ ruleLagSeconds });
    const made = addFirewall(account);
    const sourceVswitchId = addVswitch(account, "10.0.1.0/24");
    const entry = createSnatEntry(account, {
        snatTableId: made.snatTableId,
        sourceVswitchId,
        snatIp: made.eip.ipAddress,
    });
    const flow: Flow = {
        sourceVswitchId,
        host: "api.stripe.com",
        destinationIp: "203.0.113.10",
        port: 443,
        protocol: "TCP",
    };
    const policy = (changes: Partial<NatFirewallPolicyRequest>) =>
        createPolicy(account, policyRequest(made.gateway.id, changes));
    const leaves = (changes: Partial<Flow> = {}, at = start) => canLeave(account, { ...flow, ...changes }, at).allowed;
    return { account, ...made, sourceVswitchId, entry, policy, leaves };
}

beforeEach(() => {
    vi.useFakeTimers({ now: start });
});
afterEach(() => {
    vi.useRealTimers();
});

describe("a flow", () => {
    it("leaves where no policy matches", () => {
        expect(world().leaves()).toBe(true);
    });

    it("stays without an SNAT entry, without a route and without a vSwitch", () => {
        const { account, entry, sourceVswitchId, leaves } = world();
        expect(leaves({ sourceVswitchId: "vsw-9" })).toBe(false);
        deleteSnatEntry(account, entry.id);
        expect(leaves()).toBe(false);
        attachRouteTable(account, createRouteTable(account, { vpcId: "vpc-1" }).id, sourceVswitchId);
        expect(
            canLeave(account, { sourceVswitchId, destinationIp: "203.0.113.10", port: 443, protocol: "TCP" }, start),
        ).toEqual({
            allowed: false,
            reason: `no route from ${sourceVswitchId}`,
        });
    });

    it("is decided by the first policy that matches", () => {
        const { policy, leaves } = world();
        policy({ ...everything, aclAction: "drop" });
        policy({});
        expect(leaves()).toBe(false);
        policy({ newOrder: "1" });
        expect(leaves()).toBe(true);
        expect(leaves({ host: "evil.example" })).toBe(false);
        expect(leaves({ port: 8443 })).toBe(false);
        expect(leaves({ protocol: "UDP" })).toBe(false);
    });

    it("is matched by its source, address or vSwitch", () => {
        const { account, sourceVswitchId, policy, leaves } = world();
        policy({ ...everything, aclAction: "drop", source: "10.0.1.64/26" });
        expect(
            canLeave(account, { sourceIp: "10.0.1.70", destinationIp: "1.2.3.4", port: 1, protocol: "TCP" }, start)
                .allowed,
        ).toBe(false);
        expect(
            canLeave(account, { sourceIp: "10.0.1.10", destinationIp: "1.2.3.4", port: 1, protocol: "TCP" }, start)
                .allowed,
        ).toBe(true);
        expect(leaves({ sourceVswitchId })).toBe(true);
    });

    it("with a wildcard leaves to hosts below the domain only", () => {
        const { policy, leaves } = world();
        policy({ destination: "*.stripe.com" });
        policy({ ...everything, aclAction: "drop" });
        expect(leaves()).toBe(true);
        expect(leaves({ host: "stripe.com" })).toBe(false);
        expect(leaves({ host: "evilstripe.com" })).toBe(false);
    });

    it("without a readable host passes a domain policy in loose mode only", () => {
        const { account, firewall, sourceVswitchId, policy } = world();
        policy({});
        policy({ ...everything, aclAction: "drop" });
        const flow: Flow = { sourceVswitchId, destinationIp: "203.0.113.66", port: 443, protocol: "TCP" };
        expect(canLeave(account, flow, start).allowed).toBe(false);
        firewall.strictMode = 0;
        expect(canLeave(account, flow, start).allowed).toBe(true);
    });

    // https://www.alibabacloud.com/help/en/cloud-firewall/cloudfirewall/user-guide/domain-name-resolution-policy
    describe("to a domain that is matched by DNS", () => {
        const byAddress = { destination: "ntp.example.com", proto: "ANY", applicationNameLists: ["ANY"] };
        const resolvedWorld = (domainResolveType: number) => {
            const made = world();
            made.account.settings.resolvedDomains = { "ntp.example.com": ["203.0.113.123"] };
            const https = domainResolveType === 1 ? byAddress : { destination: "ntp.example.com" };
            made.policy({ ...https, domainResolveType });
            made.policy({ ...everything, aclAction: "drop" });
            return made;
        };

        it("leaves by address, whatever it says it is for and by any protocol", () => {
            const { leaves } = resolvedWorld(1);
            expect(leaves({ destinationIp: "203.0.113.123", host: "evil.example" })).toBe(true);
            expect(leaves({ destinationIp: "203.0.113.123", protocol: "UDP" })).toBe(true);
            expect(leaves({ destinationIp: "203.0.113.66", host: "ntp.example.com" })).toBe(false);
        });

        it("leaves by name or by address in the mode for both", () => {
            const { leaves } = resolvedWorld(2);
            expect(leaves({ destinationIp: "203.0.113.123", host: "evil.example" })).toBe(true);
            expect(leaves({ destinationIp: "203.0.113.66", host: "ntp.example.com" })).toBe(true);
            expect(leaves({ destinationIp: "203.0.113.66", host: "evil.example" })).toBe(false);
        });
    });

    it("is not looked at while the firewall is closed, nor by a policy that is switched off", () => {
        const { account, firewall, policy, leaves } = world();
        policy({ ...everything, aclAction: "drop", release: "false" });
        expect(leaves()).toBe(true);
        policy({ ...everything, aclAction: "drop" });
        expect(leaves()).toBe(false);
        switchNatFirewall(account, firewall.id, "close");
        expect(leaves()).toBe(true);
    });
});

describe("the lag of the firewall", () => {
    it("leaves a gap before a new deny bites", () => {
        const { policy, leaves } = world(180);
        policy({ ...everything, aclAction: "drop" });
        expect(leaves({}, later(179))).toBe(true);
        expect(leaves({}, later(180))).toBe(false);
    });

    it("keeps the old form of an edited policy in force", () => {
        const { account, gateway, policy, leaves } = world(180);
        const { id } = policy({ ...everything, aclAction: "drop" });
        vi.setSystemTime(later(600));
        modifyPolicy(account, id, policyRequest(gateway.id, { ...everything, aclAction: "accept" }));
        expect(leaves({}, later(700))).toBe(false);
        expect(leaves({}, later(780))).toBe(true);
    });

    it("keeps the old entries of an edited book in force", () => {
        const { account, policy, leaves } = world(180);
        const hosts = { groupName: "hosts", groupType: "domain", description: "test" };
        const { id } = createAddressBook(account, { ...hosts, addressLists: ["a.example.com"] });
        policy({ destinationType: "group", destination: "hosts" });
        policy({ ...everything, aclAction: "drop" });
        vi.setSystemTime(later(600));
        modifyAddressBook(account, id, { ...hosts, addressLists: ["b.example.com"] });
        expect(leaves({ host: "a.example.com" }, later(700))).toBe(true);
        expect(leaves({ host: "b.example.com" }, later(700))).toBe(false);
        expect(leaves({ host: "a.example.com" }, later(780))).toBe(false);
        expect(leaves({ host: "b.example.com" }, later(780))).toBe(true);
    });
});

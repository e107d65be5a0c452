import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
    addFirewall,
    addVpcFirewall,
    addVswitch,
    controlPolicyRequest,
    everything,
    policyRequest,
    smallAccount,
    vpcPolicyRequest,
} from "../testing/small-account";
import { createAddressBook } from "./address-book";
import { canLeave } from "./can-leave";
import { createControlPolicy, modifyControlPolicy, moveControlPolicy, switchInternetMode } from "./control-policy";
import { allocateEip } from "./eip";
import { associateEip } from "./eip-association";
import { createPolicy } from "./nat-firewall-policy";
import type { ControlPolicyRequest, NatFirewallPolicyRequest, VpcFirewallPolicyRequest } from "./objects";
import type { Flow } from "./policy-match";
import { createSnatEntry } from "./snat-entry";
import { createVpcPolicy, switchVpcMode } from "./vpc-firewall-policy";

const start = new Date("2026-01-01T00:00:00Z");
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const drop = { ...everything, aclAction: "drop", description: "deny" };

/** A vSwitch that leaves by two public addresses, through an open and strict NAT firewall without policies. */
function world(ruleLagSeconds = 0) {
    const account = smallAccount({ ruleLagSeconds });
    const made = addFirewall(account);
    const second = allocateEip(account, {});
    associateEip(account, { allocationId: second.id, instanceId: made.gateway.id });
    const addresses = [made.eip.ipAddress, second.ipAddress] as const;
    const sourceVswitchId = addVswitch(account, "10.0.1.0/24");
    createSnatEntry(account, { snatTableId: made.snatTableId, sourceVswitchId, snatIp: addresses.join(",") });
    const flow: Flow = {
        sourceVswitchId,
        host: "api.stripe.com",
        destinationIp: "203.0.113.10",
        port: 443,
        protocol: "TCP",
    };
    const leave = (changes: Partial<Flow> = {}, at = start) => canLeave(account, { ...flow, ...changes }, at);
    const hostless = { sourceVswitchId, destinationIp: "203.0.113.10", port: 443, protocol: "TCP" } as const;
    return {
        account,
        addresses,
        leave,
        leaves: (changes: Partial<Flow> = {}, at = start) => leave(changes, at).allowed,
        leavesUnread: (at = start) => canLeave(account, hostless, at).allowed,
        nat: (changes: Partial<NatFirewallPolicyRequest>) =>
            createPolicy(account, policyRequest(made.gateway.id, changes)),
        internet: (changes: Partial<ControlPolicyRequest>) =>
            createControlPolicy(account, controlPolicyRequest(changes)),
    };
}

beforeEach(() => {
    vi.useFakeTimers({ now: start });
});
afterEach(() => {
    vi.useRealTimers();
});

describe("the internet boundary", () => {
    // User guide, how-access-control-policies-work-1: first match wins, no match means allow.
    it("lets everything out while nothing is said, and then its first match decides", () => {
        const { leave, leaves, internet } = world();
        expect(leaves()).toBe(true);
        internet({ description: "stripe" });
        internet(drop);
        expect(leave().reason).toMatch(
            /NAT boundary: no policy matches; internet boundary .*: policy 1 "stripe": accept/,
        );
        expect(leave({ host: "evil.example" })).toEqual({
            allowed: false,
            reason: expect.stringMatching(/^internet boundary for [\d.]+: policy 2 "deny": drop$/),
        });
    });

    // User guide, nat-firewalls: the NAT boundary sees private sources, the internet boundary the public EIP.
    it("sees the public address, not the private one", () => {
        const { leaves, internet } = world();
        internet({ ...drop, source: "10.0.0.0/8" });
        expect(leaves()).toBe(true);
        internet({ ...drop, source: "0.0.0.0/0" });
        expect(leaves()).toBe(false);
    });

    // SNAT entries hold several addresses (CreateSnatEntry), and a connection takes any of them.
    it("has to let every address of the SNAT entry out", () => {
        const { account, addresses, leaves, internet } = world();
        createAddressBook(account, {
            ...{ groupName: "eips", groupType: "ip", description: "test" },
            addressLists: [...addresses],
        });
        internet({ source: addresses[0] });
        internet(drop);
        expect(leaves()).toBe(false);
        const all = internet({ sourceType: "group", source: "eips" });
        expect(leaves()).toBe(false);
        moveControlPolicy(account, all.id, 1);
        expect(leaves()).toBe(true);
    });

    it("comes after the NAT boundary, and both have to agree", () => {
        const { leave, nat, internet } = world();
        nat({});
        nat(drop);
        internet({ destination: "*.example.com" });
        internet(drop);
        expect(leave().reason).toMatch(/^internet boundary .* "deny": drop$/);
        expect(leave({ host: "a.example.com" }).reason).toBe('NAT boundary: policy 2 "deny": drop');
    });

    it("does not look at inward and switched-off policies", () => {
        const { leaves, internet } = world();
        internet({ ...drop, direction: "in" });
        internet({ ...drop, release: "false" });
        expect(leaves()).toBe(true);
    });

    // User guide, configure-the-strict-mode-of-the-internet-firewall: loose unless PolicyAdvancedConfig is on; loose
    // passes what cannot be read yet where address and port fit a domain policy.
    it("passes an unread host by a domain policy unless the account is strict", () => {
        const { account, leavesUnread, internet } = world();
        internet({});
        internet(drop);
        expect(leavesUnread()).toBe(true);
        switchInternetMode(account, true);
        expect(leavesUnread()).toBe(false);
        switchInternetMode(account, false);
        expect(leavesUnread()).toBe(true);
    });

    // User guide, how-access-control-policies-work-1: changes take effect in about three minutes.
    it("takes its time with policies, edits and the strict mode", () => {
        const { account, leaves, leavesUnread, internet } = world(180);
        const accept = internet({});
        internet(drop);
        switchInternetMode(account, true);
        expect([leaves({ host: "evil.example" }, later(179)), leaves({ host: "evil.example" }, later(180))]).toEqual([
            true,
            false,
        ]);
        expect(leavesUnread(later(180))).toBe(false);
        vi.setSystemTime(later(600));
        switchInternetMode(account, false);
        expect([leavesUnread(later(700)), leavesUnread(later(780))]).toEqual([false, true]);
        modifyControlPolicy(account, accept.id, controlPolicyRequest({ destination: "b.example.com" }));
        expect([leaves({}, later(700)), leaves({}, later(780))]).toEqual([true, false]);
    });
});

describe("the VPC boundary", () => {
    const private_ = { destinationIp: "192.168.7.9", port: 5432 };

    function vpcWorld() {
        const made = world();
        const firewall = addVpcFirewall(made.account);
        const vpc = (changes: Partial<VpcFirewallPolicyRequest>) =>
            createVpcPolicy(made.account, vpcPolicyRequest(firewall, changes));
        return { ...made, firewall, vpc };
    }

    // CreateVpcFirewallControlPolicy: traffic between VPCs, and between VPCs and on-premises networks.
    it("decides about private destinations outside the VPC, and nobody else does", () => {
        const { leave, leaves, nat, internet, vpc } = vpcWorld();
        nat(drop);
        internet(drop);
        expect(leave(private_)).toEqual({ allowed: true, reason: "VPC boundary vfw-1: no policy matches" });
        vpc({ description: "db" });
        vpc(drop);
        expect(leave(private_).reason).toBe('VPC boundary vfw-1: policy 1 "db": accept');
        expect(leave({ ...private_, port: 22 })).toEqual({
            allowed: false,
            reason: 'VPC boundary vfw-1: policy 2 "deny": drop',
        });
        expect(leaves({ ...private_, destinationIp: "172.16.0.9" })).toBe(false);
    });

    it("has nothing to say about the internet and about the own VPC", () => {
        const { leaves, vpc } = vpcWorld();
        vpc({ ...drop, source: "0.0.0.0/0" });
        expect(leaves()).toBe(true);
        expect(leaves({ destinationIp: "10.0.1.77" })).toBe(true);
    });

    it("is that of the firewalls before the source's VPC", () => {
        const { account, leaves, firewall, vpc } = vpcWorld();
        vpc(drop);
        Object.assign(account.vpcFirewalls[firewall] ?? {}, { vpcId: "vpc-2" });
        expect(leaves(private_)).toBe(true);
        Object.assign(account.vpcFirewalls[firewall] ?? {}, { vpcId: "vpc-1" });
        expect(leaves(private_)).toBe(false);
    });

    // Strict-mode page: new VPC firewalls are strict; ModifyVpcFirewallAclEngineMode switches it.
    it("holds back an unread host unless the firewall is loose", () => {
        const { account, firewall, vpc } = vpcWorld();
        vpc({ destinationType: "domain", destination: "db.example.com", applicationName: "HTTPS" });
        vpc({ ...drop, source: "0.0.0.0/0" });
        const flow: Flow = { sourceIp: "10.0.1.9", ...private_, protocol: "TCP" };
        expect(canLeave(account, flow, start).allowed).toBe(false);
        switchVpcMode(account, firewall, false);
        expect(canLeave(account, flow, start).allowed).toBe(true);
    });

    it("does not exist without a VPC firewall: a private destination goes the way of all others", () => {
        const { leave, nat } = world();
        nat(drop);
        expect(leave(private_).reason).toBe('NAT boundary: policy 1 "deny": drop');
    });
});

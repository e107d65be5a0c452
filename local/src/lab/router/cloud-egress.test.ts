import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Account } from "../../alicloud/account/account";
import { createAddressBook, modifyAddressBook } from "../../alicloud/account/address-book";
import { canLeave } from "../../alicloud/account/can-leave";
import { createControlPolicy, switchInternetMode } from "../../alicloud/account/control-policy";
import { switchNatFirewall } from "../../alicloud/account/nat-firewall";
import { createPolicy, modifyPolicy } from "../../alicloud/account/nat-firewall-policy";
import type { PolicyRule } from "../../alicloud/account/objects";
import { attachRouteTable, createRouteTable } from "../../alicloud/account/route-table";
import { createSnatEntry } from "../../alicloud/account/snat-entry";
import { createVpcPolicy } from "../../alicloud/account/vpc-firewall-policy";
import {
    addFirewall,
    addVpcFirewall,
    addVswitch,
    answer,
    controlPolicyRequest,
    everything,
    policyRequest,
    smallAccount,
    vpcPolicyRequest,
} from "../../alicloud/testing/small-account";
import { egressOf } from "./cloud-egress";
import { type Flow, passes } from "./egress";

const start = new Date("2026-01-01T00:00:00Z");
const LAG = 180;
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

beforeEach(() => {
    vi.useFakeTimers({ now: start });
});
afterEach(() => {
    vi.useRealTimers();
});

const HOSTS = ["api.stripe.com", "a.example.com", "b.example.com", "example.com"];
const OUTSIDE = ["203.0.113.10", "203.0.113.66", "198.51.100.7"];

const rule: fc.Arbitrary<Partial<PolicyRule>> = fc.record({
    aclAction: fc.constantFrom("accept", "drop", "log"),
    source: fc.constantFrom("0.0.0.0/0", "10.0.1.0/24", "10.0.1.64/26", "10.0.1.70", "10.0.2.0/24"),
    destinationType: fc.constant("net"),
    destination: fc.constantFrom("0.0.0.0/0", "203.0.113.0/24", "203.0.113.66", "192.168.0.0/16"),
    proto: fc.constantFrom("ANY", "TCP", "UDP", "ICMP"),
    applicationNameLists: fc.constant(["ANY"]),
    destPort: fc.constantFrom("0/0", "443/443", "80/443"),
});
const domainRule: fc.Arbitrary<Partial<PolicyRule>> = fc.record({
    aclAction: fc.constantFrom("accept", "drop"),
    source: fc.constantFrom("0.0.0.0/0", "10.0.1.0/24", "10.0.1.64/26"),
    destinationType: fc.constant("domain"),
    destination: fc.constantFrom("api.stripe.com", "A.example.com", "*.example.com"),
    domainResolveType: fc.constantFrom(0, 1, 2),
    destPort: fc.constantFrom("443/443", "80/443"),
    release: fc.constantFrom("true", "false"),
});
const bookRule: fc.Arbitrary<Partial<PolicyRule>> = fc.record({
    aclAction: fc.constantFrom("accept", "drop"),
    destinationType: fc.constant("group"),
    destination: fc.constantFrom("hosts", "blocks"),
});
/** Often with a deny of everything below them, as a perimeter has it. */
const rules = fc
    .tuple(fc.array(fc.oneof(rule, domainRule, domainRule, bookRule), { maxLength: 5 }), fc.boolean())
    .map(([above, fenced]) => (fenced ? [...above, { ...everything, aclAction: "drop", source: "0.0.0.0/0" }] : above));

const world = fc.record({
    nat: rules,
    internet: rules,
    vpc: rules,
    /** Whether the policy that was made last is looked at first. */
    lastIsFirst: fc.boolean(),
    edited: fc.option(fc.tuple(fc.nat(4), rule)),
    bookEdited: fc.boolean(),
    strictNat: fc.boolean(),
    strictOutside: fc.boolean(),
    closed: fc.boolean(),
    behindVpcFirewall: fc.boolean(),
    snatOfHalf: fc.boolean(),
    /** Seconds after the start: nothing has settled, only the edits have not, everything has. */
    at: fc.constantFrom(0, LAG - 1, LAG, 3 * LAG - 1, 3 * LAG, 4 * LAG),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const flow: fc.Arbitrary<Flow> = fc.record(
    {
        source: fc.constantFrom("10.0.1.9", "10.0.1.70", "10.0.1.71", "10.0.2.9", "10.0.3.9", "10.9.9.9"),
        destination: fc.constantFrom(...OUTSIDE, "192.168.7.9"),
        protocol: fc.constantFrom("TCP", "UDP", "ICMP"),
        port: fc.constantFrom(22, 80, 443, 444),
        host: fc.constantFrom(...HOSTS, "API.stripe.com", "evilexample.com"),
    },
    { requiredKeys: ["source", "destination", "protocol", "port"] },
);

const MODES = ["FQDN", "DNS", "FQDN_AND_DNS"];

/** What the account refuses is left out of it, as a real one would. */
function build(made: World): Account {
    vi.setSystemTime(start);
    const account = smallAccount({ ruleLagSeconds: LAG });
    account.settings.resolvedDomains = { "api.stripe.com": ["203.0.113.10"], "a.example.com": ["198.51.100.7"] };
    const { gateway, firewall, eip, snatTableId } = addFirewall(account);
    firewall.strictMode = made.strictNat ? 1 : 0;
    const first = addVswitch(account, "10.0.1.0/24");
    const third = addVswitch(account, "10.0.3.0/24");
    addVswitch(account, "10.0.2.0/24");
    const half = { sourceCidr: "10.0.1.64/26" };
    createSnatEntry(account, {
        snatTableId,
        snatIp: eip.ipAddress,
        ...(made.snatOfHalf ? half : { sourceVswitchId: first }),
    });
    attachRouteTable(account, createRouteTable(account, { vpcId: "vpc-1" }).id, third);
    const book = { groupName: "hosts", groupType: "domain", description: "test" };
    const { id: bookId } = createAddressBook(account, { ...book, addressLists: ["a.example.com", "*.stripe.com"] });
    const blocks = { groupName: "blocks", groupType: "ip", description: "test" };
    createAddressBook(account, { ...blocks, addressLists: ["203.0.113.0/25", "192.168.7.9/32"] });
    const ids = made.nat.flatMap((changes, index) => {
        let id: string | undefined;
        answer(() => {
            const place = made.lastIsFirst && index === made.nat.length - 1 ? { newOrder: "1" } : {};
            id = createPolicy(account, policyRequest(gateway.id, { ...changes, ...place })).id;
        });
        return id ?? [];
    });
    for (const changes of made.internet) {
        answer(() => createControlPolicy(account, controlPolicyRequest(encoded(changes))));
    }
    const vpcFirewall = made.behindVpcFirewall ? addVpcFirewall(account) : undefined;
    for (const changes of vpcFirewall === undefined ? [] : made.vpc) {
        answer(() => createVpcPolicy(account, vpcPolicyRequest(vpcFirewall ?? "", encoded(changes))));
    }
    vi.setSystemTime(after(2 * LAG));
    switchInternetMode(account, made.strictOutside);
    const edited = made.edited === null ? undefined : ids[made.edited[0]];
    if (made.edited !== null && edited !== undefined) {
        const [, changes] = made.edited;
        answer(() => modifyPolicy(account, edited, policyRequest(gateway.id, changes)));
    }
    if (made.bookEdited) {
        modifyAddressBook(account, bookId, { ...book, addressLists: ["b.example.com"] });
    }
    if (made.closed) {
        switchNatFirewall(account, firewall.id, "close");
    }
    return account;
}

/** As the internet and the VPC boundary write a rule. */
function encoded(changes: Partial<PolicyRule>) {
    const { domainResolveType, ...rest } = changes;
    const mode = domainResolveType === undefined ? undefined : MODES[domainResolveType];
    return { ...rest, ...(mode === undefined ? {} : { domainResolveType: mode }) };
}

const asked = ({ source, destination, ...rest }: Flow) => ({ ...rest, sourceIp: source, destinationIp: destination });

describe("the router and the simulated cloud's own evaluator", () => {
    it("agree about every flow, at any time", { timeout: 120_000 }, () => {
        const verdicts = new Set<boolean>();
        fc.assert(
            fc.property(world, fc.array(flow, { minLength: 10, maxLength: 10 }), (made, flows) => {
                const account = build(made);
                const time = after(made.at);
                const egress = egressOf(account, time);
                for (const one of flows) {
                    const { allowed, reason } = canLeave(account, asked(one), time);
                    verdicts.add(allowed);
                    expect({ ...one, reason, allowed: passes(egress, one) }).toEqual({ ...one, reason, allowed });
                }
            }),
            { numRuns: 500 },
        );
        expect(verdicts).toEqual(new Set([true, false]));
    });
    it.each(["FQDN", "DNS", "FQDN_AND_DNS"])(
        "agree about a domain by %s at the internet boundary",
        (domainResolveType) => {
            const account = smallAccount();
            account.settings.resolvedDomains = { "api.stripe.com": ["203.0.113.10"] };
            const made = addFirewall(account);
            const sourceVswitchId = addVswitch(account, "10.0.1.0/24");
            createSnatEntry(account, { snatTableId: made.snatTableId, sourceVswitchId, snatIp: made.eip.ipAddress });
            createControlPolicy(account, controlPolicyRequest({ domainResolveType }));
            createControlPolicy(account, controlPolicyRequest({ ...everything, aclAction: "drop" }));
            const verdicts = OUTSIDE.flatMap((destination) =>
                HOSTS.map((host) => {
                    const one: Flow = { source: "10.0.1.9", destination, host, protocol: "TCP", port: 443 };
                    const allowed = passes(egressOf(account, start), one);
                    expect({ ...one, allowed }).toEqual({
                        ...one,
                        allowed: canLeave(account, asked(one), start).allowed,
                    });
                    return allowed;
                }),
            );
            expect(new Set(verdicts)).toEqual(new Set([true, false]));
        },
    );
});

describe("the router", () => {
    function closedWorld() {
        const account = smallAccount();
        const made = addFirewall(account);
        const sourceVswitchId = addVswitch(account, "10.0.1.0/24");
        addVswitch(account, "10.0.2.0/24");
        createSnatEntry(account, { snatTableId: made.snatTableId, sourceVswitchId, snatIp: made.eip.ipAddress });
        createPolicy(account, policyRequest(made.gateway.id));
        createPolicy(
            account,
            policyRequest(made.gateway.id, { ...everything, source: "10.0.1.0/24", aclAction: "drop" }),
        );
        return { account, ...made };
    }
    const stripe: Flow = {
        source: "10.0.1.9",
        destination: "203.0.113.10",
        protocol: "TCP",
        port: 443,
        host: "api.stripe.com",
    };

    it("carries traffic between vSwitches of a VPC, which no boundary sees", () => {
        const { account } = closedWorld();
        const inside = { ...stripe, source: "10.0.2.9", destination: "10.0.1.9", port: 8443 };
        expect(passes(egressOf(account, start), inside)).toBe(true);
    });

    it("knows which public addresses a source leaves from", () => {
        const { account, eip } = closedWorld();
        const source = egressOf(account, start).find(({ from }) => from === "10.0.1.0/24");
        expect(source?.ways.at(-1)).toMatchObject({ to: "0.0.0.0/0", publicAddresses: [eip.ipAddress] });
    });

    it("stops what has no SNAT entry, another host, and an address that is in no vSwitch", () => {
        const egress = egressOf(closedWorld().account, start);
        expect(passes(egress, stripe)).toBe(true);
        expect(passes(egress, { ...stripe, host: "evil.example" })).toBe(false);
        expect(passes(egress, { ...stripe, source: "10.0.2.9" })).toBe(false);
        expect(passes(egress, { ...stripe, source: "172.31.0.1" })).toBe(false);
    });
});

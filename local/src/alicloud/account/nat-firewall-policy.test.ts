import { describe, expect, it } from "vitest";
import { addFirewall, addGateway, answer, everything, policyRequest, smallAccount } from "../testing/small-account";
import type { Account } from "./account";
import { createAddressBook } from "./address-book";
import { createPolicy, deletePolicy, modifyPolicy, movePolicy, policiesOf } from "./nat-firewall-policy";

/** An account whose gateway has the policies a, b and c, in this order. */
function threePolicies() {
    const account = smallAccount();
    const { gateway } = addFirewall(account);
    const ids = ["a", "b", "c"].map(
        (description) => createPolicy(account, policyRequest(gateway.id, { description })).id,
    );
    return { account, gateway, ids: { a: ids[0] ?? "", b: ids[1] ?? "", c: ids[2] ?? "" } };
}

function chain(account: Account, natGatewayId: string): string {
    const policies = policiesOf(account, natGatewayId);
    expect(policies.map(({ order }) => order)).toEqual(policies.map((_, index) => index + 1));
    return policies.map(({ description }) => description).join("");
}

describe("the order of policies", () => {
    it("puts a new policy last unless it names a place", () => {
        const { account, gateway } = threePolicies();
        createPolicy(account, policyRequest(gateway.id, { description: "d", newOrder: "-1" }));
        createPolicy(account, policyRequest(gateway.id, { description: "e", newOrder: "1" }));
        expect(chain(account, gateway.id)).toBe("eabcd");
    });

    it.each([
        ["c", "1", "cab"],
        ["a", "3", "bca"],
        ["a", "-1", "bca"],
        ["b", "2", "abc"],
        ["a", "2", "bac"],
    ] as const)("moves %s to %s", (which, order, expected) => {
        const { account, gateway, ids } = threePolicies();
        movePolicy(account, ids[which], order);
        expect(chain(account, gateway.id)).toBe(expected);
    });

    it("closes the gap of a deleted policy", () => {
        const { account, gateway, ids } = threePolicies();
        deletePolicy(account, ids.a);
        expect(chain(account, gateway.id)).toBe("bc");
    });

    it.each(["0", "4", "-2", "1.5", "first", ""])("refuses the place %j among three", (order) => {
        const { account, gateway, ids } = threePolicies();
        expect(answer(() => movePolicy(account, ids.a, order))).toBe("ErrorParametersNewOrder");
        expect(chain(account, gateway.id)).toBe("abc");
    });

    it("refuses a new policy further down than the place after the last", () => {
        const { account, gateway } = threePolicies();
        expect(answer(() => createPolicy(account, policyRequest(gateway.id, { newOrder: "5" })))).toBe(
            "ErrorParametersNewOrder",
        );
        expect(answer(() => createPolicy(account, policyRequest(gateway.id, { newOrder: "4" })))).toBe("accepted");
    });

    it("is one of each NAT gateway", () => {
        const { account, gateway } = threePolicies();
        const other = addGateway(account, "10.0.253.0/28").gateway;
        expect(chain(account, other.id)).toBe("");
        expect(chain(account, gateway.id)).toBe("abc");
    });

    it("stays when a policy is edited, and changes when the edit names a place", () => {
        const { account, gateway, ids } = threePolicies();
        modifyPolicy(account, ids.b, policyRequest(gateway.id, { description: "B" }));
        expect(chain(account, gateway.id)).toBe("aBc");
        modifyPolicy(account, ids.b, policyRequest(gateway.id, { description: "B", newOrder: "1" }));
        expect(chain(account, gateway.id)).toBe("Bac");
    });
});

describe("a policy", () => {
    it("needs a NAT firewall on its gateway", () => {
        const account = smallAccount();
        const { gateway } = addGateway(account);
        expect(answer(() => createPolicy(account, policyRequest(gateway.id)))).toBe("ErrorNatFirewallNotExist");
        expect(answer(() => createPolicy(account, policyRequest("ngw-9")))).toBe("ErrorNatGatewayNotExist");
    });

    it("that cannot be found is neither edited nor moved", () => {
        const { account, gateway } = threePolicies();
        expect(answer(() => movePolicy(account, "x", "1"))).toBe("ErrorUUIDNew");
        expect(answer(() => modifyPolicy(account, "x", policyRequest(gateway.id)))).toBe("ErrorUUIDNew");
    });

    it.each([
        ["inward", { direction: "in" }, "ErrorParametersDirection"],
        ["with an unknown action", { aclAction: "allow" }, "ErrorParametersAction"],
        ["with an unknown protocol", { proto: "tcp" }, "ErrorParametersProto"],
        ["with a source that is no block", { source: "api.stripe.com" }, "ErrorParametersSource"],
        ["with a source of an unknown type", { sourceType: "domain" }, "ErrorParametersSource"],
        [
            "with a book for a source that does not exist",
            { sourceType: "group", source: "x" },
            "ErrorAddressGroupNotExist",
        ],
        ["with a book of domains for a source", { sourceType: "group", source: "hosts" }, "ErrorParametersSource"],
        ["to a book that does not exist", { destinationType: "group", destination: "x" }, "ErrorAddressGroupNotExist"],
        ["to a book of ports", { destinationType: "group", destination: "ports" }, "ErrorParametersDestination"],
        ["to something that is no domain", { destination: "*" }, "ErrorParametersDestination"],
        ["to something that is no block", { destinationType: "net" }, "ErrorParametersDestination"],
        ["to a domain by UDP", { proto: "UDP", applicationNameLists: ["ANY"] }, "ErrorParametersProto"],
        ["to a domain for any application", { applicationNameLists: ["ANY"] }, "ErrorEmptyDomainResolveType"],
        ["to a domain for SSH", { applicationNameLists: ["SSH"] }, "ErrorEmptyDomainResolveType"],
        ["to a domain in an unknown mode", { domainResolveType: 3 }, "ErrorParameters"],
        [
            "to a wildcard in DNS mode",
            { destination: "*.stripe.com", domainResolveType: 1 },
            "ErrorParametersDestination",
        ],
        [
            "to a wildcard in both modes",
            { destination: "*.stripe.com", domainResolveType: 2 },
            "ErrorParametersDestination",
        ],
        ["without an application", { applicationNameLists: [] }, "ErrorParametersApplicationNameList"],
        ["for an unknown application", { applicationNameLists: ["TLS"] }, "ErrorParametersApplicationNameList"],
        ["for ANY and more", { applicationNameLists: ["ANY", "HTTP"] }, "ErrorParametersApplicationNameList"],
        [
            "for HTTPS by any protocol",
            { ...everything, applicationNameLists: ["HTTPS"] },
            "ErrorParametersApplicationNameList",
        ],
        ["to a bare port", { destPort: "443" }, "ErrorParametersDestPort"],
        ["to a port past the last", { destPort: "1/70000" }, "ErrorParametersDestPort"],
        [
            "to a port book that does not exist",
            { destPortType: "group", destPortGroup: "x" },
            "ErrorAddressGroupNotExist",
        ],
        [
            "to a port book of another type",
            { destPortType: "group", destPortGroup: "hosts" },
            "ErrorParametersGroupPort",
        ],
        ["by ICMP to a port", { ...everything, proto: "ICMP", destPort: "1/2" }, "ErrorParametersDestPort"],
        ["over IPv6 from an IPv4 block", { ipVersion: "6" }, "ErrorParametersSource"],
        ["over an unknown IP version", { ipVersion: "5" }, "ErrorParameterIpVersion"],
    ])("is refused %s", (_, changes, code) => {
        const { account, gateway } = withBooks();
        expect(answer(() => createPolicy(account, policyRequest(gateway.id, changes)))).toBe(code);
    });

    it.each([
        ["to one domain by HTTPS", {}],
        ["to a wildcard in FQDN mode", { destination: "*.stripe.com" }],
        ["to a domain by DNS and any protocol", { domainResolveType: 1, proto: "UDP", applicationNameLists: ["ANY"] }],
        ["to a domain in both modes", { domainResolveType: 2 }],
        ["to a book of domains", { destinationType: "group", destination: "hosts" }],
        [
            "to a book of blocks for any application",
            { destinationType: "group", destination: "blocks", applicationNameLists: ["ANY"] },
        ],
        ["from a book of blocks", { sourceType: "group", source: "blocks" }],
        ["to a book of ports", { destPortType: "group", destPortGroup: "ports" }],
        [
            "for several applications",
            { applicationNameLists: ["HTTP", "HTTPS", "SSL", "SMTP", "SMTPS", "POPS", "IMAPS"] },
        ],
        ["dropping everything", { ...everything, aclAction: "drop" }],
        ["by ICMP", { ...everything, proto: "ICMP" }],
    ])("is accepted %s", (_, changes) => {
        const { account, gateway } = withBooks();
        expect(answer(() => createPolicy(account, policyRequest(gateway.id, changes)))).toBe("accepted");
    });

    it("is held to the same rules when it is edited", () => {
        const { account, gateway, ids } = threePolicies();
        const edit = policyRequest(gateway.id, { applicationNameLists: ["SSH"] });
        expect(answer(() => modifyPolicy(account, ids.a, edit))).toBe("ErrorEmptyDomainResolveType");
    });
});

describe("the quota", () => {
    it("counts sources times destinations times ports times applications", () => {
        const changes = {
            ...{ sourceType: "group", source: "blocks" },
            ...{ destinationType: "group", destination: "hosts" },
            ...{ destPortType: "group", destPortGroup: "ports" },
            applicationNameLists: ["HTTPS", "SSL"],
        };
        for (const [policyQuota, expected] of [
            [2 * 3 * 2 * 2, "accepted"],
            [2 * 3 * 2 * 2 - 1, "ErrorAclExtendedCountExceed"],
        ] as const) {
            const { account, gateway } = withBooks(policyQuota);
            expect(answer(() => createPolicy(account, policyRequest(gateway.id, changes)))).toBe(expected);
        }
    });

    it("is one for all policies together", () => {
        const { account, gateway } = withBooks(2);
        createPolicy(account, policyRequest(gateway.id));
        createPolicy(account, policyRequest(gateway.id));
        expect(answer(() => createPolicy(account, policyRequest(gateway.id)))).toBe("ErrorAclExtendedCountExceed");
    });
});

function withBooks(policyQuota = 10_000) {
    const account = smallAccount({ policyQuota });
    const books = {
        hosts: ["domain", ["a.example.com", "b.example.com", "c.example.com"]],
        blocks: ["ip", ["10.0.1.0/24", "10.0.2.0/24"]],
        ports: ["port", ["443/443", "8443/8443"]],
    } as const;
    for (const [groupName, [groupType, entries]] of Object.entries(books)) {
        createAddressBook(account, { groupName, groupType, description: "test", addressLists: [...entries] });
    }
    return { account, ...addFirewall(account) };
}

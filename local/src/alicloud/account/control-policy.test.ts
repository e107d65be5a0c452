import { describe, expect, it } from "vitest";
import { answer, controlPolicyRequest, everything, smallAccount } from "../testing/small-account";
import type { Account } from "./account";
import { createAddressBook, deleteAddressBook } from "./address-book";
import {
    controlPoliciesOf,
    createControlPolicy,
    deleteControlPolicy,
    modifyControlPolicy,
    moveControlPolicy,
} from "./control-policy";
import type { ControlPolicyRequest } from "./objects";

/** An account with the outward policies a, b and c, in this order. */
function threePolicies() {
    const account = smallAccount();
    const make = (description: string) => createControlPolicy(account, controlPolicyRequest({ description })).id;
    return { account, ids: { a: make("a"), b: make("b"), c: make("c") } };
}

function chain(account: Account, direction = "out"): string {
    const policies = controlPoliciesOf(account, direction);
    expect(policies.map(({ order }) => order)).toEqual(policies.map((_, index) => index + 1));
    return policies.map(({ description }) => description).join("");
}

function asked(changes: Partial<ControlPolicyRequest>, account = smallAccount()): string {
    return answer(() => createControlPolicy(account, controlPolicyRequest(changes)));
}

describe("the order at the internet boundary", () => {
    // resource_alicloud_cloud_firewall_control_policy.go: request["NewOrder"] = "-1"; facts: user guide,
    // how-access-control-policies-work-1: a new policy has the lowest priority.
    it("has a new policy last, also below a deny", () => {
        const { account } = threePolicies();
        createControlPolicy(account, controlPolicyRequest({ ...everything, aclAction: "drop", description: "d" }));
        createControlPolicy(account, controlPolicyRequest({ description: "e" }));
        expect(chain(account)).toBe("abcde");
    });

    // API ModifyControlPolicyPriority: 1 is the highest priority, -1 the lowest.
    it.each([
        ["c", 1, "cab"],
        ["a", 3, "bca"],
        ["a", -1, "bca"],
        ["b", 2, "abc"],
    ] as const)("moves %s to %i", (which, order, expected) => {
        const { account, ids } = threePolicies();
        moveControlPolicy(account, ids[which], order);
        expect(chain(account)).toBe(expected);
    });

    it.each([0, 4, -2, 1.5])("has no place %d among three", (order) => {
        const { account, ids } = threePolicies();
        expect(answer(() => moveControlPolicy(account, ids.a, order))).toBe("ErrorParametersNewOrder");
        expect(chain(account)).toBe("abc");
    });

    // The id is aclUuid:direction, and DescribeControlPolicy asks for a direction: each has a list of its own.
    it("is one of each direction", () => {
        const { account } = threePolicies();
        const inward = { direction: "in", destinationType: "net", destination: "203.0.113.7", description: "z" };
        createControlPolicy(account, controlPolicyRequest(inward));
        expect([chain(account, "in"), chain(account)]).toEqual(["z", "abc"]);
    });

    it("survives an edit and closes the gap of a deleted policy", () => {
        const { account, ids } = threePolicies();
        modifyControlPolicy(account, ids.b, controlPolicyRequest({ description: "B" }));
        expect(chain(account)).toBe("aBc");
        deleteControlPolicy(account, ids.a);
        expect(chain(account)).toBe("Bc");
        expect(answer(() => moveControlPolicy(account, ids.a, 1))).toBe("ErrorUUIDNew");
        expect(answer(() => modifyControlPolicy(account, ids.a, controlPolicyRequest()))).toBe("ErrorUUIDNew");
    });
});

describe("a policy of the internet boundary", () => {
    // Doc comments of ControlPolicyArgs in @pulumi/alicloud 3.108.0: "You must specify at least one of the
    // applicationNameList and applicationName"; "if you specify both, only the applicationNameList takes effect".
    it("names one application, or a list, which wins", () => {
        const { applicationNameLists: _, ...bare } = controlPolicyRequest();
        const create = (changes: Partial<ControlPolicyRequest>) =>
            answer(() => createControlPolicy(smallAccount(), { ...bare, ...changes }));
        expect(create({})).toBe("ErrorParametersApplicationNameList");
        expect(create({ applicationName: "HTTPS" })).toBe("accepted");
        expect(create({ applicationName: "SSH" })).toBe("ErrorEmptyDomainResolveType");
        expect(create({ applicationName: "SSH", applicationNameLists: ["HTTPS"] })).toBe("accepted");
    });

    // User guide, domain-name-resolution-policy: wildcards in FQDN mode only, which needs a readable request; DNS mode
    // takes any protocol. The modes have names here (ControlPolicyArgs.domainResolveType).
    it.each([
        ["a wildcard in FQDN mode", { destination: "*.stripe.com", domainResolveType: "FQDN" }, "accepted"],
        ["a wildcard without a mode", { destination: "*.stripe.com" }, "accepted"],
        [
            "a wildcard in DNS mode",
            { destination: "*.stripe.com", domainResolveType: "DNS" },
            "ErrorParametersDestination",
        ],
        [
            "a wildcard in both modes",
            { destination: "*.stripe.com", domainResolveType: "FQDN_AND_DNS" },
            "ErrorParametersDestination",
        ],
        ["UDP in DNS mode", { proto: "UDP", applicationNameLists: ["ANY"], domainResolveType: "DNS" }, "accepted"],
        [
            "UDP in FQDN mode",
            { proto: "UDP", applicationNameLists: ["ANY"], domainResolveType: "FQDN" },
            "ErrorParametersProto",
        ],
        ["the NAT boundary's mode number", { domainResolveType: "2" }, "ErrorParameters"],
    ])("is asked for %s", (_, changes, expected) => {
        expect(asked(changes)).toBe(expected);
    });

    // API AddControlPolicy: protocols other than TCP take the application ANY only.
    it("by UDP takes the application ANY only", () => {
        const net = { destinationType: "net", destination: "203.0.113.0/24", proto: "UDP" };
        expect(asked({ ...net, applicationNameLists: ["HTTPS"] })).toBe("ErrorParametersApplicationNameList");
        expect(asked({ ...net, applicationNameLists: ["ANY"] })).toBe("accepted");
    });

    // API AddControlPolicy, SourceType and DestinationType by Direction, in the stricter reading.
    it("names domains as outward destinations only", () => {
        expect(asked({ direction: "in" })).toBe("ErrorParametersDestination");
        expect(asked({ sourceType: "domain", source: "api.stripe.com" })).toBe("ErrorParametersSource");
        expect(asked({ direction: "both" })).toBe("ErrorParametersDirection");
    });

    it("cannot name locations here, which the service could", () => {
        const location = { destinationType: "location", destination: '["CN"]' };
        expect(asked(location)).toBe("ErrorParameters");
        expect(asked({ ...location, direction: "in" })).toBe("ErrorParametersDestination");
    });

    // User guide, manage-address-books: a book can be used by every boundary, and not deleted while it is.
    it("holds the books it names", () => {
        const account = smallAccount();
        const book = (groupName: string, groupType: string, entry: string) =>
            createAddressBook(account, { groupName, groupType, description: "test", addressLists: [entry] }).id;
        const books = [
            book("eips", "ip", "203.0.113.7"),
            book("hosts", "domain", "api.stripe.com"),
            book("ports", "port", "443/443"),
        ];
        const request = controlPolicyRequest({
            ...{ sourceType: "group", source: "eips", destinationType: "group", destination: "hosts" },
            ...{ destPortType: "group", destPortGroup: "ports" },
        });
        const { id } = createControlPolicy(account, request);
        expect(books.map((name) => answer(() => deleteAddressBook(account, name)))).toEqual(
            books.map(() => "ErrorAddressGroupReferenced"),
        );
        deleteControlPolicy(account, id);
        expect(books.map((name) => answer(() => deleteAddressBook(account, name)))).toEqual(
            books.map(() => "accepted"),
        );
        expect(asked({ destinationType: "group", destination: "hosts" }, account)).toBe("ErrorAddressGroupNotExist");
    });

    // User guide, overview-of-access-control-policies: sources × destinations × ports × applications, and a quota of
    // its own for each boundary (pay-as-you-go page).
    it("is counted against the quota of its own boundary", () => {
        const two = { applicationNameLists: ["HTTPS", "SSL"] };
        expect(asked(two, smallAccount({ internetPolicyQuota: 2, policyQuota: 0, vpcPolicyQuota: 0 }))).toBe(
            "accepted",
        );
        expect(asked(two, smallAccount({ internetPolicyQuota: 1 }))).toBe("ErrorAclExtendedCountExceed");
    });
});

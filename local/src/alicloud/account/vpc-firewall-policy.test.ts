import { describe, expect, it } from "vitest";
import { addVpcFirewall, answer, smallAccount, vpcPolicyRequest } from "../testing/small-account";
import type { Account } from "./account";
import { createAddressBook, deleteAddressBook, modifyAddressBook } from "./address-book";
import type { VpcFirewallPolicyRequest } from "./objects";
import {
    createVpcPolicy,
    deleteVpcPolicy,
    modifyVpcPolicy,
    moveVpcPolicy,
    switchVpcMode,
    vpcPoliciesOf,
} from "./vpc-firewall-policy";

/** An account whose VPC firewall has the policies a, b and c, in this order. */
function threePolicies() {
    const account = smallAccount();
    const firewall = addVpcFirewall(account);
    const make = (description: string) => createVpcPolicy(account, vpcPolicyRequest(firewall, { description })).id;
    return { account, firewall, ids: { a: make("a"), b: make("b"), c: make("c") } };
}

function chain(account: Account, vpcFirewallId: string): string {
    const policies = vpcPoliciesOf(account, vpcFirewallId);
    expect(policies.map(({ order }) => order)).toEqual(policies.map((_, index) => index + 1));
    return policies.map(({ description }) => description).join("");
}

describe("the order at the VPC boundary", () => {
    // resource_alicloud_cloud_firewall_vpc_firewall_control_policy.go: an order of 0 (Go's unset) is sent as -1.
    it("has a new policy last unless it names a place", () => {
        const { account, firewall } = threePolicies();
        createVpcPolicy(account, vpcPolicyRequest(firewall, { description: "d", order: 0 }));
        createVpcPolicy(account, vpcPolicyRequest(firewall, { description: "e", order: 1 }));
        expect(chain(account, firewall)).toBe("eabcd");
        expect(answer(() => createVpcPolicy(account, vpcPolicyRequest(firewall, { order: 9 })))).toBe(
            "ErrorParametersNewOrder",
        );
    });

    // API ModifyVpcFirewallControlPolicyPosition: 1 is the highest priority, -1 the lowest.
    it.each([
        ["c", "1", "cab"],
        ["a", "-1", "bca"],
    ] as const)("moves %s to %s", (which, order, expected) => {
        const { account, firewall, ids } = threePolicies();
        moveVpcPolicy(account, firewall, ids[which], order);
        expect(chain(account, firewall)).toBe(expected);
    });

    // The policy group is the firewall: VpcFirewallId is part of every call.
    it("is one of each firewall", () => {
        const { account, firewall, ids } = threePolicies();
        const other = addVpcFirewall(account, "cen-2");
        createVpcPolicy(account, vpcPolicyRequest(other, { description: "z" }));
        expect([chain(account, other), chain(account, firewall)]).toEqual(["z", "abc"]);
        expect(answer(() => moveVpcPolicy(account, other, ids.a, "1"))).toBe("ErrorUUIDNew");
    });

    it("survives an edit, changes when the edit names a place, and closes gaps", () => {
        const { account, firewall, ids } = threePolicies();
        modifyVpcPolicy(account, ids.b, vpcPolicyRequest(firewall, { description: "B" }));
        expect(chain(account, firewall)).toBe("aBc");
        modifyVpcPolicy(account, ids.b, vpcPolicyRequest(firewall, { description: "B", order: 1 }));
        expect(chain(account, firewall)).toBe("Bac");
        deleteVpcPolicy(account, ids.a);
        expect(chain(account, firewall)).toBe("Bc");
    });
});

describe("a policy of the VPC boundary", () => {
    it("needs its firewall, which is given and never made", () => {
        const account = smallAccount();
        expect(answer(() => createVpcPolicy(account, vpcPolicyRequest("vfw-9")))).toBe("ErrorVpcFirewallNotExist");
        expect(answer(() => switchVpcMode(account, "vfw-9", true))).toBe("ErrorVpcFirewallNotExist");
    });

    // Doc comments of FirewallVpcFirewallControlPolicyArgs in @pulumi/alicloud 3.108.0: destination net, group or domain,
    // source net or group, one application or a list that wins.
    it.each([
        ["a location", { destinationType: "location", destination: '["CN"]' }, "ErrorParametersDestination"],
        ["a source that is a domain", { sourceType: "domain", source: "a.example.com" }, "ErrorParametersSource"],
        [
            "a domain by HTTPS",
            { destinationType: "domain", destination: "db.example.com", applicationName: "HTTPS" },
            "accepted",
        ],
        [
            "a wildcard in DNS mode",
            { destinationType: "domain", destination: "*.example.com", domainResolveType: "DNS" },
            "ErrorParametersDestination",
        ],
        ["an application nobody knows", { applicationName: "TLS" }, "ErrorParametersApplicationNameList"],
        ["a list beside it", { applicationName: "TLS", applicationNameLists: ["ANY"] }, "accepted"],
    ])("is asked for %s", (_, changes: Partial<VpcFirewallPolicyRequest>, expected) => {
        const account = smallAccount();
        const firewall = addVpcFirewall(account);
        expect(answer(() => createVpcPolicy(account, vpcPolicyRequest(firewall, changes)))).toBe(expected);
    });

    // User guide, manage-address-books, and overview-of-access-control-policies for the expanded count.
    it("holds its books and pays for their entries", () => {
        const account = smallAccount({ vpcPolicyQuota: 2, policyQuota: 0, internetPolicyQuota: 0 });
        const firewall = addVpcFirewall(account);
        const request = { groupName: "blocks", groupType: "ip", description: "test" };
        const { id } = createAddressBook(account, { ...request, addressLists: ["192.168.7.0/24", "192.168.8.0/24"] });
        const grouped = vpcPolicyRequest(firewall, { destinationType: "group", destination: "blocks" });
        const made = createVpcPolicy(account, grouped);
        expect(answer(() => deleteAddressBook(account, id))).toBe("ErrorAddressGroupReferenced");
        const addressLists = ["192.168.7.0/24", "192.168.8.0/24", "192.168.9.0/24"];
        expect(answer(() => modifyAddressBook(account, id, { ...request, addressLists }))).toBe(
            "ErrorAclExtendedCountExceed",
        );
        deleteVpcPolicy(account, made.id);
        expect(answer(() => deleteAddressBook(account, id))).toBe("accepted");
    });
});

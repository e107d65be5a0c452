import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
    addFirewall,
    addVpcFirewall,
    answer,
    controlPolicyRequest,
    everything,
    policyRequest,
    smallAccount,
    vpcPolicyRequest,
} from "../testing/small-account";
import { createAddressBook, deleteAddressBook, modifyAddressBook, policiesUsing } from "./address-book";
import { createControlPolicy, deleteControlPolicy } from "./control-policy";
import { createPolicy, deletePolicy } from "./nat-firewall-policy";
import { createVpcPolicy, deleteVpcPolicy } from "./vpc-firewall-policy";

const stripe = { groupName: "hosts", groupType: "domain", description: "test", addressLists: ["api.stripe.com"] };

describe("an address book", () => {
    it("keeps its entries in the order they were given", () => {
        const addressLists = ["b.example.com", "a.example.com", "*.c.example.com"];
        expect(createAddressBook(smallAccount(), { ...stripe, addressLists }).addressLists).toEqual(addressLists);
    });

    it("has a name that is free in the account, of whichever type the other is", () => {
        const account = smallAccount();
        createAddressBook(account, stripe);
        const other = { ...stripe, groupType: "ip", addressLists: ["10.0.0.0/24"] };
        expect(answer(() => createAddressBook(account, other))).toBe("ErrorAddressGroupNameExist");
        expect(answer(() => createAddressBook(account, { ...other, groupName: "other" }))).toBe("accepted");
    });

    it.each([
        ["ip", "10.0.0.1", true],
        ["ip", "10.0.0.0/24", true],
        ["ip", "::1/128", false],
        ["ip", "example.com", false],
        ["ipv6", "2001:db8::/32", true],
        ["ipv6", "10.0.0.1", false],
        ["domain", "*.example.com", true],
        ["domain", "*", false],
        ["domain", "a.*.example.com", false],
        ["domain", "https://example.com", false],
        ["domain", "10.0.0.1", false],
        ["port", "80", true],
        ["port", "80/443", true],
        ["port", "443/80", false],
        ["port", "http", false],
    ])("of type %s is asked to hold %s: fits %s", (groupType, entry, fits) => {
        const request = { ...stripe, groupType, addressLists: [entry] };
        expect(answer(() => createAddressBook(smallAccount(), request))).toBe(fits ? "accepted" : "ErrorParameters");
    });

    it("is refused when empty, and when of a type that is not modelled", () => {
        const account = smallAccount();
        expect(answer(() => createAddressBook(account, { ...stripe, addressLists: [] }))).toBe("ErrorParameters");
        expect(answer(() => createAddressBook(account, { ...stripe, groupType: "tag" }))).toBe(
            "ErrorParametersGroupType",
        );
    });

    it("holds 2,000 entries and no more", () => {
        const hosts = (count: number) => Array.from({ length: count }, (_, index) => `h${index}.example.com`);
        const create = (count: number) => () =>
            createAddressBook(smallAccount(), { ...stripe, addressLists: hosts(count) });
        expect(answer(create(2_000))).toBe("accepted");
        expect(answer(create(2_001))).toBe("ErrorAddressCountExceed");
    });

    // User guide, manage-address-books: one book can be used at every boundary, and goes when none uses it any more.
    it("serves all three boundaries and stays until the last policy is gone", () => {
        const account = smallAccount();
        const { gateway } = addFirewall(account);
        const book = createAddressBook(account, stripe);
        const hosts = { destinationType: "group", destination: "hosts" };
        const https = { ...hosts, applicationName: "HTTPS" };
        const nat = createPolicy(account, policyRequest(gateway.id, hosts)).id;
        const internet = createControlPolicy(account, controlPolicyRequest(https)).id;
        const between = createVpcPolicy(account, vpcPolicyRequest(addVpcFirewall(account), https)).id;
        const users = () => policiesUsing(account, book).map(({ id }) => id);
        expect(users()).toEqual([nat, internet, between]);
        deletePolicy(account, nat);
        deleteControlPolicy(account, internet);
        expect(answer(() => deleteAddressBook(account, book.id))).toBe("ErrorAddressGroupReferenced");
        deleteVpcPolicy(account, between);
        expect(answer(() => deleteAddressBook(account, book.id))).toBe("accepted");
    });

    it("is neither deleted nor renamed while a policy names it", () => {
        const account = smallAccount();
        const { gateway } = addFirewall(account);
        const book = createAddressBook(account, stripe);
        const named = { destinationType: "group", destination: "hosts" };
        const policy = createPolicy(account, policyRequest(gateway.id, named));
        expect(answer(() => deleteAddressBook(account, book.id))).toBe("ErrorAddressGroupReferenced");
        expect(answer(() => modifyAddressBook(account, book.id, { ...stripe, groupName: "new" }))).toBe(
            "ErrorAddressGroupReferenced",
        );
        expect(answer(() => modifyAddressBook(account, book.id, { ...stripe, description: "new" }))).toBe("accepted");
        deletePolicy(account, policy.id);
        expect(answer(() => modifyAddressBook(account, book.id, { ...stripe, groupName: "new" }))).toBe("accepted");
        expect(answer(() => deleteAddressBook(account, book.id))).toBe("accepted");
    });

    it("is not grown past the quota of the policies that name it", () => {
        const account = smallAccount({ policyQuota: 2 });
        const { gateway } = addFirewall(account);
        const book = createAddressBook(account, stripe);
        createPolicy(account, policyRequest(gateway.id, { destinationType: "group", destination: "hosts" }));
        const grown = (count: number) => ({
            ...stripe,
            addressLists: Array.from({ length: count }, (_, index) => `h${index}.example.com`),
        });
        expect(answer(() => modifyAddressBook(account, book.id, grown(2)))).toBe("accepted");
        expect(answer(() => modifyAddressBook(account, book.id, grown(3)))).toBe("ErrorAclExtendedCountExceed");
    });
});

describe("an edit of an address book", () => {
    beforeEach(() => {
        vi.useFakeTimers({ now: new Date("2026-01-01T00:00:00Z") });
    });
    afterEach(() => {
        vi.useRealTimers();
    });

    it("decides after the lag, and the entries before it until then", () => {
        const account = smallAccount({ ruleLagSeconds: 180 });
        const { id } = createAddressBook(account, stripe);
        expect(account.addressBooks[id]?.effectiveAt).toBe("2026-01-01T00:03:00.000Z");
        vi.setSystemTime(new Date("2026-01-01T00:10:00Z"));
        modifyAddressBook(account, id, { ...stripe, addressLists: ["b.example.com"] });
        vi.setSystemTime(new Date("2026-01-01T00:11:00Z"));
        modifyAddressBook(account, id, { ...stripe, addressLists: ["c.example.com"] });
        expect(account.addressBooks[id]).toMatchObject({
            addressLists: ["c.example.com"],
            supersededAddressLists: ["api.stripe.com"],
            effectiveAt: "2026-01-01T00:14:00.000Z",
        });
    });

    it("without a lag decides at once", () => {
        const account = smallAccount();
        const { gateway } = addFirewall(account);
        expect(createPolicy(account, policyRequest(gateway.id, everything)).effectiveAt).toBe(
            "2026-01-01T00:00:00.000Z",
        );
    });
});

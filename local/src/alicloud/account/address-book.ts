import { type Account, all, cloudObject, effectiveAt, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import { parseCidr } from "./cidr";
import { requireQuota } from "./firewall-quota";
import type { AddressBook, AddressBookRequest, PlacedPolicy } from "./objects";
import { isPortRange } from "./port-range";
import { uuid } from "./resource-id";

/** https://www.alibabacloud.com/help/en/cloud-firewall/cloudfirewall/user-guide/manage-address-books. */
const ENTRIES_PER_BOOK = 2_000;
const BOOKS_PER_ACCOUNT = 5_000;

/** What an entry of each modelled type looks like. */
const ENTRY_CHECKS: Record<string, { check: (entry: string) => boolean; expected: string }> = {
    ip: { check: (entry) => parseCidr(entry)?.family === "ipv4", expected: "an IPv4 address or CIDR block" },
    ipv6: { check: (entry) => parseCidr(entry)?.family === "ipv6", expected: "an IPv6 address or CIDR block" },
    domain: { check: isDomain, expected: 'a domain name, optionally starting with "*."' },
    port: {
        check: (entry) => isPortRange(entry) || isPortRange(`${entry}/${entry}`),
        expected: "a port or a range a/b",
    },
};

const DOMAIN = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i;

export function isDomain(text: string): boolean {
    return text.length <= 255 && DOMAIN.test(text);
}

export function createAddressBook(account: Account, request: AddressBookRequest): AddressBook {
    if (all(account.addressBooks).length >= BOOKS_PER_ACCOUNT) {
        throw new CloudApiError("ErrorAddressGroupCountExceed", `The account has ${BOOKS_PER_ACCOUNT} address books.`);
    }
    requireFreeName(account, request.groupName);
    const addressLists = requireEntries(request);
    const book: AddressBook = {
        ...request,
        ...cloudObject(uuid()),
        addressLists,
        effectiveAt: effectiveAt(account),
        supersededAddressLists: [],
    };
    account.addressBooks[book.id] = book;
    return book;
}

/** An edit reaches every policy that names the book, after the lag; until then the old entries decide. */
export function modifyAddressBook(account: Account, id: string, request: AddressBookRequest): void {
    const current = existing(account.addressBooks, id, "ErrorAddressGroupNotExist");
    if (request.groupName !== current.groupName) {
        requireFreeName(account, request.groupName);
        // Whether the service renames inside the policies too is not documented: refused, so that nothing relies on it.
        requireUnreferenced(account, current, "renamed");
    }
    const addressLists = requireEntries(request);
    const settled = Date.parse(current.effectiveAt) <= Date.now();
    account.addressBooks[id] = {
        ...request,
        ...ownFields(current),
        addressLists,
        effectiveAt: effectiveAt(account),
        supersededAddressLists: settled ? current.addressLists : (current.supersededAddressLists ?? []),
    };
    requireQuota(account);
}

export function deleteAddressBook(account: Account, id: string): void {
    const book = account.addressBooks[id];
    if (book !== undefined) {
        requireUnreferenced(account, book, "deleted");
        delete account.addressBooks[id];
    }
}

/** Policies hold the names of books, not their ids. */
export function bookNamed(account: Account, groupName: string): AddressBook | undefined {
    return all(account.addressBooks).find((book) => book.groupName === groupName);
}

/** Of all three boundaries: one book serves them all. */
export function policiesUsing(account: Account, book: AddressBook): PlacedPolicy[] {
    const { natFirewallPolicies, controlPolicies, vpcFirewallPolicies } = account;
    return [...all(natFirewallPolicies), ...all(controlPolicies), ...all(vpcFirewallPolicies)].filter(
        (policy) =>
            (policy.sourceType === "group" && policy.source === book.groupName) ||
            (policy.destinationType === "group" && policy.destination === book.groupName) ||
            (policy.destPortType === "group" && policy.destPortGroup === book.groupName),
    );
}

function requireUnreferenced(account: Account, book: AddressBook, done: string): void {
    const user = policiesUsing(account, book)[0];
    if (user !== undefined) {
        throw new CloudApiError(
            "ErrorAddressGroupReferenced",
            `The address book ${book.groupName} cannot be ${done}: the policy ${user.id} references it.`,
        );
    }
}

function requireFreeName(account: Account, groupName: string): void {
    if (bookNamed(account, groupName) !== undefined) {
        throw new CloudApiError("ErrorAddressGroupNameExist", `An address book named ${groupName} exists already.`);
    }
}

function requireEntries(request: AddressBookRequest): string[] {
    const entries = request.addressLists ?? [];
    const kind = ENTRY_CHECKS[request.groupType];
    if (kind === undefined) {
        throw new CloudApiError(
            "ErrorParametersGroupType",
            `Address books of type ${request.groupType} are not modelled by the simulated Alibaba Cloud.`,
        );
    }
    if (entries.length === 0) {
        throw new CloudApiError(
            "ErrorParameters",
            `AddressList is required for an address book of type ${request.groupType}.`,
        );
    }
    if (entries.length > ENTRIES_PER_BOOK) {
        throw new CloudApiError(
            "ErrorAddressCountExceed",
            `The maximum number of addresses is exceeded: ${entries.length} of ${ENTRIES_PER_BOOK}.`,
        );
    }
    const wrong = entries.find((entry) => !kind.check(entry));
    if (wrong !== undefined) {
        throw new CloudApiError("ErrorParameters", `AddressList: "${wrong}" is not ${kind.expected}.`);
    }
    return entries;
}

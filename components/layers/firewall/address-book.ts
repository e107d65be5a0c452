import type { Finding } from "../../intent/finding";
import { cloudResource, type PlannedResource } from "../../resources/planned";
import type { Accept } from "./accepts";

/** Source: Cloud Firewall, "Manage address books": entries of one book of domains or of ranges. */
const ENTRIES_AT_MOST = 2000;

export type BookKind = "ip" | "domain";

/** Name of a book; unique in the account, and what policies refer to it by. */
export function bookName(perimeter: string, key: string): string {
    return `asm-egress-${perimeter}-${key}`;
}

export function bookRole(key: string): string {
    return `book-${key}`;
}

/** Entries are sorted and occur once: the platform keeps an order, and another order would be a change. */
export function addressBook(
    perimeter: string,
    key: string,
    kind: BookKind,
    entries: readonly string[],
): PlannedResource {
    return cloudResource("alicloud:cloudfirewall/addressBook:AddressBook", bookRole(key), {
        groupName: bookName(perimeter, key),
        groupType: kind,
        description: `Perimeter ${perimeter}: ${key}`,
        addressLists: [...new Set(entries)].sort(),
    });
}

export function bookFindings(accepted: readonly Accept[]): Finding[] {
    return accepted
        .filter(({ destinations }) => destinations.length > ENTRIES_AT_MOST)
        .map(({ key, destinations }) => ({
            code: "address-book-full",
            severity: "error" as const,
            path: "externalServices",
            got: `${destinations.length} entries for ${key}`,
            expected: `at most ${ENTRIES_AT_MOST} hosts on one port: an address book holds no more`,
            fix: "put the others into a second perimeter",
        }));
}

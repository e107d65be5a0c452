import { cloudResource, type PlannedResource } from "../../resources/planned";
import type { Reference } from "../../resources/reference";
import type { Accept, Destinations, FirewallLayerIntent } from "./rules";

/** Key of the book of the gateway's public addresses. */
export const PUBLIC_ADDRESSES = "public-addresses";

/** Name of a book; unique in the account, and what policies refer to it by. */
export function bookName(perimeter: string, key: string): string {
    return `asm-egress-${perimeter}-${key}`;
}

export function bookRole(key: string): string {
    return `book-${key}`;
}

/** Who: the gateway's range, the nodes where they are granted something, the cluster where it is denied. And what. */
export function planBooks(
    name: string,
    { gateway, cluster, firewall, infrastructure }: FirewallLayerIntent,
    accepted: readonly Accept[],
    publicAddresses: readonly Reference[] | undefined,
): PlannedResource[] {
    const range = gateway.subnets.map(({ cidrBlock }) => cidrBlock.toString());
    const nodes = cluster.nodeCidrs.map(String);
    const pods = cluster.podCidrs.map(String);
    return [
        planBook(name, "gateway", { kind: "ip", entries: range }),
        ...(infrastructure.length > 0 ? [planBook(name, "nodes", { kind: "ip", entries: nodes })] : []),
        ...(firewall.fenceCluster ? [planBook(name, "cluster", { kind: "ip", entries: [...nodes, ...pods] })] : []),
        ...(publicAddresses === undefined ? [] : [planAddressBook(name, publicAddresses)]),
        ...accepted.map(({ key, to }) => planBook(name, key, to)),
    ];
}

/** Entries are sorted and occur once: the platform keeps an order, and another order would be a change. */
function planBook(perimeter: string, key: string, { kind, entries }: Destinations): PlannedResource {
    return bookOf(perimeter, key, kind, [...new Set(entries)].sort());
}

/** The gateway as the internet boundary sees it. */
function planAddressBook(perimeter: string, addresses: readonly Reference[]): PlannedResource {
    return bookOf(perimeter, PUBLIC_ADDRESSES, "ip", [...addresses]);
}

function bookOf(
    perimeter: string,
    key: string,
    kind: Destinations["kind"],
    addressLists: (string | Reference)[],
): PlannedResource {
    return cloudResource("alicloud:cloudfirewall/addressBook:AddressBook", bookRole(key), {
        groupName: bookName(perimeter, key),
        groupType: kind,
        description: `Perimeter ${perimeter}: ${key}`,
        addressLists,
    });
}

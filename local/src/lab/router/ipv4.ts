import { isIPv4 } from "node:net";

/** An IPv4 block as numbers; the lab has no IPv6, as the vSwitches of the simulated cloud have none. */
interface Block {
    readonly first: number;
    readonly last: number;
}

/** Undefined for anything but an IPv4 address or block. */
function parseBlock(text: string): Block | undefined {
    const [address = "", prefix = "32", ...more] = text.split("/");
    if (!isIPv4(address) || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32 || more.length > 0) {
        return undefined;
    }
    const size = 2 ** (32 - Number(prefix));
    const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
    const first = number - (number % size);
    return { first, last: first + size - 1 };
}

export function isBlock(text: string): boolean {
    return parseBlock(text) !== undefined;
}

/** Whether every address of `inner` is one of `outer`. */
export function covers(outer: string, inner: string): boolean {
    const [one, other] = [parseBlock(outer), parseBlock(inner)];
    return one !== undefined && other !== undefined && one.first <= other.first && other.last <= one.last;
}

/** The smaller block first: where blocks nest, the first that holds an address is the most specific. */
export function bySpecificity(one: string, other: string): number {
    return sizeOf(one) - sizeOf(other);
}

function sizeOf(text: string): number {
    const block = parseBlock(text);
    return block === undefined ? 0 : block.last - block.first;
}

/** The block as nftables and Envoy write it: network address and prefix length. */
export function canonical(text: string): string {
    const block = parseBlock(text);
    if (block === undefined) {
        throw new Error(`"${text}" is no IPv4 block`);
    }
    const bytes = [24, 16, 8, 0].map((shift) => Math.floor(block.first / 2 ** shift) % 256);
    return `${bytes.join(".")}/${32 - Math.log2(block.last - block.first + 1)}`;
}

import * as ipaddr from "ipaddr.js";

/** What nobody routes on the internet, hence what VPCs and networks behind them are made of. */
export const PRIVATE_RANGES: readonly string[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

type Family = "ipv4" | "ipv6";

/** An address block with its network bits only; a single address is a block of one. */
export interface Cidr {
    readonly family: Family;
    readonly bits: readonly number[];
    readonly prefix: number;
}

/** Undefined for anything that is neither an address nor an address block. Host bits are dropped, as the API does. */
export function parseCidr(text: string): Cidr | undefined {
    const parts = text.split("/");
    const [address, mask] = parts;
    // ipaddr.js also takes octal, hexadecimal and shortened IPv4 forms, which the API refuses.
    if (address === undefined || parts.length > 2 || !isAddress(address)) {
        return undefined;
    }
    const parsed = ipaddr.parse(address);
    const length = parsed.kind() === "ipv4" ? 32 : 128;
    if (mask !== undefined && !/^\d{1,3}$/.test(mask)) {
        return undefined;
    }
    const prefix = mask === undefined ? length : Number(mask);
    if (prefix > length) {
        return undefined;
    }
    const bits = parsed.toByteArray().flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((shift) => (byte >> shift) & 1));
    return { family: parsed.kind(), bits: bits.slice(0, prefix), prefix };
}

export function isAddress(text: string): boolean {
    return ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(":") && ipaddr.IPv6.isValid(text));
}

/** True when every address of `inner` is one of `outer`. */
function contains(outer: Cidr, inner: Cidr): boolean {
    return (
        outer.family === inner.family &&
        outer.prefix <= inner.prefix &&
        outer.bits.every((bit, position) => bit === inner.bits[position])
    );
}

function overlap(one: Cidr, other: Cidr): boolean {
    return contains(one, other) || contains(other, one);
}

/** The same on texts; false where a text is no address block. */
export function textContains(outer: string, inner: string): boolean {
    const [outerCidr, innerCidr] = [parseCidr(outer), parseCidr(inner)];
    return outerCidr !== undefined && innerCidr !== undefined && contains(outerCidr, innerCidr);
}

export function textOverlap(one: string, other: string): boolean {
    const [oneCidr, otherCidr] = [parseCidr(one), parseCidr(other)];
    return oneCidr !== undefined && otherCidr !== undefined && overlap(oneCidr, otherCidr);
}

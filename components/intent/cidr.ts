import ipaddr from "ipaddr.js";
import { type Parsed, parsed, refused } from "./finding";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An IPv4 or IPv6 range in canonical form: network address, lower case, prefix length. */
export class Cidr {
    private constructor(
        private readonly network: Address,
        readonly prefix: number,
    ) {}

    /** Takes `10.0.0.0/16`, `2001:db8::/32`, and a bare address as /32 or /128. Host bits are refused, not dropped. */
    static parse(text: string): Parsed<Cidr> {
        const written = text.trim();
        const [address = "", mask, ...rest] = written.split("/");
        const bits = address.includes(":") ? 128 : 32;
        const prefix = mask === undefined ? bits : /^\d{1,3}$/.test(mask) ? Number(mask) : Number.NaN;
        if (rest.length > 0 || !isAddress(address) || !(prefix >= 0 && prefix <= bits)) {
            return refused(
                "cidr-malformed",
                "an address range in CIDR notation",
                "write a network address, a slash and a prefix length, for example 10.0.64.0/28",
            );
        }
        const network = networkOf(ipaddr.parse(address), prefix);
        if (network.toString() !== ipaddr.parse(address).toString()) {
            return refused(
                "cidr-host-bits",
                "a network address without host bits",
                `write ${network.toString()}/${prefix}, or a shorter range`,
            );
        }
        return parsed(new Cidr(network, prefix));
    }

    get isIpv4(): boolean {
        return this.network.kind() === "ipv4";
    }

    /** The network address alone: of a range of one, the address. */
    get address(): string {
        return this.network.toString();
    }

    overlaps(other: Cidr): boolean {
        return this.contains(other) || other.contains(this);
    }

    contains(other: Cidr): boolean {
        return (
            this.network.kind() === other.network.kind() &&
            this.prefix <= other.prefix &&
            other.network.match(this.network, this.prefix)
        );
    }

    /** Order by family, address, prefix: the order of every list that leaves a plan. */
    static compare(a: Cidr, b: Cidr): number {
        const left = [...a.network.toByteArray(), a.prefix];
        const right = [...b.network.toByteArray(), b.prefix];
        if (left.length !== right.length) {
            return left.length - right.length;
        }
        const at = left.findIndex((byte, index) => byte !== right[index]);
        return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
    }

    toString(): string {
        return `${this.network.toString()}/${this.prefix}`;
    }
}

/** Strict: `010.0.0.1`, `10.1` and IPv4-mapped shorthands are refused, because other tools read them
 * differently, and so are zone identifiers. */
function isAddress(text: string): boolean {
    return (
        ipaddr.IPv4.isValidFourPartDecimal(text) ||
        (text.includes(":") && !text.includes("%") && ipaddr.IPv6.isValid(text))
    );
}

function networkOf(address: Address, prefix: number): Address {
    const bytes = address.toByteArray().map((byte, index) => {
        const kept = Math.min(8, Math.max(0, prefix - index * 8));
        return byte & (0xff << (8 - kept)) & 0xff;
    });
    return ipaddr.fromByteArray(bytes);
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Cidr } from "./cidr";

function range(text: string): Cidr {
    const parsed = Cidr.parse(text);
    if (!parsed.ok) {
        throw new Error(`${text}: ${parsed.problem.code}`);
    }
    return parsed.value;
}

function codeOf(text: string): string | undefined {
    const parsed = Cidr.parse(text);
    return parsed.ok ? undefined : parsed.problem.code;
}

const ipv4 = fc.tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 })).map(([address, prefix]) => {
    const network = prefix === 0 ? 0 : (address & (-1 << (32 - prefix))) >>> 0;
    return `${[24, 16, 8, 0].map((shift) => (network >>> shift) & 0xff).join(".")}/${prefix}`;
});

describe("a range", () => {
    it.each([
        ["10.0.0.0/16", "10.0.0.0/16"],
        ["0.0.0.0/0", "0.0.0.0/0"],
        ["203.0.113.10", "203.0.113.10/32"],
        ["2001:DB8::/32", "2001:db8::/32"],
        ["2001:db8:0:0::1", "2001:db8::1/128"],
    ])("%s is written %s", (text, canonical) => {
        expect(range(text).toString()).toBe(canonical);
    });

    it.each([
        ["", "cidr-malformed"],
        ["10.0.0.0/33", "cidr-malformed"],
        ["10.0.0.0/", "cidr-malformed"],
        ["10.0.0.0/-1", "cidr-malformed"],
        ["10.0.0.0/8/8", "cidr-malformed"],
        ["10.0.0/8", "cidr-malformed"],
        ["010.0.0.0/8", "cidr-malformed"],
        ["0x0a000000/8", "cidr-malformed"],
        ["256.0.0.0/8", "cidr-malformed"],
        ["2001:db8::/129", "cidr-malformed"],
        ["fe80::1%eth0/64", "cidr-malformed"],
        ["api.example.com", "cidr-malformed"],
        ["10.0.0.1/16", "cidr-host-bits"],
        ["2001:db8::1/32", "cidr-host-bits"],
    ])("%s is refused as %s", (text, code) => {
        expect(codeOf(text)).toBe(code);
    });

    it("names the network that was probably meant", () => {
        const parsed = Cidr.parse("10.0.64.5/28");
        expect(parsed.ok ? "" : parsed.problem.fix).toContain("10.0.64.0/28");
    });

    it.each([
        ["10.0.0.0/16", "10.0.64.0/28", true],
        ["10.0.64.0/28", "10.0.0.0/16", true],
        ["10.0.64.0/28", "10.0.64.16/28", false],
        ["0.0.0.0/0", "2001:db8::/32", false],
        ["2001:db8::/32", "2001:db8:1::/48", true],
    ])("%s overlaps %s: %s", (a, b, expected) => {
        expect(range(a).overlaps(range(b))).toBe(expected);
    });

    it("overlaps another exactly when the other overlaps it, and always itself", () => {
        fc.assert(
            fc.property(ipv4, ipv4, (a, b) => {
                expect(range(a).overlaps(range(b))).toBe(range(b).overlaps(range(a)));
                expect(range(a).overlaps(range(a))).toBe(true);
            }),
        );
    });

    it("is read back as it is written", () => {
        fc.assert(
            fc.property(ipv4, (text) => {
                expect(range(text).toString()).toBe(text);
            }),
        );
    });

    it("is ordered totally: equal only to itself, the other way round when swapped", () => {
        fc.assert(
            fc.property(ipv4, ipv4, (a, b) => {
                const order = Math.sign(Cidr.compare(range(a), range(b)));
                expect(order === 0).toBe(a === b);
                expect(Math.sign(Cidr.compare(range(b), range(a)))).toBe(0 - order);
            }),
        );
    });
});

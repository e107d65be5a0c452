import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Host } from "./host";

function nameOf(text: string): string | undefined {
    const host = Host.parse(text);
    return host.ok ? host.value.name : undefined;
}

function codeOf(text: string): string | undefined {
    const host = Host.parse(text);
    return host.ok ? undefined : host.problem.code;
}

describe("a host", () => {
    it.each([
        ["api.stripe.com", "api.stripe.com"],
        ["API.Stripe.COM", "api.stripe.com"],
        ["api.stripe.com.", "api.stripe.com"],
        ["bücher.example", "xn--bcher-kva.example"],
        ["例え.テスト。", "xn--r8jz45g.xn--zckzah"],
        ["faß.example", "xn--fa-hia.example"],
        ["ｅｘａｍｐｌｅ.com", "example.com"],
        ["xn--bcher-kva.example", "xn--bcher-kva.example"],
        ["bucket.oss-cn-hangzhou.aliyuncs.com", "bucket.oss-cn-hangzhou.aliyuncs.com"],
        ["me.github.io", "me.github.io"],
    ])("%s is taken as %s", (written, name) => {
        expect(nameOf(written)).toBe(name);
    });

    it.each([
        ["", "host-empty"],
        ["   ", "host-empty"],
        ["https://api.stripe.com", "host-is-a-url"],
        ["api.stripe.com/v1", "host-is-a-url"],
        ["*.stripe.com", "host-wildcard"],
        ["*", "host-wildcard"],
        ["api.*.com", "host-wildcard"],
        ["203.0.113.10", "host-is-an-address"],
        ["2001:db8::1", "host-is-an-address"],
        ["[2001:db8::1]", "host-is-an-address"],
        ["203.0.113.10:443", "host-is-an-address"],
        ["api.stripe.com:443", "host-with-port"],
        ["com", "host-single-label"],
        ["api", "host-single-label"],
        ["co.uk", "host-public-suffix"],
        ["github.io", "host-public-suffix"],
        ["api_v1.example.com", "host-not-a-dns-name"],
        ["-api.example.com", "host-not-a-dns-name"],
        ["api-.example.com", "host-not-a-dns-name"],
        ["api..example.com", "host-not-a-dns-name"],
        ["xn--a.example", "host-not-a-dns-name"],
        ["a b.example.com", "host-not-a-dns-name"],
        [`${"a".repeat(64)}.example.com`, "host-not-a-dns-name"],
        [`${"a.".repeat(127)}example.com`, "host-not-a-dns-name"],
        ["api.example.123", "host-numeric-top-level"],
        ["localhost", "host-internal"],
        ["payments.billing.svc.cluster.local", "host-internal"],
        ["printer.local", "host-internal"],
        ["metadata.google.internal", "host-internal"],
    ])("%s is refused as %s", (written, code) => {
        expect(codeOf(written)).toBe(code);
    });

    it.each([
        ["*.stripe.com", "*.stripe.com"],
        ["*.Bücher.example.", "*.xn--bcher-kva.example"],
        ["api.stripe.com", "api.stripe.com"],
    ])("%s is taken as %s where wildcards may stand", (written, name) => {
        const host = Host.parseOrWildcard(written);
        expect(host.ok && host.value.name).toBe(name);
        expect(host.ok && host.value.isWildcard).toBe(name.startsWith("*."));
    });

    it.each([
        ["*.com", "wildcard-public-suffix"],
        ["*.co.uk", "wildcard-public-suffix"],
        ["*.github.io", "wildcard-public-suffix"],
        ["*.svc.cluster.local", "host-internal"],
        ["*", "host-wildcard"],
        ["*.*.stripe.com", "host-wildcard"],
        ["api.*.stripe.com", "host-wildcard"],
        ["*stripe.com", "host-wildcard"],
        ["*.203.0.113.1", "host-is-an-address"],
    ])("%s is refused as %s even there", (written, code) => {
        const host = Host.parseOrWildcard(written);
        expect(host.ok ? undefined : host.problem.code).toBe(code);
    });

    it("says what to write instead", () => {
        const host = Host.parse("*.stripe.com");
        expect(host.ok ? "" : host.problem.fix).toContain("list the hosts");
    });

    it("is the same after a second reading, whatever was written", () => {
        fc.assert(
            fc.property(fc.oneof(fc.domain(), fc.string()), (text) => {
                const once = nameOf(text);
                fc.pre(once !== undefined);
                expect(nameOf(once as string)).toBe(once);
            }),
        );
    });

    it("is lower-case ASCII with at least two labels, whatever was written", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme" }), fc.domain(), (label, domain) => {
                const name = nameOf(`${label}.${domain}`);
                fc.pre(name !== undefined);
                expect(name).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
            }),
        );
    });
});

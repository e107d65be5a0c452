import { describe, expect, it } from "vitest";
import { ClientIdentity } from "./client";
import { closestTo } from "./closest";
import { isDeferred } from "./deferred";
import { pathOf, renderFinding, shown } from "./finding";
import { regionOf } from "./intent";
import { dnsLabel, dnsSubdomain } from "./kubernetes-name";
import { PortSpec } from "./port-spec";

describe("a port", () => {
    it("443 is called on port 80, because the workload speaks plain HTTP", () => {
        const port = PortSpec.parse(443, undefined);
        expect(port.ok && port.value.workloadPort).toBe(80);
    });

    it("other than 443 is called on its own number", () => {
        const port = PortSpec.parse(8443, undefined);
        expect(port.ok && port.value.workloadPort).toBe(8443);
    });

    it.each([
        [0, undefined, "port-out-of-range"],
        [65536, undefined, "port-out-of-range"],
        [443, 70000, "port-out-of-range"],
        [443.5, undefined, "port-out-of-range"],
        [443, 15001, "port-reserved"],
        [15021, undefined, "port-reserved"],
    ])("%s called on %s is refused as %s", (number, workloadPort, code) => {
        const port = PortSpec.parse(number, workloadPort);
        expect(port.ok ? "accepted" : port.problem.code).toBe(code);
    });
});

describe("a client", () => {
    it("is a principal of its service account", () => {
        const client = ClientIdentity.parse("billing", "payments");
        expect(client.ok && client.value.principal("cluster.local")).toBe("cluster.local/ns/billing/sa/payments");
    });

    it("without a service account is every principal of its namespace, and of no other", () => {
        const client = ClientIdentity.parse("billing", undefined);
        expect(client.ok && client.value.principal("corp.example")).toBe("corp.example/ns/billing/sa/*");
    });

    it.each([
        ["*", undefined],
        ["Billing", undefined],
        ["", undefined],
        ["billing", "*"],
        ["billing", "a/../b"],
        ["billing", ""],
    ])("namespace %j, service account %j is refused", (namespace, serviceAccount) => {
        expect(ClientIdentity.parse(namespace, serviceAccount).ok).toBe(false);
    });
});

describe("a Kubernetes name", () => {
    it.each(["a", "a-b", "0a", "a".repeat(63)])("%s is a label", (text) => {
        expect(dnsLabel(text).ok).toBe(true);
    });

    it.each(["", "-a", "a-", "A", "a.b", "a_b", "a".repeat(64)])("%j is no label", (text) => {
        expect(dnsLabel(text).ok).toBe(false);
    });

    it("may have dots where it is a subdomain, but no empty labels", () => {
        expect(dnsSubdomain("a.b").ok).toBe(true);
        expect(dnsSubdomain("a..b").ok).toBe(false);
    });
});

describe("a message", () => {
    it("names the place in Pulumi's notation", () => {
        expect(pathOf(["externalServices", 2, "hosts", 0])).toBe("externalServices[2].hosts[0]");
        expect(pathOf(["labels", "a.b/c"])).toBe('labels["a.b/c"]');
    });

    it("never shows more than a line of what was written", () => {
        expect(shown("x".repeat(500)).length).toBeLessThanOrEqual(80);
        expect(shown(undefined)).toBe("nothing");
    });

    it("says where, what, what was expected and what to do", () => {
        const text = renderFinding({
            code: "host-wildcard",
            severity: "error",
            path: "externalServices[0].hosts[1]",
            got: '"*.com"',
            expected: "a host name",
            fix: "list the hosts",
        });
        expect(text.split("\n")).toEqual([
            '  externalServices[0].hosts[1]: got "*.com"  [host-wildcard]',
            "      expected: a host name",
            "      fix: list the hosts",
        ]);
    });

    it("fits a terminal of 100 columns, however much there is to say", () => {
        const text = "one of ".concat(Array.from({ length: 40 }, (_, index) => `namespace-${index}`).join(", "));
        const lines = renderFinding({
            code: "client-not-fenced",
            severity: "error",
            path: "externalServices[0].clients[0].namespace",
            got: '"biling"',
            expected: text,
            fix: "add it",
        }).split("\n");
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(92);
        expect(lines.join(" ").replace(/\s+/g, " ")).toContain(text);
    });

    it("guesses the property that was meant, and does not guess wildly", () => {
        expect(closestTo("replica", ["replicas", "name"])).toBe("replicas");
        expect(closestTo("cidr", ["name", "zoneId"])).toBeUndefined();
        expect(closestTo("anything", [])).toBeUndefined();
    });
});

describe("a value that is not there yet", () => {
    it("is recognised by Pulumi's mark and as a Promise", () => {
        expect(isDeferred({ __pulumiOutput: true })).toBe(true);
        expect(isDeferred(Promise.resolve("x"))).toBe(true);
    });

    it.each([["text"], [null], [undefined], [{}], [{ __pulumiOutput: "yes" }]])("%j is a plain value", (value) => {
        expect(isDeferred(value)).toBe(false);
    });
});

describe("a zone", () => {
    it.each([
        ["cn-hangzhou-h", "cn-hangzhou"],
        ["ap-southeast-1a", "ap-southeast-1"],
        ["us-west-1b", "us-west-1"],
    ])("%s lies in %s", (zone, region) => {
        expect(regionOf(zone)).toBe(region);
    });
});

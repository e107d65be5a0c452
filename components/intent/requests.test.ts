import { describe, expect, it } from "vitest";
import { findingsOf } from "../testing/intent";
import { perimeterArgs } from "../testing/perimeter-args";
import { type ExternalService, PathNormalization, type RequestRule } from "./args";
import { parseIntent } from "./parse-intent";
import { PathPattern } from "./path-pattern";

function service(change: Partial<ExternalService>): ExternalService {
    return { name: "stripe", hosts: ["api.stripe.com"], clients: [{ namespace: "billing" }], ...change };
}

function findings(rule: unknown): string[] {
    return findingsOf(perimeterArgs({ externalServices: [service({ requests: [rule as RequestRule] })] }));
}

const AT = "externalServices[0].requests[0]";

describe("a rule about requests", () => {
    it.each<[string, RequestRule]>([
        ["methods", { methods: ["GET", "PROPFIND", "M-SEARCH"] }],
        ["whole paths", { paths: ["/v1/charges", "/", "*/status", "/a%20b", "/a%2fb"] }],
        ["headers", { headers: [{ name: "X-Tenant", values: ["a", "b*", "*c", "*"] }] }],
        ["hosts alone, beside narrower rules for others", { hosts: ["API.stripe.com."] }],
    ])("may be about %s", (_, rule) => {
        expect(findings(rule)).toEqual([]);
    });

    it.each<[string, object, string[]]>([
        ["says nothing", {}, [`request-rule-empty ${AT}`]],
        ["has an empty list", { methods: [] }, [`out-of-bounds ${AT}.methods`]],
        ["has an unknown property", { method: ["GET"] }, [`unknown-property ${AT}.method`]],
        ["has a method in small letters", { methods: ["get"] }, [`method-not-a-method ${AT}.methods[0]`]],
        ["has a method with a wildcard", { methods: ["*"] }, [`method-not-a-method ${AT}.methods[0]`]],
        ["allows CONNECT", { methods: ["GET", "CONNECT"] }, [`method-refused ${AT}.methods[1]`]],
        ["allows TRACE", { methods: ["TRACE"] }, [`method-refused ${AT}.methods[0]`]],
        ["has a relative path", { paths: ["v1"] }, [`path-not-absolute ${AT}.paths[0]`]],
        ["has a path with a query", { paths: ["/v1?a=b"] }, [`path-with-query ${AT}.paths[0]`]],
        ["has every path", { paths: ["*"] }, [`path-of-everything ${AT}.paths[0]`]],
        ["has every path, written otherwise", { paths: ["/*"] }, [`path-of-everything ${AT}.paths[0]`]],
        ["has a wildcard inside a path", { paths: ["/v1/*/items"] }, [`path-wildcard-inside ${AT}.paths[0]`]],
        ["has a path with dot segments", { paths: ["/v1/../v2"] }, [`path-never-matches ${AT}.paths[0]`]],
        ["has a path with backslashes", { paths: ["/v1\\x"] }, [`path-never-matches ${AT}.paths[0]`]],
        ["has a path that is encoded without need", { paths: ["/%76%31/x"] }, [`path-never-matches ${AT}.paths[0]`]],
        ["has a path that is not encoded", { paths: ["/käse"] }, [`path-never-matches ${AT}.paths[0]`]],
        ["has another service's host", { hosts: ["maps.example.com"] }, [`request-host-not-declared ${AT}.hosts[0]`]],
        ["has a host that is none", { hosts: ["*.com"] }, [`host-wildcard ${AT}.hosts[0]`]],
        [
            "takes Host for a header",
            { headers: [{ name: "Host", values: ["a"] }] },
            [`header-is-the-host ${AT}.headers[0].name`],
        ],
        [
            "has a header with a colon",
            { headers: [{ name: ":path", values: ["a"] }] },
            [`header-not-a-name ${AT}.headers[0].name`],
        ],
        [
            "has a wildcard inside a value",
            { headers: [{ name: "a", values: ["a*b"] }] },
            [`value-wildcard-inside ${AT}.headers[0].values[0]`],
        ],
        [
            "asks for claims without a token",
            { claims: [{ path: ["scope"], values: ["pay"] }] },
            [`claims-without-jwt ${AT}.claims`],
        ],
    ])("is refused when it %s", (_, rule, expected) => {
        expect(findings(rule)).toEqual(expected);
    });
});

describe("a path with everything below it", () => {
    const narrowed = perimeterArgs({ externalServices: [service({ requests: [{ paths: ["/v1/*"] }] })] });

    it("is a warning that names the way around, unless the mesh decodes before it compares", () => {
        const { intent, findings: found } = parseIntent("prod", narrowed, [
            "mesh",
            "cluster",
            "gateway",
            "internet",
            "firewall",
            "namespaces",
            "externalServices",
            "infrastructure",
        ]);
        expect(intent).toBeDefined();
        expect(found).toMatchObject([
            { code: "path-rule-passes-encoded-slashes", severity: "warning", path: `${AT}.paths[0]` },
        ]);
        expect(found[0]?.expected).toContain("/v1/x%2f..%2f..%2fv2");
        const mesh = { ...narrowed.mesh, pathNormalization: PathNormalization.MergeSlashes };
        expect(findingsOf({ ...narrowed, mesh })).toEqual([`path-rule-passes-encoded-slashes ${AT}.paths[0]`]);
        const decoding = { ...narrowed.mesh, pathNormalization: PathNormalization.DecodeAndMergeSlashes };
        expect(findingsOf({ ...narrowed, mesh: decoding })).toEqual([]);
    });

    it.each([
        ["/v1/*", "/v1/x%2f..%2f..%2fv2"],
        ["/v1*", "/v1/x%2f..%2f..%2fv2"],
        ["/a/b/*", "/a/b/x%2f..%2f..%2f..%2fv2"],
        ["/v1/charges", undefined],
        ["*.json", undefined],
    ])("%s is left by %s", (pattern, way) => {
        const outcome = PathPattern.parse(pattern);
        expect(outcome.ok && outcome.value.wayAround).toBe(way);
        if (way !== undefined) {
            expect(way.startsWith(pattern.slice(0, -1))).toBe(true);
            expect(new URL(decodeURIComponent(way), "http://h").pathname).toBe("/v2");
        }
    });
});

describe("a grant that another one makes wider", () => {
    const narrow = service({ name: "narrow", requests: [{ methods: ["GET"] }] });

    it.each<[string, Partial<ExternalService>]>([
        ["the same callers", {}],
        ["one of the callers", { clients: [{ namespace: "billing", serviceAccount: "a" }] }],
    ])("for %s is a warning", (_, change) => {
        const wide = service({ name: "wide", ...change });
        expect(findingsOf(perimeterArgs({ externalServices: [narrow, wide] }))).toEqual([
            "restriction-without-effect externalServices[0]",
        ]);
    });

    it.each<[string, Partial<ExternalService>]>([
        ["other callers", { clients: [{ namespace: "shop" }] }],
        ["other hosts", { hosts: ["files.stripe.com"] }],
        ["rules of its own", { requests: [{ methods: ["POST"] }] }],
    ])("is none with %s", (_, change) => {
        const other = service({ name: "other", ...change });
        expect(findingsOf(perimeterArgs({ externalServices: [narrow, other] }))).toEqual([]);
    });
});

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { envoyInCache } from "../../tools/envoy-wheel";
import { type Egress, type Flow, passes, type Rule } from "./egress";
import { envoyConfigOf } from "./envoy-config";
import { nftablesOf } from "./nftables";

const rule: fc.Arbitrary<Rule> = fc
    .record({
        accept: fc.boolean(),
        blocks: fc.subarray(["0.0.0.0/0", "203.0.113.0/24", "203.0.113.66"], { maxLength: 1 }),
        names: fc.subarray(["api.stripe.com", "*.example.com"]),
        takesUnread: fc.boolean(),
        ports: fc.constantFrom(undefined, [{ from: 443, to: 443 }], [{ from: 80, to: 443 }]),
        protocol: fc.constantFrom(undefined, "TCP", "UDP"),
    })
    .map(({ ports, protocol, ...rest }) => ({
        ...rest,
        policy: "test",
        ...(ports === undefined ? {} : { ports }),
        ...(protocol === undefined ? {} : { protocol: protocol as "TCP" | "UDP" }),
    }));
const place = { inside: "inside", generation: 2 };
const named: Rule = { policy: "named", accept: true, blocks: [], names: ["a.test"], takesUnread: false };
const chains = fc.array(fc.array(rule, { maxLength: 6 }), { minLength: 1, maxLength: 3 });

/** One source and one way; a rule that names a host makes it one that the proxy looks at. */
function egress(of: readonly (readonly Rule[])[]): Egress {
    const way = { to: "0.0.0.0/0", chains: [...of, [named]], publicAddresses: ["198.51.100.1", "198.51.100.2"] };
    return [{ from: "10.0.1.0/24", ways: [way] }];
}

interface Connection {
    readonly destination: string;
    readonly port: number;
    readonly sni?: string;
    readonly authority?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: Envoy's own configuration, read as Envoy does
type Any = any;

/** Envoy's permissions as its documentation defines them (config.rbac.v3.Permission). */
function grants(permission: Any, connection: Connection): boolean {
    const holds = (inner: Any) => grants(inner, connection);
    const [kind, value] = Object.entries<Any>(permission)[0] ?? [];
    switch (kind) {
        case "any":
            return true;
        case "and_rules":
            return value.rules.every(holds);
        case "or_rules":
            return value.rules.some(holds);
        case "not_rule":
            return !holds(value);
        case "destination_port_range":
            return value.start <= connection.port && connection.port < value.end;
        case "destination_ip":
            return sharesPrefix(value.address_prefix, connection.destination, value.prefix_len);
        case "requested_server_name":
            return textMatches(value, connection.sni ?? "");
        case "header":
            return connection.authority !== undefined && textMatches(value.string_match, connection.authority);
        default:
            throw new Error(`no permission: ${kind}`);
    }
}

const bits = (address: string) =>
    address
        .split(".")
        .map((byte) => Number(byte).toString(2).padStart(8, "0"))
        .join("");
const sharesPrefix = (one: string, other: string, length: number) =>
    bits(one).slice(0, length) === bits(other).slice(0, length);

function textMatches(match: Any, text: string): boolean {
    const lower = text.toLowerCase();
    const regex = match.safe_regex?.regex as string | undefined;
    return regex === undefined
        ? match.exact === lower || (match.suffix !== undefined && lower.endsWith(match.suffix))
        : new RegExp(`^(?:${regex.replace("(?i)", "")})$`, "i").test(text);
}

function rulesOf(config: Any): Record<"sni" | "host" | "nothing", Any> {
    const [tls, http, other] = config.static_resources.listeners[0].filter_chains;
    const permission = (filter: Any) => filter.typed_config.rules.policies.way.permissions[0];
    return {
        sni: permission(tls.filters[0]),
        host: permission(http.filters[0].typed_config.http_filters[0]),
        nothing: permission(other.filters[0]),
    };
}

it("the proxy lets pass what the rules let pass, whether it reads SNI, Host or nothing", () => {
    const flow = fc.record({
        destination: fc.constantFrom("203.0.113.10", "203.0.113.66", "198.51.100.7"),
        port: fc.constantFrom(22, 80, 443, 444),
        host: fc.constantFrom(undefined, "a.test", "API.stripe.com", "x.example.com", "example.com", "evilexample.com"),
        reading: fc.constantFrom("sni", "host", "nothing"),
    });
    const verdicts = new Set<boolean>();
    fc.assert(
        fc.property(chains, fc.array(flow, { minLength: 10, maxLength: 10 }), (of, flows) => {
            const rules = rulesOf(
                envoyConfigOf(egress(of.map((chain) => [...chain, { ...named, names: ["*.example.com"] }]))),
            );
            for (const { destination, port, host, reading } of flows) {
                if (reading === "host" && host === undefined) {
                    continue;
                }
                const seen = reading === "nothing" || host === undefined ? {} : { host };
                const asked: Flow = { source: "10.0.1.9", destination, port, protocol: "TCP", ...seen };
                const connection = {
                    destination,
                    port,
                    ...(reading === "sni" && host !== undefined ? { sni: host } : {}),
                    ...(reading === "host" && host !== undefined ? { authority: `${host}:${port}` } : {}),
                };
                const expected = passes(
                    egress(of.map((chain) => [...chain, { ...named, names: ["*.example.com"] }])),
                    asked,
                );
                verdicts.add(expected);
                expect({ ...asked, reading, passes: grants(rules[reading], connection) }).toEqual({
                    ...asked,
                    reading,
                    passes: expected,
                });
            }
        }),
        { numRuns: 300 },
    );
    expect(verdicts).toEqual(new Set([true, false]));
});

it("a connection bears the mark that the packet filter gives the way's public addresses by, and is its own outside", () => {
    const config: Any = envoyConfigOf(egress([]));
    const [cluster] = config.static_resources.clusters;
    expect(cluster).toMatchObject({ type: "ORIGINAL_DST", connection_pool_per_downstream_connection: true });
    const mark = cluster.upstream_bind_config.socket_options[0].int_value;
    expect(nftablesOf({ egress: egress([]), interfaces: [], pods: [], inner: [] }, place).text).toContain(
        `meta mark ${mark} snat to numgen random mod 2 map { 0 : 198.51.100.1, 1 : 198.51.100.2 }`,
    );
});

it("a way without names needs no proxy", () => {
    const plain: Egress = [
        { from: "10.0.1.0/24", ways: [{ to: "0.0.0.0/0", chains: [[{ ...named, names: [] }]], publicAddresses: [] }] },
    ];
    expect(envoyConfigOf(plain)).toEqual({ static_resources: { listeners: [], clusters: [] } });
});

const envoy = envoyInCache();

it.skipIf(envoy === undefined)(
    "the real Envoy takes the configuration (skipped where Envoy is not in the cache)",
    { timeout: 60_000 },
    async () => {
        const scratch = mkdtempSync(path.join(tmpdir(), "router-"));
        try {
            const file = path.join(scratch, "envoy.json");
            const drop: Rule = {
                ...named,
                accept: false,
                names: ["*.example.com"],
                takesUnread: true,
                ports: [{ from: 80, to: 443 }],
            };
            writeFileSync(
                file,
                JSON.stringify(envoyConfigOf(egress([[drop, { ...named, blocks: ["203.0.113.66"] }]]))),
            );
            const { stdout } = await promisify(execFile)(envoy ?? "", [
                "--mode",
                "validate",
                "-c",
                file,
                "-l",
                "error",
            ]);
            expect(stdout).toContain("OK");
        } finally {
            rmSync(scratch, { recursive: true });
        }
    },
);

import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { missingForLab, thisMachine } from "../requirements";
import type { Egress, Rule } from "./egress";
import { nftablesOf } from "./nftables";
import type { InterfaceRules } from "./security-groups";
import { inspectedWays } from "./ways";

const accept: Rule = {
    policy: "test",
    accept: true,
    blocks: ["203.0.113.0/24", "203.0.113.66"],
    names: [],
    takesUnread: false,
};
const deny: Rule = { ...accept, accept: false, blocks: ["0.0.0.0/0"] };
const overlapping = [
    { from: 80, to: 443 },
    { from: 443, to: 8443 },
];
const egress: Egress = [
    {
        from: "10.0.1.64/26",
        ways: [{ to: "0.0.0.0/0", closed: "no SNAT entry", chains: [], publicAddresses: [] }],
    },
    {
        from: "10.0.1.0/24",
        ways: [
            { to: "10.0.1.0/24", chains: [], publicAddresses: [] },
            {
                to: "0.0.0.0/0",
                chains: [
                    [
                        { ...accept, ports: overlapping },
                        { ...accept, protocol: "UDP", ports: [{ from: 53, to: 53 }] },
                        deny,
                    ],
                    [{ ...accept, protocol: "TCP", blocks: [], names: ["api.stripe.com"] }, deny],
                ],
                publicAddresses: ["198.51.100.1", "198.51.100.2"],
            },
        ],
    },
];
const groups: InterfaceRules[] = [
    {
        address: "10.0.1.9",
        egress: [{ accept: false, protocol: "ICMP", peers: ["0.0.0.0/0"] }],
        ingress: [
            { accept: true, protocol: "TCP", ports: { from: 8443, to: 8444 }, peers: ["10.0.0.0/16", "10.0.1.0/24"] },
        ],
        acceptsUnmatchedEgress: true,
    },
];
const enforced = { egress, interfaces: groups, pods: [], inner: ["100.64.0.0/10", "10.0.9.9"] };
const { text: ruleset, drops } = nftablesOf(enforced, { inside: "inside", generation: 7 });

/** The lines of one chain, with a drop's layer and rule in place of its counter. */
function chain(name: string): string[] {
    const [, body = ""] = ruleset.split(`  chain ${name} {\n`);
    const lines = (body.split("\n  }")[0] ?? "").split("\n").map((line) => line.trim());
    return lines.map((line) =>
        line.replace(/counter name (\S+) drop/, (_, counter: string) => {
            const { layer = "?", rule = "?" } = drops.get(counter) ?? {};
            return `drop (${layer}: ${rule})`;
        }),
    );
}

it("every boundary is asked, the first match decides, and what no rule matches goes on", () => {
    expect(chain("way_2").filter((line) => !line.startsWith("ct state"))).toEqual([
        "meta mark set 65538",
        "jump way_2_0",
        "jump way_2_1",
        "meta mark 131074 ct state established ct status ! dnat drop (firewall: 10.0.1.0/24 to 0.0.0.0/0: opened past the proxy)",
        "ct mark set 7 accept",
    ]);
    expect(chain("way_2_0").at(-1)).toBe("ct original ip daddr { 0.0.0.0/0 } drop (firewall: test)");
    expect(chain("way_2_0")).toContain(
        "ct original ip daddr { 203.0.113.0/24 } meta l4proto udp ct original proto-dst 53-53 return",
    );
});

it("a connection that meets a rule with names goes to the proxy, and only TCP does", () => {
    expect(chain("way_2_1")[0]).toBe("meta l4proto tcp meta mark set 131074 return");
    const [inspected] = inspectedWays(egress);
    expect(chain("hand_over")).toContain(`meta l4proto tcp meta mark 131074 redirect to :${inspected?.port}`);
});

it("the smallest part of a vSwitch counts, and what is in none goes nowhere", () => {
    expect(chain("judge").slice(-4)).toEqual([
        "ct original ip saddr { 10.0.1.64/26 } goto source_0",
        "ct original ip saddr { 10.0.1.0/24 } goto source_1",
        "ct original ip saddr { 100.64.0.0/10, 10.0.9.9/32 } goto deliver",
        "drop (network: a source in no vSwitch)",
    ]);
    expect(chain("forward")[1]).toBe(
        'meta mark 65535 iifname "inside" oifname != "inside" ct original ip daddr != { 100.64.0.0/10, 10.0.9.9/32 } drop (network: a source in no vSwitch)',
    );
    expect(chain("source_0")).toEqual([
        "ct original ip daddr 0.0.0.0/0 drop (network: no SNAT entry)",
        "drop (network: no route from 10.0.1.64/26)",
    ]);
});

it("security groups come first: their own drops, and inward everything that no rule accepts", () => {
    expect(chain("group_out_0")).toEqual([
        "ct original ip daddr { 0.0.0.0/0 } meta l4proto icmp drop (network: security group of 10.0.1.9, egress: drop of ICMP, 0.0.0.0/0)",
    ]);
    expect(chain("group_in_0")).toEqual([
        "ct original ip saddr { 10.0.0.0/16 } meta l4proto tcp ct original proto-dst 8443-8444 return",
        "drop (network: security group of 10.0.1.9, ingress: no rule accepts it)",
    ]);
    const judged = chain("judge");
    const first = (text: string) => judged.findIndex((line) => line.includes(text));
    expect(first("jump group_in_0")).toBeLessThan(first("goto deliver"));
    expect(first("goto deliver")).toBeLessThan(first("goto source_0"));
});

const missing = missingForLab(thisMachine());

it.skipIf(missing.length > 0)(
    `nftables takes it, also a second time (skipped where the lab lacks: ${missing.join("; ") || "nothing"})`,
    () => {
        const script =
            'printf %s "$RULES" | nft -f - && printf %s "$RULES" | nft -f - && nft list table ip asm_egress_lab';
        const listed = execFileSync("unshare", ["--net", "sh", "-c", script], {
            encoding: "utf8",
            env: { ...process.env, RULES: ruleset },
        });
        expect(listed).toContain("chain way_2_1");
    },
);

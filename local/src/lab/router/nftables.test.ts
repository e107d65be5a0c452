import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { missingForLab, thisMachine } from "../requirements";
import type { Egress, Rule } from "./egress";
import { inspectedWays, nftablesOf } from "./nftables";
import type { InterfaceRules } from "./security-groups";

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
const ruleset = nftablesOf(egress, groups, { inside: "inside" });

/** The lines of one chain. */
function chain(name: string): string[] {
    const [, body = ""] = ruleset.split(`  chain ${name} {\n`);
    return (body.split("\n  }")[0] ?? "").split("\n").map((line) => line.trim());
}

it("every boundary is asked, the first match decides, and what no rule matches goes on", () => {
    expect(chain("way_2")).toEqual(["meta mark set 65538", "jump way_2_0", "jump way_2_1", "accept"]);
    expect(chain("way_2_0").at(-1)).toBe("ip daddr { 0.0.0.0/0 } drop");
    expect(chain("way_2_0")).toContain("ip daddr { 203.0.113.0/24 } udp dport 53-53 return");
});

it("a connection that meets a rule with names goes to the proxy, and only TCP does", () => {
    expect(chain("way_2_1")[0]).toBe("meta l4proto tcp meta mark set 131074 return");
    const [inspected] = inspectedWays(egress);
    expect(chain("hand_over")).toContain(`meta l4proto tcp meta mark 131074 redirect to :${inspected?.port}`);
});

it("the smallest part of a vSwitch counts, and what is in none goes nowhere", () => {
    expect(chain("judge").slice(-3)).toEqual([
        "ip saddr 10.0.1.64/26 goto source_0",
        "ip saddr 10.0.1.0/24 goto source_1",
        "drop",
    ]);
    expect(chain("source_0")).toEqual(["ip daddr 0.0.0.0/0 drop", "drop"]);
});

it("security groups come first: their own drops, and inward everything that no rule accepts", () => {
    expect(chain("group_out_0")).toEqual(["ip daddr { 0.0.0.0/0 } meta l4proto icmp drop"]);
    expect(chain("group_in_0")).toEqual(["ip saddr { 10.0.0.0/16 } tcp dport 8443-8444 return", "drop"]);
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

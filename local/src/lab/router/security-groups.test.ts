import { expect, it } from "vitest";
import { createSecurityGroup } from "../../alicloud/account/security-group";
import { authorizeRule } from "../../alicloud/account/security-group-rule";
import { smallAccount } from "../../alicloud/testing/small-account";
import { interfaceRules } from "./security-groups";

function world(securityGroupType = "normal") {
    const account = smallAccount();
    const { id } = createSecurityGroup(account, { vpcId: "vpc-1", securityGroupType });
    const rule = (type: string, changes: { priority?: number; policy?: string; portRange?: string; cidrIp?: string }) =>
        authorizeRule(account, {
            ...{
                securityGroupId: id,
                type,
                nicType: "intranet",
                ipProtocol: "tcp",
                portRange: "443/443",
                cidrIp: "0.0.0.0/0",
            },
            ...changes,
        });
    return {
        account,
        id,
        rule,
        of: () => interfaceRules(account, [{ address: "10.0.1.9", securityGroupIds: [id] }])[0],
    };
}

it("rules are looked at by priority, and drop comes before accept where that is equal", () => {
    const { rule, of } = world();
    rule("egress", { priority: 100, policy: "drop", portRange: "1/65535" });
    rule("egress", { priority: 2 });
    rule("egress", { priority: 2, policy: "drop" });
    rule("egress", { priority: 1, portRange: "80/80" });
    expect(of()?.egress.map(({ accept, ports }) => [accept, ports?.from, ports?.to])).toEqual([
        [true, 80, 80],
        [false, 443, 443],
        [true, 443, 443],
        [false, 1, 65535],
    ]);
});

it("a normal group lets out what no rule matches, an enterprise group and no group at all do not", () => {
    expect(world("normal").of()?.acceptsUnmatchedEgress).toBe(true);
    expect(world("enterprise").of()?.acceptsUnmatchedEgress).toBe(false);
    const [bare] = interfaceRules(smallAccount(), [{ address: "10.0.1.9", securityGroupIds: [] }]);
    expect(bare?.acceptsUnmatchedEgress).toBe(false);
});

it("members of a normal group reach each other, those of an enterprise group do not", () => {
    const both = (securityGroupType: string) => {
        const { account, id } = world(securityGroupType);
        const interfaces = ["10.0.1.9", "10.0.1.10"].map((address) => ({ address, securityGroupIds: [id] }));
        return interfaceRules(account, interfaces)[1]?.ingress;
    };
    expect(both("normal")).toEqual([{ accept: true, peers: ["10.0.1.9", "10.0.1.10"] }]);
    expect(both("enterprise")).toEqual([]);
});

it("a rule that names a group is about the addresses in it", () => {
    const { account, id } = world();
    const clients = createSecurityGroup(account, { vpcId: "vpc-1", innerAccessPolicy: "Drop" });
    authorizeRule(account, {
        ...{
            securityGroupId: clients.id,
            type: "ingress",
            nicType: "intranet",
            ipProtocol: "all",
            sourceSecurityGroupId: id,
        },
    });
    const rules = interfaceRules(account, [
        { address: "10.0.1.9", securityGroupIds: [id] },
        { address: "10.0.2.9", securityGroupIds: [clients.id] },
    ]);
    expect(rules[1]?.ingress).toEqual([{ accept: true, peers: ["10.0.1.9"] }]);
});

import { describe, expect, it } from "vitest";
import { answer, smallAccount } from "../testing/small-account";
import type { SecurityGroupRuleRequest } from "./objects";
import { createSecurityGroup, deleteSecurityGroup } from "./security-group";
import { authorizeRule, modifyRule, revokeRule } from "./security-group-rule";

function groupAndRule(securityGroupType = "normal") {
    const account = smallAccount();
    const group = createSecurityGroup(account, { vpcId: "vpc-1", securityGroupType });
    const request: SecurityGroupRuleRequest = {
        securityGroupId: group.id,
        type: "egress",
        ipProtocol: "tcp",
        portRange: "443/443",
        nicType: "intranet",
        cidrIp: "0.0.0.0/0",
    };
    return { account, group, request };
}

describe("a security group rule", () => {
    it("has the composite id of the real provider", () => {
        const { account, group, request } = groupAndRule();
        expect(authorizeRule(account, request).id).toBe(`${group.id}:egress:tcp:443/443:intranet:0.0.0.0/0:accept:1`);
        const { cidrIp: _, ...rest } = request;
        expect(authorizeRule(account, { ...rest, ipv6CidrIp: "::/0", policy: "drop", priority: 100 }).id).toBe(
            `${group.id}:egress:tcp:443/443:intranet:__/0:drop:100`,
        );
    });

    it("without a network card type carries the text <nil> in its id", () => {
        const { account, request } = groupAndRule();
        const { nicType: _, ...rest } = request;
        expect(authorizeRule(account, rest).id).toContain(":<nil>:");
    });

    it("that exists already is accepted and stays one rule", () => {
        const { account, request } = groupAndRule();
        expect(authorizeRule(account, request)).toBe(authorizeRule(account, request));
        expect(Object.keys(account.securityGroupRules)).toHaveLength(1);
    });

    it.each([
        ["TCP on all ports by -1/-1", { portRange: "-1/-1" }, "InvalidParam.PortRange"],
        ["UDP on all ports by -1/-1", { ipProtocol: "udp", portRange: "-1/-1" }, "InvalidParam.PortRange"],
        ["a range that runs backwards", { portRange: "90/80" }, "InvalidParam.PortRange"],
        ["ICMP with ports", { ipProtocol: "icmp" }, "InvalidParam.PortRange"],
        ["all protocols with ports", { ipProtocol: "all" }, "InvalidParam.PortRange"],
        ["priority 0", { priority: 0 }, "InvalidPriority.ValueNotSupported"],
        ["priority 101", { priority: 101 }, "InvalidPriority.ValueNotSupported"],
        ["the internet card type in a VPC group", { nicType: "internet" }, "InvalidNicType.Mismatch"],
        ["a text that is no block", { cidrIp: "everywhere" }, "InvalidParam.DestIp"],
        ["both address families", { ipv6CidrIp: "::/0" }, "InvalidParam.DestIp"],
        ["a group that does not exist", { securityGroupId: "sg-9" }, "InvalidSecurityGroupId.NotFound"],
    ])("is refused for %s", (_, changes, code) => {
        const { account, request } = groupAndRule();
        expect(answer(() => authorizeRule(account, { ...request, ...changes }))).toBe(code);
    });

    it.each(["all", "icmp", "gre"])("for %s takes -1/-1, also when no range is given", (ipProtocol) => {
        const { account, request } = groupAndRule();
        const { portRange: _, ...rest } = request;
        expect(answer(() => authorizeRule(account, { ...rest, ipProtocol }))).toBe("accepted");
        expect(answer(() => authorizeRule(account, { ...rest, ipProtocol, portRange: "-1/-1" }))).toBe("accepted");
    });

    it.each([
        ["egress", "MissingParameter.Dest"],
        ["ingress", "MissingParameter.Source"],
    ])("of %s needs the other side named", (type, code) => {
        const { account, request } = groupAndRule();
        const { cidrIp: _, ...rest } = request;
        expect(answer(() => authorizeRule(account, { ...rest, type }))).toBe(code);
    });

    it("of an enterprise group cannot name another group; that of a normal group can", () => {
        for (const [kind, code] of [
            ["normal", "accepted"],
            ["enterprise", "InvalidOperation.EnterpriseSecurityGroup"],
        ] as const) {
            const { account, request } = groupAndRule(kind);
            const { cidrIp: _, ...rest } = request;
            const sourceSecurityGroupId = createSecurityGroup(account, { vpcId: "vpc-1" }).id;
            expect(answer(() => authorizeRule(account, { ...rest, sourceSecurityGroupId }))).toBe(code);
        }
    });

    it("changes its description in place", () => {
        const { account, request } = groupAndRule();
        const { id } = authorizeRule(account, request);
        modifyRule(account, id, "why");
        expect(account.securityGroupRules[id]).toMatchObject({ description: "why", portRange: "443/443" });
        modifyRule(account, id, undefined);
        expect(account.securityGroupRules[id]).not.toHaveProperty("description");
    });

    it("is one of 200 at most", () => {
        const { account, request } = groupAndRule();
        for (let port = 1; port <= 200; port += 1) {
            authorizeRule(account, { ...request, portRange: `${port}/${port}` });
        }
        expect(answer(() => authorizeRule(account, request))).toBe("AuthorizationLimitExceed");
    });
});

describe("a security group", () => {
    it("goes with its rules, but not while another group's rule names it", () => {
        const { account, group, request } = groupAndRule();
        const { cidrIp: _, ...rest } = request;
        const named = createSecurityGroup(account, { vpcId: "vpc-1" });
        const rule = authorizeRule(account, { ...rest, sourceSecurityGroupId: named.id });
        expect(answer(() => deleteSecurityGroup(account, named.id))).toBe("DependencyViolation");
        revokeRule(account, rule.id);
        authorizeRule(account, request);
        expect(answer(() => deleteSecurityGroup(account, named.id))).toBe("accepted");
        deleteSecurityGroup(account, group.id);
        expect(account.securityGroupRules).toEqual({});
    });

    it("is refused in a VPC that does not exist", () => {
        expect(answer(() => createSecurityGroup(smallAccount(), { vpcId: "vpc-9" }))).toBe("InvalidVpcId.NotFound");
    });
});

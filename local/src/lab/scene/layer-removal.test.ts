import { expect, it } from "vitest";
import { canLeave } from "../../alicloud/account/can-leave";
import { createControlPolicy } from "../../alicloud/account/control-policy";
import { createPolicy } from "../../alicloud/account/nat-firewall-policy";
import { createSecurityGroup } from "../../alicloud/account/security-group";
import { authorizeRule } from "../../alicloud/account/security-group-rule";
import { createSnatEntry } from "../../alicloud/account/snat-entry";
import {
    addFirewall,
    addVswitch,
    controlPolicyRequest,
    everything,
    policyRequest,
    smallAccount,
} from "../../alicloud/testing/small-account";
import { interfaceRules } from "../router/security-groups";
import { LAYERS, type Layer } from "../scenario/layer";
import { deleteLayer } from "./layer-removal";
import type { LabStack } from "./stack";

const drop = { ...everything, aclAction: "drop", description: "deny" };

/** One vSwitch behind a NAT firewall, an internet boundary and a group, all of which refuse everything. */
function world() {
    const account = smallAccount();
    const { firewall, gateway, eip, snatTableId } = addFirewall(account);
    const sourceVswitchId = addVswitch(account, "10.0.1.0/24");
    createSnatEntry(account, { snatTableId, sourceVswitchId, snatIp: eip.ipAddress });
    const policy = createPolicy(account, policyRequest(gateway.id, drop));
    const control = createControlPolicy(account, controlPolicyRequest(drop));
    const group = createSecurityGroup(account, { vpcId: "vpc-1", securityGroupType: "enterprise" });
    const refusing = { type: "egress", ipProtocol: "all", portRange: "-1/-1", cidrIp: "0.0.0.0/0", policy: "drop" };
    authorizeRule(account, { ...refusing, securityGroupId: group.id });
    const resource = (component: string, type: string, id: string) => ({
        urn: `urn:pulumi:lab::lab::asm-egress:index:Perimeter$asm-egress:index:${component}$alicloud:${type}::${id}`,
        type: `alicloud:${type}`,
        custom: true,
        id,
    });
    // Ids as the provider writes them into the state.
    const resources = [
        resource("FirewallAllowlist", "cloudfirewall/natFirewall:NatFirewall", firewall.id),
        resource("FirewallAllowlist", "cloudfirewall/policy:Policy", `${policy.id}:${gateway.id}:out`),
        resource("FirewallAllowlist", "cloudfirewall/controlPolicy:ControlPolicy", `${control.id}:out`),
        resource("GatewayNetwork", "ecs/securityGroup:SecurityGroup", group.id),
    ];
    const stack = {
        resources: () => resources,
        changeAccount: (change: (one: typeof account) => void) => change(account),
    };
    const flow = { sourceVswitchId, destinationIp: "203.0.113.10", port: 443, protocol: "TCP" } as const;
    return {
        account,
        group,
        remove: (layer: Layer) => deleteLayer(layer, stack as unknown as LabStack),
        leave: () => canLeave(account, flow, new Date()),
        egress: () => interfaceRules(account, [{ address: "10.0.1.9", securityGroupIds: [group.id] }])[0]?.egress,
    };
}

it("without the firewall everything leaves: neither boundary has anything to say any more", async () => {
    const { account, leave, remove, egress } = world();
    expect(leave().allowed).toBe(false);
    await remove("firewall");
    expect(leave().allowed).toBe(true);
    expect([account.natFirewalls, account.natFirewallPolicies, account.controlPolicies]).toEqual([{}, {}, {}]);
    expect(egress()?.map(({ accept }) => accept)).toEqual([false]);
});

it("a firewall policy that is somebody else's stays, and still refuses", async () => {
    const { account, leave, remove } = world();
    const other = createControlPolicy(account, controlPolicyRequest(drop));
    await remove("firewall");
    expect(Object.keys(account.controlPolicies)).toEqual([other.id]);
    expect(leave().allowed).toBe(false);
});

it("without the network the group lets everything pass, and the firewall still refuses", async () => {
    const { account, group, leave, remove, egress } = world();
    const other = createSecurityGroup(account, { vpcId: "vpc-1" });
    expect(egress()?.map(({ accept }) => accept)).toEqual([false]);
    await remove("network");
    expect(egress()?.map(({ accept }) => accept)).toEqual([true]);
    const rules = Object.values(account.securityGroupRules);
    expect(rules.map(({ securityGroupId, type }) => [securityGroupId, type])).toEqual([
        [group.id, "egress"],
        [group.id, "ingress"],
    ]);
    expect(rules.some(({ securityGroupId }) => securityGroupId === other.id)).toBe(false);
    expect(leave().allowed).toBe(false);
});

it.each(LAYERS.filter((layer) => layer !== "network" && layer !== "firewall"))(
    "without %s the account is as it was",
    async (layer) => {
        const { account, remove } = world();
        const before = structuredClone(account);
        await remove(layer);
        expect(account).toEqual(before);
    },
);

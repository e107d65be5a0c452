import type { Account } from "../../alicloud/account/account";
import type { SecurityGroup, SecurityGroupRule } from "../../alicloud/account/objects";
import type { PortRange, Protocol } from "./egress";
import { isBlock } from "./ipv4";

/** An elastic network interface of a node or a Pod: one address and the groups it is in. */
export interface NetworkInterface {
    readonly address: string;
    readonly securityGroupIds: readonly string[];
}

export interface GroupRule {
    readonly accept: boolean;
    /** Absent: any. */
    readonly protocol?: Protocol;
    /** Absent: all. */
    readonly ports?: PortRange;
    /** The other side. */
    readonly peers: readonly string[];
}

/** What the groups of one interface say about connections that begin there or end there; the first match decides. */
export interface InterfaceRules {
    readonly address: string;
    readonly egress: readonly GroupRule[];
    readonly ingress: readonly GroupRule[];
    readonly acceptsUnmatchedEgress: boolean;
}

/**
 * Groups of one interface count as one list: by priority, and drop before accept where that is equal. What no rule matches may
 * leave from a normal group and not from an enterprise group, and comes in to neither, save from members of the same normal
 * group (https://www.alibabacloud.com/help/en/ecs/user-guide/security-group-rules).
 */
export function interfaceRules(account: Account, interfaces: readonly NetworkInterface[]): InterfaceRules[] {
    return interfaces.map(({ address, securityGroupIds }) => {
        const groups = securityGroupIds.flatMap((id) => account.securityGroups[id] ?? []);
        const rules = Object.values(account.securityGroupRules).filter(({ securityGroupId }) =>
            securityGroupIds.includes(securityGroupId),
        );
        const towards = (type: string) =>
            ordered(rules.filter((rule) => rule.type === type)).flatMap((rule) => groupRule(rule, interfaces));
        const fellows = groups.filter(isOpenInside).flatMap(({ id }) => addressesIn(id, interfaces));
        return {
            address,
            egress: towards("egress"),
            ingress: [...towards("ingress"), ...(fellows.length === 0 ? [] : [{ accept: true, peers: fellows }])],
            acceptsUnmatchedEgress:
                groups.length > 0 && groups.every(({ securityGroupType }) => securityGroupType !== "enterprise"),
        };
    });
}

function isOpenInside({ securityGroupType, innerAccessPolicy }: SecurityGroup): boolean {
    return securityGroupType !== "enterprise" && innerAccessPolicy !== "Drop";
}

function ordered(rules: readonly SecurityGroupRule[]): SecurityGroupRule[] {
    const rank = ({ policy }: SecurityGroupRule) => (policy === "drop" ? 0 : 1);
    return [...rules].sort((one, other) => one.priority - other.priority || rank(one) - rank(other));
}

/** Nothing where the rule is about IPv6 or a protocol that the lab does not speak. */
function groupRule(rule: SecurityGroupRule, interfaces: readonly NetworkInterface[]): GroupRule[] {
    const { cidrIp, sourceSecurityGroupId, ipProtocol, portRange } = rule;
    const protocols: Readonly<Record<string, Protocol | undefined>> = { tcp: "TCP", udp: "UDP", icmp: "ICMP" };
    const protocol = protocols[ipProtocol];
    const group = sourceSecurityGroupId === undefined ? [] : addressesIn(sourceSecurityGroupId, interfaces);
    const peers = cidrIp === undefined ? group : [cidrIp].filter(isBlock);
    if (peers.length === 0 || (protocol === undefined && ipProtocol !== "all")) {
        return [];
    }
    const [from = -1, to = from] = portRange.split("/").map(Number);
    return [
        {
            accept: rule.policy !== "drop",
            ...(protocol === undefined ? {} : { protocol }),
            ...(from < 0 ? {} : { ports: { from, to } }),
            peers,
        },
    ];
}

function addressesIn(groupId: string, interfaces: readonly NetworkInterface[]): string[] {
    return interfaces
        .filter(({ securityGroupIds }) => securityGroupIds.includes(groupId))
        .map(({ address }) => address);
}

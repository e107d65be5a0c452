import { cloudResource } from "../../../resources/planned";
import { ref } from "../../../resources/reference";
import { bookName, bookRole } from "../address-book";
import { applicationOf } from "../rules";
import type { Boundary } from "./boundary";

/** The VPC boundary, towards other VPCs and data centres: private sources, one policy list a VPC firewall (given). */
export function vpcBoundary(name: string): Boundary {
    const moves = { ignoreChanges: ["order"] };
    return {
        prefix: "vpc-",
        ready: ["vpc-strict-mode"],
        sees: () => true,
        accept: (role, accept, after) =>
            cloudResource(
                "alicloud:cloudfirewall/firewallVpcFirewallControlPolicy:FirewallVpcFirewallControlPolicy",
                role,
                {
                    vpcFirewallId: ref("vpcFirewall"),
                    aclAction: "accept",
                    description: `${name}: ${accept.description}`,
                    sourceType: "group",
                    source: bookName(name, accept.from),
                    destinationType: "group",
                    destination: bookName(name, accept.key),
                    proto: "TCP",
                    applicationName: applicationOf(accept),
                    domainResolveType: "FQDN",
                    destPortType: "port",
                    destPort: `${accept.port}/${accept.port}`,
                },
                { ...moves, after: [bookRole(accept.from), bookRole(accept.key), ...after] },
            ),
        deny: (role, { source, sourceType, book }, description, after) =>
            cloudResource(
                "alicloud:cloudfirewall/firewallVpcFirewallControlPolicy:FirewallVpcFirewallControlPolicy",
                role,
                {
                    vpcFirewallId: ref("vpcFirewall"),
                    aclAction: "drop",
                    description,
                    sourceType,
                    source,
                    destinationType: "net",
                    destination: "0.0.0.0/0",
                    proto: "ANY",
                    applicationName: "ANY",
                    destPortType: "port",
                    destPort: "0/0",
                },
                { ...moves, after: [...(book === undefined ? [] : [book]), ...after] },
            ),
        pin: (role, policy, position, after) =>
            cloudResource(
                "alicloud:cloudfirewall/vpcFirewallControlPolicyOrder:VpcFirewallControlPolicyOrder",
                role,
                { vpcFirewallId: ref("vpcFirewall"), aclUuid: ref(policy, "aclUuid"), order: String(position) },
                { after },
            ),
    };
}

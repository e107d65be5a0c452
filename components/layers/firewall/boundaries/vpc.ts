import { cloudResource } from "../../../resources/planned";
import { ref } from "../../../resources/reference";
import { bookRole } from "../address-book";
import { applicationOf, isResolved } from "../rules";
import type { Boundary } from "./boundary";
import { acceptFields, booksOf, denyFields } from "./fields";

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
                    ...acceptFields(name, accept, accept.from),
                    applicationName: applicationOf(accept),
                    domainResolveType: isResolved(accept) ? "DNS" : "FQDN",
                },
                { ...moves, after: [bookRole(accept.from), bookRole(accept.key), ...after] },
            ),
        deny: (role, source, description, after) =>
            cloudResource(
                "alicloud:cloudfirewall/firewallVpcFirewallControlPolicy:FirewallVpcFirewallControlPolicy",
                role,
                {
                    vpcFirewallId: ref("vpcFirewall"),
                    ...denyFields(source, description),
                    applicationName: "ANY",
                },
                { ...moves, after: [...booksOf(source), ...after] },
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

import { cloudResource } from "../../../resources/planned";
import { ref } from "../../../resources/reference";
import { bookRole } from "../address-book";
import { applicationOf, isResolved } from "../rules";
import type { Boundary } from "./boundary";
import { acceptFields, booksOf, denyFields } from "./fields";

/** Number of the domain mode at this boundary, where the others have a word. */
const DNS = 1;

/** The NAT boundary: private sources, one policy list a NAT gateway, order by a resource. */
export function natBoundary(name: string): Boundary {
    // Other policies move its position.
    const moves = { ignoreChanges: ["newOrder"] };
    return {
        prefix: "",
        ready: ["nat-firewall"],
        sees: () => true,
        accept: (role, accept, after) =>
            cloudResource(
                "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy",
                role,
                {
                    natGatewayId: ref("natGateway", "id"),
                    direction: "out",
                    ...acceptFields(name, accept, accept.from),
                    applicationNameLists: [applicationOf(accept)],
                    // For FQDN (by SNI and Host) it stays away: its number is 0, a zero value that the provider never
                    // sends, and it is what the platform takes without one.
                    ...(isResolved(accept) && { domainResolveType: DNS }),
                    newOrder: "-1",
                },
                { ...moves, after: [bookRole(accept.from), bookRole(accept.key), ...after] },
            ),
        deny: (role, source, description, after) =>
            cloudResource(
                "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy",
                role,
                {
                    natGatewayId: ref("natGateway", "id"),
                    direction: "out",
                    ...denyFields(source, description),
                    applicationNameLists: ["ANY"],
                    newOrder: "-1",
                },
                { ...moves, after: [...booksOf(source), ...after] },
            ),
        pin: (role, policy, position, after) =>
            cloudResource(
                "alicloud:cloudfirewall/natFirewallControlPolicyOrder:NatFirewallControlPolicyOrder",
                role,
                {
                    natGatewayId: ref("natGateway", "id"),
                    aclUuid: ref(policy, "aclUuid"),
                    direction: "out",
                    order: String(position),
                },
                { after },
            ),
    };
}

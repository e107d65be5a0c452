import { cloudResource } from "../../../resources/planned";
import { ref } from "../../../resources/reference";
import { bookName, bookRole } from "../address-book";
import { applicationOf } from "../rules";
import type { Boundary } from "./boundary";

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
                    aclAction: "accept",
                    description: `${name}: ${accept.description}`,
                    sourceType: "group",
                    source: bookName(name, accept.from),
                    destinationType: "group",
                    destination: bookName(name, accept.key),
                    proto: "TCP",
                    applicationNameLists: [applicationOf(accept)],
                    destPortType: "port",
                    destPort: `${accept.port}/${accept.port}`,
                    // `domainResolveType` stays away: 0 (FQDN, by SNI and Host) is a zero value that the provider never
                    // sends, and it is what the platform takes without it.
                    newOrder: "-1",
                },
                // A policy names its books by text, so the dependency must be said.
                { ...moves, after: [bookRole(accept.from), bookRole(accept.key), ...after] },
            ),
        deny: (role, { source, sourceType, book }, description, after) =>
            cloudResource(
                "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy",
                role,
                {
                    natGatewayId: ref("natGateway", "id"),
                    direction: "out",
                    aclAction: "drop",
                    description,
                    sourceType,
                    source,
                    destinationType: "net",
                    destination: "0.0.0.0/0",
                    proto: "ANY",
                    applicationNameLists: ["ANY"],
                    destPortType: "port",
                    destPort: "0/0",
                    newOrder: "-1",
                },
                { ...moves, after: [...(book === undefined ? [] : [book]), ...after] },
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

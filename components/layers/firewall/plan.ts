import type { Intent } from "../../intent/intent";
import { regionOf } from "../../intent/intent";
import { cloudResource, type PlannedResource } from "../../resources/planned";
import { ref } from "../../resources/reference";
import type { LayerPlan } from "../plan";
import { type Accept, accepts, planAccepts } from "./accepts";
import { addressBook, bookFindings, bookName } from "./address-book";

export type FirewallLayerIntent = Pick<
    Intent,
    "cluster" | "gateway" | "firewall" | "externalServices" | "infrastructure"
>;

/**
 * Cloud Firewall at the NAT boundary. Its defaults are open: what no rule matches is allowed, loose mode passes what is
 * not identified yet, a new rule lands at the lowest priority. So: strict mode, a deny for the gateway before any
 * accept, accepts pinned above it one by one, and a deny for the cluster when every accept is in place. A new accept
 * starts below the denies and does nothing until it is pinned: it fails closed.
 *
 * Refers to the given values `cluster.vpcId`, `natGateway.id` and `natGateway.routeTableId`.
 *
 * Source: Cloud Firewall, "How access control policies work" and "Configure the strict mode".
 */
export function planFirewall(name: string, intent: FirewallLayerIntent): LayerPlan {
    const accepted = accepts(intent);
    const denies = intent.gateway.subnets.map(({ cidrBlock }) => planGatewayDeny(name, cidrBlock.toString()));
    const denyRoles = denies.map(({ role }) => role);
    const pinned = planAccepts(name, accepted, denyRoles);
    return {
        resources: [
            ...planBooks(name, intent, accepted),
            planNatFirewall(name, intent),
            ...denies,
            ...pinned,
            ...(intent.firewall.fenceCluster
                ? [planClusterDeny(name, [...denyRoles, ...pinned.map(({ role }) => role)])]
                : []),
        ],
        findings: bookFindings(accepted),
    };
}

/** Who: the gateway's range, the nodes where they are granted something, the cluster where it is denied. And what. */
function planBooks(
    name: string,
    { gateway, cluster, firewall, infrastructure }: FirewallLayerIntent,
    accepted: readonly Accept[],
): PlannedResource[] {
    const range = gateway.subnets.map(({ cidrBlock }) => cidrBlock.toString());
    const nodes = cluster.nodeCidrs.map(String);
    return [
        addressBook(name, "gateway", "ip", range),
        ...(infrastructure.length > 0 ? [addressBook(name, "nodes", "ip", nodes)] : []),
        ...(firewall.fenceCluster
            ? [addressBook(name, "cluster", "ip", [...nodes, ...cluster.podCidrs.map(String)])]
            : []),
        ...accepted.map(({ key, destinationType, destinations }) =>
            addressBook(name, key, destinationType, destinations),
        ),
    ];
}

/**
 * The NAT firewall stands between the route table and the NAT gateway. Changing strict mode would replace it, and while
 * it is replaced nothing looks at the traffic; so strict mode is never an option here.
 */
function planNatFirewall(name: string, { gateway, firewall }: FirewallLayerIntent): PlannedResource {
    return cloudResource(
        "alicloud:cloudfirewall/natFirewall:NatFirewall",
        "nat-firewall",
        {
            // 4 to 50 letters, digits and underscores.
            proxyName: `egress_${name.replaceAll("-", "_")}`,
            regionNo: regionOf(gateway.subnets[0]?.zoneId ?? ""),
            vpcId: ref("cluster", "vpcId"),
            natGatewayId: ref("natGateway", "id"),
            natRouteEntryLists: [
                {
                    destinationCidr: "0.0.0.0/0",
                    nexthopType: "NatGateway",
                    nexthopId: ref("natGateway", "id"),
                    routeTableId: ref("natGateway", "routeTableId"),
                },
            ],
            vswitchAuto: "true",
            vswitchCidr: firewall.cidrBlock.toString(),
            strictMode: 1,
            firewallSwitch: "open",
            status: "normal",
            lang: "en",
        },
        // One NAT gateway takes one NAT firewall.
        { deleteBeforeReplace: true },
    );
}

/**
 * One deny a range, keyed by the range: when a range changes, the old one stays denied until its SNAT entry is gone,
 * where an entry of a shared book would leave it unmatched, and so allowed, at once.
 */
function planGatewayDeny(name: string, range: string): PlannedResource {
    return deny(
        `gateway-deny-${range.replace("/", "_")}`,
        `${name}: the egress gateway reaches nothing that is not declared`,
        { sourceType: "net", source: range },
        ["nat-firewall"],
    );
}

/** Last of all, because it must not cut what the nodes need before that is granted; and so the first to go. */
function planClusterDeny(name: string, earlier: readonly string[]): PlannedResource {
    return deny(
        "cluster-deny",
        `${name}: the cluster reaches nothing past the egress gateway`,
        { sourceType: "group", source: bookName(name, "cluster") },
        // A policy names its book by text, so the dependency must be said.
        ["book-cluster", ...earlier],
    );
}

interface Source {
    readonly sourceType: "net" | "group";
    /** A range, or the name of an address book. */
    readonly source: string;
}

function deny(role: string, description: string, source: Source, after: readonly string[]): PlannedResource {
    return cloudResource(
        "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy",
        role,
        {
            natGatewayId: ref("natGateway", "id"),
            direction: "out",
            aclAction: "drop",
            description,
            ...source,
            destinationType: "net",
            destination: "0.0.0.0/0",
            proto: "ANY",
            applicationNameLists: ["ANY"],
            destPortType: "port",
            destPort: "0/0",
            newOrder: "-1",
        },
        // Other policies move its position.
        { after, ignoreChanges: ["newOrder"] },
    );
}

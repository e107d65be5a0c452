import { FirewallBoundary } from "../../intent/args";
import type { Cidr } from "../../intent/cidr";
import { publicAddressCount, regionOf } from "../../intent/intent";
import { cloudResource, type PlannedResource } from "../../resources/planned";
import { type Reference, ref } from "../../resources/reference";
import type { LayerPlan } from "../plan";
import { bookName, bookRole, planBooks } from "./address-book";
import type { Boundary, DeniedSource } from "./boundaries/boundary";
import { internetBoundary } from "./boundaries/internet";
import { natBoundary } from "./boundaries/nat";
import { vpcBoundary } from "./boundaries/vpc";
import { quotaFindings } from "./quota";
import { type Accept, acceptRules, type FirewallLayerIntent } from "./rules";

/**
 * Cloud Firewall. Its defaults are open: what no rule matches is allowed, loose mode passes what is not identified yet, a
 * new rule lands at the lowest priority. So, at each boundary: strict mode, a deny for the gateway before any accept,
 * accepts pinned above it one by one, and a deny for the cluster when every accept is in place. A new accept starts below
 * the denies and does nothing until it is pinned: it fails closed.
 *
 * Refers to the given values `cluster.vpcId`, `natGateway.id` and `natGateway.routeTableId`; where the VPC's system route
 * table leads to the NAT gateway `systemRouteTable.id`; at the internet boundary `publicAddresses.<n>`, at the VPC boundary
 * `vpcFirewall.id`.
 *
 * Source: Cloud Firewall, "How access control policies work" and "Configure the strict mode".
 */
export function planFirewall(name: string, intent: FirewallLayerIntent): LayerPlan {
    const accepted = acceptRules(intent);
    const { boundaries, manageAccountSettings, fenceCluster } = intent.firewall;
    const addresses = boundaries.includes(FirewallBoundary.Internet) ? publicAddressReferences(intent) : undefined;
    const ranges = intent.gateway.subnets.map(({ cidrBlock }): DeniedSource => {
        const range = cidrBlock.toString();
        return { key: range.replace("/", "_"), source: range, sourceType: "net" };
    });
    const cluster: DeniedSource = {
        key: "cluster",
        source: bookName(name, "cluster"),
        sourceType: "group",
        book: bookRole("cluster"),
    };
    const inside = { denied: ranges, cluster: fenceCluster ? cluster : undefined };
    return {
        resources: [
            ...planBooks(name, intent, accepted, addresses),
            ...planNatFirewall(name, intent),
            ...planBoundary(name, natBoundaryOf(name, intent), accepted, inside),
            ...(addresses === undefined
                ? []
                : [
                      ...(manageAccountSettings ? [planInternetStrictMode()] : []),
                      ...planBoundary(name, internetBoundary(name, manageAccountSettings), accepted, {
                          denied: addresses.map(deniedAddress),
                          cluster: undefined,
                      }),
                  ]),
            ...(boundaries.includes(FirewallBoundary.Vpc)
                ? [planVpcStrictMode(), ...planBoundary(name, vpcBoundary(name), accepted, inside)]
                : []),
        ],
        findings: quotaFindings(intent),
    };
}

/** How many public addresses the gateway leaves from is known; which they are, only the cloud knows. */
export function publicAddressReferences({ internet }: Pick<FirewallLayerIntent, "internet">): Reference[] {
    return Array.from({ length: publicAddressCount(internet) }, (_, index) =>
        ref("publicAddresses", String(index + 1)),
    );
}

function deniedAddress(address: Reference): DeniedSource {
    return { key: `public-address-${address.output}`, source: address, sourceType: "net" };
}

interface Sources {
    /** Denied everything from the start. */
    readonly denied: readonly DeniedSource[];
    /** Denied when every accept is in place, because it must not be cut before that; and so the first to go. */
    readonly cluster: DeniedSource | undefined;
}

/** The rules at one boundary, in the order of their making. */
function planBoundary(
    name: string,
    boundary: Boundary,
    accepted: readonly Accept[],
    { denied, cluster }: Sources,
): PlannedResource[] {
    const role = (text: string) => `${boundary.prefix}${text}`;
    const unlisted = `${name}: the egress gateway reaches nothing that is not declared`;
    const seen = accepted.filter((accept) => boundary.sees(accept));
    const makeDenies = (after: readonly string[]) =>
        denied.map((source) => boundary.deny(role(`gateway-deny-${source.key}`), source, unlisted, after));
    const denies = makeDenies(boundary.ready);
    const denyRoles = denies.map((deny) => deny.role);

    const { pin } = boundary;
    const opened =
        pin === undefined
            ? seen.map((accept) => boundary.accept(role(`accept-${accept.key}`), accept, boundary.ready))
            : seen.flatMap((accept, index) => {
                  const before = seen[index - 1];
                  const policy = role(`accept-${accept.key}`);
                  return [
                      boundary.accept(policy, accept, denyRoles),
                      // One after the other: every move shifts the positions of the rest.
                      pin(
                          role(`order-${accept.key}`),
                          policy,
                          index + 1,
                          before === undefined ? [] : [role(`order-${before.key}`)],
                      ),
                  ];
              });
    const openedRoles = opened.map((resource) => resource.role);
    const ordered = pin === undefined ? [...opened, ...makeDenies(openedRoles)] : [...denies, ...opened];
    const past = `${name}: the cluster reaches nothing past the egress gateway`;
    const last = cluster && boundary.deny(role("cluster-deny"), cluster, past, [...denyRoles, ...openedRoles]);
    return last === undefined ? ordered : [...ordered, last];
}

/** The policies belong to the NAT gateway; where the NAT firewall is given, they wait for nothing. */
function natBoundaryOf(name: string, { firewall }: FirewallLayerIntent): Boundary {
    const boundary = natBoundary(name);
    return firewall.cidrBlock === undefined ? { ...boundary, ready: [] } : boundary;
}

/**
 * The NAT firewall stands between the route tables and the NAT gateway: the gateway's own and, where it leads there too, the
 * system route table of the VPC, which a vSwitch falls back to when it is detached from its own. Changing strict mode would
 * replace it, and while it is replaced nothing looks at the traffic; so strict mode is never an option here. Nothing where it
 * is given.
 */
function planNatFirewall(name: string, intent: FirewallLayerIntent): PlannedResource[] {
    const { cidrBlock } = intent.firewall;
    return cidrBlock === undefined ? [] : [makeNatFirewall(name, intent, cidrBlock)];
}

function makeNatFirewall(name: string, { gateway, internet }: FirewallLayerIntent, cidrBlock: Cidr): PlannedResource {
    const routeTables = [
        ref("natGateway", "routeTableId"),
        ...(internet.inSystemRouteTable ? [ref("systemRouteTable")] : []),
    ];
    return cloudResource(
        "alicloud:cloudfirewall/natFirewall:NatFirewall",
        "nat-firewall",
        {
            // 4 to 50 letters, digits and underscores.
            proxyName: `egress_${name.replaceAll("-", "_")}`,
            regionNo: regionOf(gateway.subnets[0]?.zoneId ?? ""),
            vpcId: ref("cluster", "vpcId"),
            natGatewayId: ref("natGateway", "id"),
            natRouteEntryLists: routeTables.map((routeTableId) => ({
                destinationCidr: "0.0.0.0/0",
                nexthopType: "NatGateway",
                nexthopId: ref("natGateway", "id"),
                routeTableId,
            })),
            vswitchAuto: "true",
            vswitchCidr: cidrBlock.toString(),
            strictMode: 1,
            firewallSwitch: "open",
            status: "normal",
            lang: "en",
        },
        // One NAT gateway takes one NAT firewall.
        { deleteBeforeReplace: true },
    );
}

/** Account-wide, so made on request only; the platform keeps it on when the resource goes. */
function planInternetStrictMode(): PlannedResource {
    return cloudResource("alicloud:cloudfirewall/policyAdvancedConfig:PolicyAdvancedConfig", "internet-strict-mode", {
        internetSwitch: "on",
    });
}

/** Of the given VPC firewall, which this perimeter's policies are worth nothing without. */
function planVpcStrictMode(): PlannedResource {
    return cloudResource(
        "alicloud:cloudfirewall/vpcFirewallAclEngineMode:VpcFirewallAclEngineMode",
        "vpc-strict-mode",
        {
            vpcFirewallId: ref("vpcFirewall"),
            strictMode: 1,
        },
    );
}

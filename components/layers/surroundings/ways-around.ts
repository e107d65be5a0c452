import { SurroundingsCheck } from "../../intent/args";
import { Cidr } from "../../intent/cidr";
import type { Finding } from "../../intent/finding";
import type { Intent } from "../../intent/intent";
import type { NatGatewaySeen, RouteTableSeen, Surroundings } from "./facts";

export type SurroundingsIntent = Pick<Intent, "cluster" | "gateway" | "internet" | "surroundings">;

/** What belongs to the perimeter among what is seen. */
export interface OwnParts {
    /** Absent until it is known; the name stands for it then. */
    readonly natGatewayId?: string;
    readonly natGatewayName: string;
    /** As the user wrote it; the NAT firewall stands there. */
    readonly systemRouteTableId?: string;
    /** Of a given NAT gateway; the NAT firewall stands there. */
    readonly routeTableId?: string;
}

type Noticed = Omit<Finding, "severity">;

/** A part of the address space that nothing may let out but the perimeter. */
interface Fenced {
    readonly path: string;
    readonly ranges: readonly Cidr[];
}

/**
 * Ways out of the VPC that do not lead through the perimeter, and so not through its firewall. Sorted: what a look-up
 * happens to list first changes nothing.
 *
 * Sources: ACK, "Enable an existing ACK cluster to access the Internet" (SNAT per vSwitch or range; an instance with a
 * public address ignores SNAT); NAT Gateway, "Create an Internet NAT gateway" (the default route of the first one).
 */
export function waysAround(intent: SurroundingsIntent, seen: Surroundings, own: OwnParts): Finding[] {
    const fenced = fencedRanges(intent);
    const mine = ownGateway(seen.natGateways ?? [], own);
    const severity = intent.surroundings === SurroundingsCheck.Refuse ? "error" : "warning";
    return [
        ...otherGateways(seen, mine),
        ...systemRoutes(intent, seen, own, mine),
        ...clusterRoutes(fenced, seen, own, mine),
        ...snatEntries(intent, fenced, seen, mine),
        ...publicAddresses(fenced, seen),
        ...unseen(seen),
    ]
        .map((noticed): Finding => ({ ...noticed, severity }))
        .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** One line a finding, the same from one run to the next. */
export function keyOf({ code, got }: Finding): string {
    return `${code}: ${got}`;
}

function fencedRanges({ cluster, gateway }: SurroundingsIntent): Fenced[] {
    return [
        { path: "cluster.nodeCidrs", ranges: cluster.nodeCidrs },
        { path: "cluster.podCidrs", ranges: cluster.podCidrs },
        { path: "gateway.subnets", ranges: gateway.subnets.map(({ cidrBlock }) => cidrBlock) },
    ];
}

/** By its ID; before that is known by its name, unless several have it (one is left over from a run that was cut off). */
function ownGateway(gateways: readonly NatGatewaySeen[], own: OwnParts): NatGatewaySeen | undefined {
    if (own.natGatewayId !== undefined) {
        return gateways.find(({ id }) => id === own.natGatewayId);
    }
    const named = gateways.filter(({ name }) => name === own.natGatewayName);
    return named.length === 1 ? named[0] : undefined;
}

function otherGateways({ natGateways = [] }: Surroundings, mine: NatGatewaySeen | undefined): Noticed[] {
    return natGateways
        .filter((gateway) => !gateway.intranet && gateway !== mine)
        .map(({ id, name }) => ({
            code: "other-nat-gateway",
            path: "cluster.vpcId",
            got: name === "" ? id : `${id} (${name})`,
            expected: "no internet NAT gateway in the VPC but this perimeter's: its firewall sees nothing of another",
            fix: "remove it, or see to it that no route and no SNAT entry of it is for the cluster",
        }));
}

/**
 * The first NAT gateway of a VPC gets a route in the system route table, which every vSwitch without a table of its own
 * takes: told before it happens, and as long as the NAT firewall does not stand there.
 */
function systemRoutes(
    { internet }: SurroundingsIntent,
    { natGateways, routeTables = [] }: Surroundings,
    own: OwnParts,
    mine: NatGatewaySeen | undefined,
): Noticed[] {
    const table = routeTables.find(({ system }) => system);
    if (table?.routes === undefined || natGateways === undefined) {
        return [];
    }
    const route = table.routes.find(({ destination }) => destination === "0.0.0.0/0");
    const isFirst = internet.made !== undefined && natGateways.every(({ intranet }) => intranet);
    const path = "internet.systemRouteTableId";
    if (table.id !== own.systemRouteTableId) {
        const leadsHere = route === undefined ? isFirst : route.nexthopId === mine?.id;
        return leadsHere
            ? [
                  {
                      code: "system-route-table-unguarded",
                      path,
                      got: own.systemRouteTableId ?? "nothing",
                      expected: `${table.id}: the VPC's system route table leads to this perimeter's NAT gateway, past its NAT firewall`,
                      fix: `write \`systemRouteTableId: ${table.id}\``,
                  },
              ]
            : [];
    }
    // Once the NAT firewall stands in the route, what the route says is the firewall's business.
    const leadsElsewhere = mine === undefined && (route !== undefined || !isFirst);
    return leadsElsewhere
        ? [
              {
                  code: "system-route-table-leads-elsewhere",
                  path,
                  got: table.id,
                  expected: "a system route table whose 0.0.0.0/0 leads, or will lead, to this perimeter's NAT gateway",
                  fix: "remove it: the NAT firewall cannot stand in a route that is not its NAT gateway's",
              },
          ]
        : [];
}

/**
 * Routes out of the cluster's vSwitches. Where the NAT firewall stands in a table, it decides what the route says; only one
 * to another NAT gateway cannot be its doing.
 */
function clusterRoutes(
    fenced: readonly Fenced[],
    { natGateways = [], routeTables = [], vswitches = [] }: Surroundings,
    own: OwnParts,
    mine: NatGatewaySeen | undefined,
): Noticed[] {
    const guarded = new Set([own.systemRouteTableId, own.routeTableId]);
    const others = new Set(natGateways.filter((gateway) => gateway !== mine).map(({ id }) => id));
    const cluster = fenced.filter(({ path }) => path.startsWith("cluster."));
    const inside = vswitches.filter(({ cidrBlock }) => touched(cluster, cidrBlock).length > 0).map(({ id }) => id);
    const withOwnTable = new Set(routeTables.filter(({ system }) => !system).flatMap(({ vswitchIds }) => vswitchIds));
    const decidesFor = ({ system, vswitchIds }: RouteTableSeen) =>
        inside.filter((id) => (system ? !withOwnTable.has(id) : vswitchIds.includes(id))).sort();
    return routeTables.flatMap((table) => {
        const users = decidesFor(table);
        return (
            (table.routes ?? [])
                .filter(({ destination }) => users.length > 0 && leadsOut(destination))
                .filter(({ nexthopId }) => !guarded.has(table.id) || others.has(nexthopId))
                // The system table's route to this perimeter's NAT gateway has a finding of its own.
                .filter(({ nexthopId }) => !(table.system && nexthopId === mine?.id))
                .map(({ destination, nexthopType, nexthopId }) => ({
                    code: "cluster-route-leads-out",
                    path: "cluster.vpcId",
                    got: `${table.id} of ${users.join(", ")}: ${destination} to ${nexthopType} ${nexthopId}`,
                    expected:
                        "no route to the internet for the cluster's vSwitches but one that the NAT firewall stands in",
                    fix: "remove the route, or attach the vSwitches to a route table without one",
                }))
        );
    });
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].flatMap(cidrs);

function leadsOut(destination: string): boolean {
    return cidrs(destination).some((range) => !PRIVATE.some((outer) => outer.contains(range)));
}

/** An entry lets a whole vSwitch or range out, whatever else is in it. */
function snatEntries(
    { gateway }: SurroundingsIntent,
    fenced: readonly Fenced[],
    { natGateways = [], vswitches = [] }: Surroundings,
    mine: NatGatewaySeen | undefined,
): Noticed[] {
    const own = new Set(gateway.subnets.map(({ cidrBlock }) => cidrBlock.toString()));
    return natGateways
        .filter(({ intranet }) => !intranet)
        .flatMap((natGateway) =>
            (natGateway.snatEntries ?? []).flatMap(({ id, vswitchId, cidrBlock }) => {
                const source = vswitches.find((vswitch) => vswitch.id === vswitchId)?.cidrBlock ?? cidrBlock;
                const covered = touched(fenced, source);
                return covered.length === 0 || (natGateway === mine && own.has(source))
                    ? []
                    : [
                          {
                              code: "snat-entry-covers-the-fence",
                              path: covered[0] ?? "",
                              got: `${id} of ${natGateway.id}: ${source} covers ${covered.join(", ")}`,
                              expected: "no SNAT entry for the cluster or the gateway but this perimeter's own",
                              fix: "remove it, or replace it by entries for the vSwitches that have to get out",
                          },
                      ];
            }),
        );
}

/** A public address of its own goes around the NAT gateway, and so around SNAT and NAT firewall. */
function publicAddresses(fenced: readonly Fenced[], seen: Surroundings): Noticed[] {
    const addresses = seen.publicAddresses;
    return addresses
        .filter(({ publicIp }, index) => addresses.findIndex((other) => other.publicIp === publicIp) === index)
        .flatMap(({ holder, privateIp, publicIp }) =>
            touched(fenced, privateIp)
                .slice(0, 1)
                .map((path) => ({
                    code: "public-address-in-the-fence",
                    path,
                    got: `${holder} at ${privateIp} has ${publicIp}`,
                    expected: "no public address: traffic of its holder ignores SNAT and the NAT firewall",
                    fix: "unbind it; in a node pool, switch public addresses off",
                })),
        );
}

function unseen(seen: Surroundings): Noticed[] {
    const calls = new Map<string, (typeof seen.unseen)[number]>();
    for (const one of [...seen.unseen].sort((a, b) => (`${a.call} ${a.reason}` < `${b.call} ${b.reason}` ? -1 : 1))) {
        calls.set(one.call, calls.get(one.call) ?? one);
    }
    const failed = [...calls.values()];
    return failed.length === 0
        ? []
        : [
              {
                  code: "surroundings-not-seen",
                  path: "surroundings",
                  got: `could not look up: ${failed.map(({ call, reason }) => `${call} (${reason})`).join(", ")}`,
                  expected: `answers; they take the RAM actions ${failed.map(({ action }) => action).join(", ")}`,
                  fix: "allow the actions to the credentials, or set `surroundings: Skip`",
              },
          ];
}

/** Paths of the fenced ranges that a range has addresses of. */
function touched(fenced: readonly Fenced[], text: string): string[] {
    const range = cidrs(text)[0];
    return range === undefined
        ? []
        : fenced.filter(({ ranges }) => ranges.some((inner) => inner.overlaps(range))).map(({ path }) => path);
}

/** Nothing where the text is no range: what a look-up answers is not the user's to correct. */
function cidrs(text: string): Cidr[] {
    const range = Cidr.parse(text);
    return range.ok ? [range.value] : [];
}

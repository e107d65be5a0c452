import type { EgressPerimeterArgs } from "../intent/args";
import type { NatGatewaySeen, RouteSeen, RouteTableSeen, Surroundings } from "../layers/surroundings/facts";
import { type OwnParts, waysAround } from "../layers/surroundings/ways-around";
import { intentOf } from "./intent";

export const OWN: OwnParts = {
    natGatewayName: "prod-egress",
    natGatewayId: "ngw-own",
    systemRouteTableId: "vtb-system",
};
export const GIVEN = {
    given: { id: "ngw-own", snatTableId: "stb-1", routeTableId: "vtb-given", addresses: ["203.0.113.7"] },
};

export const NODES = { id: "vsw-nodes", cidrBlock: "10.0.0.0/20" };
export const PODS = { id: "vsw-pods", cidrBlock: "10.0.128.0/17" };
export const GATEWAY = { id: "vsw-gateway", cidrBlock: "10.0.64.0/28" };
export const OTHERS = { id: "vsw-others", cidrBlock: "10.0.200.0/24" };
/** The Pods' range ends at 10.0.255.255, so this one is outside of it. */
export const ELSEWHERE = { id: "vsw-elsewhere", cidrBlock: "10.9.0.0/24" };

export const toOwn: RouteSeen = { destination: "0.0.0.0/0", nexthopType: "NatGateway", nexthopId: "ngw-own" };
export const toOther: RouteSeen = { ...toOwn, nexthopId: "ngw-other" };

export function natGateway(id: string, change: Partial<NatGatewaySeen> = {}): NatGatewaySeen {
    return { id, name: "", intranet: false, snatEntries: [], ...change };
}

export function table(id: string, change: Partial<RouteTableSeen> = {}): RouteTableSeen {
    return { id, system: false, vswitchIds: [], routes: [], ...change };
}

/** A VPC with the perimeter in it, its firewall in the system route table's route, and nothing else. */
export function vpc(change: Partial<Surroundings> = {}): Surroundings {
    return {
        natGateways: [natGateway("ngw-own", { name: "prod-egress" })],
        routeTables: [
            table("vtb-system", { system: true, routes: [toOwn] }),
            table("vtb-gateway", { vswitchIds: [GATEWAY.id], routes: [toOwn] }),
        ],
        vswitches: [NODES, PODS, GATEWAY, ELSEWHERE],
        publicAddresses: [],
        unseen: [],
        ...change,
    };
}

/** What is found there, as `code path`. */
export function found(
    seen: Surroundings,
    { own = OWN, args = {} }: { own?: OwnParts; args?: Partial<EgressPerimeterArgs> } = {},
): string[] {
    return waysAround(intentOf(args), seen, own).map(({ code, path }) => `${code} ${path}`);
}

import { ecs, vpc } from "@pulumi/alicloud";
import type { InvokeOptions } from "@pulumi/pulumi";
import type { NatGatewaySeen, RouteTableSeen, Surroundings, Unseen } from "./facts";

interface LookUp {
    readonly call: string;
    readonly action: string;
}

const NAT_GATEWAYS: LookUp = { call: "vpc.getNatGateways", action: "vpc:DescribeNatGateways" };
const SNAT_ENTRIES: LookUp = { call: "vpc.getSnatEntries", action: "vpc:DescribeSnatTableEntries" };
const ROUTE_TABLES: LookUp = { call: "vpc.getRouteTables", action: "vpc:DescribeRouteTableList" };
const ROUTE_ENTRIES: LookUp = { call: "vpc.getRouteEntries", action: "vpc:DescribeRouteTables" };
const SWITCHES: LookUp = { call: "vpc.getSwitches", action: "vpc:DescribeVSwitches" };
const INSTANCES: LookUp = { call: "ecs.getInstances", action: "ecs:DescribeInstances" };
const INTERFACES: LookUp = { call: "ecs.getEcsNetworkInterfaces", action: "ecs:DescribeNetworkInterfaces" };

/**
 * Looks at a VPC with the provider's functions, in previews too. Never throws: what cannot be looked up is in `unseen`,
 * an answer of an unexpected shape (Pulumi's mocks) with it.
 */
export async function lookAround(vpcId: string, opts: InvokeOptions): Promise<Surroundings> {
    const unseen: Unseen[] = [];
    const look = async <T>(
        at: LookUp,
        answer: Promise<readonly T[] | undefined>,
    ): Promise<readonly T[] | undefined> => {
        try {
            const found: unknown = await answer;
            if (Array.isArray(found)) {
                return found;
            }
            unseen.push({ ...at, reason: "no list came back" });
        } catch (error) {
            unseen.push({ ...at, reason: reasonOf(error) });
        }
        return undefined;
    };

    const [gateways, tables, vswitches, instances, interfaces] = await Promise.all([
        look(
            NAT_GATEWAYS,
            vpc.getNatGateways({ vpcId }, opts).then((answer) => answer.gateways),
        ),
        look(
            ROUTE_TABLES,
            vpc.getRouteTables({ vpcId }, opts).then((answer) => answer.tables),
        ),
        look(
            SWITCHES,
            vpc.getSwitches({ vpcId }, opts).then((answer) => answer.vswitches),
        ),
        look(
            INSTANCES,
            // Details are disks and RAM roles, at a call an instance and with permissions of their own.
            ecs.getInstances({ vpcId, enableDetails: false }, opts).then((answer) => answer.instances),
        ),
        look(
            INTERFACES,
            ecs.getEcsNetworkInterfaces({ vpcId }, opts).then((answer) => answer.interfaces),
        ),
    ]);
    const entriesOf = async (snatTableIds: readonly string[]) => {
        const lists = await Promise.all(
            snatTableIds.map((snatTableId) =>
                look(
                    SNAT_ENTRIES,
                    vpc.getSnatEntries({ snatTableId }, opts).then((answer) => answer.entries),
                ),
            ),
        );
        return lists.flatMap((entries) => entries ?? []);
    };
    const [natGateways, routeTables] = await Promise.all([
        gateways &&
            Promise.all(
                gateways.map(
                    async ({ id, natGatewayName, networkType, snatTableIds }): Promise<NatGatewaySeen> => ({
                        id,
                        name: natGatewayName ?? "",
                        intranet: networkType === "intranet",
                        snatEntries: (await entriesOf(snatTableIds ?? [])).map((entry) => ({
                            id: entry.snatEntryId,
                            vswitchId: entry.sourceVswitchId ?? "",
                            cidrBlock: entry.sourceCidr ?? "",
                        })),
                    }),
                ),
            ),
        tables &&
            Promise.all(
                tables.map(async ({ routeTableId, routeTableType, vswitchIds }): Promise<RouteTableSeen> => {
                    const routes = await look(
                        ROUTE_ENTRIES,
                        vpc.getRouteEntries({ routeTableId }, opts).then((answer) => answer.entries),
                    );
                    return {
                        id: routeTableId,
                        system: routeTableType === "System",
                        vswitchIds: vswitchIds ?? [],
                        ...(routes && {
                            routes: routes.map((route) => ({
                                destination: route.cidrBlock ?? "",
                                nexthopType: route.nextHopType,
                                nexthopId: route.instanceId,
                            })),
                        }),
                    };
                }),
            ),
    ]);
    return {
        ...(natGateways && { natGateways }),
        ...(routeTables && { routeTables }),
        ...(vswitches && {
            vswitches: vswitches.map(({ id, cidrBlock }) => ({ id, cidrBlock: cidrBlock ?? "" })),
        }),
        publicAddresses: [
            ...(instances ?? []).flatMap(({ id, privateIp, publicIp, eip }) =>
                [publicIp, eip]
                    .filter(Boolean)
                    .map((address) => ({ holder: id, privateIp: privateIp ?? "", publicIp: address })),
            ),
            ...(interfaces ?? []).flatMap(({ id, privateIp, associatedPublicIps }) =>
                (associatedPublicIps ?? [])
                    .filter(({ publicIpAddress }) => Boolean(publicIpAddress))
                    .map(({ publicIpAddress }) => ({
                        holder: id,
                        privateIp: privateIp ?? "",
                        publicIp: publicIpAddress,
                    })),
            ),
        ],
        unseen,
    };
}

/** The platform's error code, or the first line: the rest has a request ID that differs from call to call. */
function reasonOf(error: unknown): string {
    const text = error instanceof Error ? error.message : String(error);
    return /(?<!Status)Code: (\S+)/.exec(text)?.[1] ?? (text.split("\n")[0]?.slice(0, 120) || "no answer");
}

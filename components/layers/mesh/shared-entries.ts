import { shardedBy } from "../shards";
import type { GatewayGroup } from "./host-groups";

/** Istio's CustomResourceDefinition takes this many hosts in one ServiceEntry. */
const HOSTS_OF_AN_ENTRY = 256;

/**
 * Key of the ServiceEntry by which the gateway sees each group, by the group's key. Hosts that are called by bytes only have a
 * group each, because workloads tell them apart by address; the gateway does not, so those with the same ports share an
 * entry, and one more of them is one object less; each has one host, because bytes name none.
 */
export function entryKeys(groups: readonly GatewayGroup[]): ReadonlyMap<string, string> {
    const shared = new Map<string, GatewayGroup[]>();
    for (const group of groups.filter(isShared)) {
        const ports = ["tcp", ...group.legs.map(({ outsidePort }) => outsidePort)].join(".");
        shared.set(ports, [...(shared.get(ports) ?? []), group]);
    }
    return new Map([
        ...groups.filter((group) => !isShared(group)).map(({ key }) => [key, key] as const),
        ...[...shared].flatMap(([ports, members]) => spread(ports, members)),
    ]);
}

export function isShared({ isAddress, legs }: GatewayGroup): boolean {
    return !isAddress && legs.every(({ manner }) => manner === "tcp");
}

function spread(ports: string, members: readonly GatewayGroup[]): (readonly [string, string])[] {
    const keyOf = new Map(members.map(({ hosts: [host = ""], key }) => [host, key]));
    const entries = shardedBy([...keyOf.keys()], HOSTS_OF_AN_ENTRY);
    return entries.flatMap((hosts, index) =>
        hosts.map((host) => [keyOf.get(host) as string, entries.length === 1 ? ports : `${ports}-${index}`] as const),
    );
}

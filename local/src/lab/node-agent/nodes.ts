import type { Account } from "../../alicloud/account/account";
import { freeAddress } from "./addresses";
import type { LabNode } from "./scheduling";

/** What the account does not hold: the cluster's ordinary nodes. */
export interface WorkerNodes {
    readonly count: number;
    readonly range: string;
    readonly securityGroupIds: readonly string[];
}

/** Ordinary nodes over the account's zones, and those of every node pool in the pool's vSwitches, evenly. */
export function nodesOf(account: Account, workers: WorkerNodes): LabNode[] {
    const zones = [...new Set(Object.values(account.vswitches).map(({ zoneId }) => zoneId))].sort();
    const taken = new Set<string>();
    const take = (range: string) => {
        const address = freeAddress(range, taken);
        taken.add(address);
        return address;
    };
    const labels = (name: string, zone: string) => ({
        "kubernetes.io/hostname": name,
        "topology.kubernetes.io/zone": zone,
        ...(account.region !== undefined && { "topology.kubernetes.io/region": account.region }),
    });
    const ordinary = Array.from({ length: workers.count }, (_, index): LabNode => {
        const [name, zone] = [`worker-${index}`, zones[index % zones.length] ?? "lab"];
        const { range, securityGroupIds } = workers;
        return {
            name,
            role: "worker",
            zone,
            address: take(range),
            labels: labels(name, zone),
            taints: [],
            securityGroupIds,
        };
    });
    const pooled = Object.values(account.nodePools).flatMap((pool) => {
        const vswitches = (pool.vswitchIds ?? []).flatMap((id) => account.vswitches[id] ?? []);
        return pool.nodes.map(({ labels: own, taints }, index): LabNode => {
            const vswitch = vswitches[index % vswitches.length];
            const [name, zone] = [`${pool.nodePoolId.toLowerCase()}-${index}`, vswitch?.zoneId ?? "lab"];
            return {
                name,
                role: "gateway",
                zone,
                address: take(vswitch?.cidrBlock ?? workers.range),
                labels: {
                    ...labels(name, zone),
                    "alibabacloud.com/nodepool-id": pool.nodePoolId,
                    ...Object.fromEntries(own.map(({ key, value = "" }) => [key, value])),
                },
                taints,
                securityGroupIds: pool.securityGroupIds ?? workers.securityGroupIds,
            };
        });
    });
    return [...ordinary, ...pooled];
}

import { type Cluster, NetworkPlugin, NetworkPolicyEngine } from "../args";
import { Cidr } from "../cidr";
import { type FindingCollector, sortedValues } from "../finding-collector";
import type { ClusterIntent } from "../intent";
import { openedRange, type Ranges } from "./ranges";

export interface ClusterReading extends Ranges {
    readonly intent: ClusterIntent | undefined;
}

export function readCluster(cluster: Cluster, findings: FindingCollector): ClusterReading {
    const nodes = findings.takeEach("cluster.nodeCidrs", cluster.nodeCidrs, openedRange);
    const pods = findings.takeEach("cluster.podCidrs", cluster.podCidrs, openedRange);
    const service = findings.take("cluster.serviceCidr", cluster.serviceCidr, openedRange(cluster.serviceCidr));
    const dns = findings.takeEach("cluster.dnsAddresses", cluster.dnsAddresses ?? [], openedRange);
    const apiServer = findings.takeEach("cluster.apiServerCidrs", cluster.apiServerCidrs ?? [], openedRange);
    if (cluster.networkPlugin === NetworkPlugin.Flannel) {
        findings.error(
            "flannel-without-own-range",
            "cluster.networkPlugin",
            cluster.networkPlugin,
            "Terway: only Terway can give the gateway's Pods vSwitches of their own",
            "fence a cluster that runs Terway",
        );
    }
    const others = [...nodes, ...pods];
    if (service === undefined) {
        return { intent: undefined, own: [], others };
    }
    const nodeCidrs = sortedValues(nodes, Cidr.compare);
    const podCidrs = sortedValues(pods, Cidr.compare);
    const everywhere = [...nodeCidrs, ...podCidrs, service].sort(Cidr.compare);
    return {
        intent: {
            nodeCidrs,
            podCidrs,
            serviceCidr: service,
            networkPlugin: cluster.networkPlugin ?? NetworkPlugin.Terway,
            networkPolicyEngine: cluster.networkPolicyEngine ?? NetworkPolicyEngine.None,
            dnsCidrs: dns.length > 0 ? sortedValues(dns, Cidr.compare) : everywhere,
            apiServerCidrs: apiServer.length > 0 ? sortedValues(apiServer, Cidr.compare) : nodeCidrs,
        },
        own: [],
        others: [...others, { path: "cluster.serviceCidr", value: service }],
    };
}

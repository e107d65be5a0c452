import { FirewallBoundary, FirewallEdition } from "../../intent/args";
import type { Finding } from "../../intent/finding";
import { publicAddressCount } from "../../intent/intent";
import { type Accept, acceptRules, type FirewallLayerIntent } from "./rules";

/**
 * Policies that an edition allows, in expanded combinations: a policy counts sources × destinations × ports.
 * Source: Cloud Firewall, "Subscription" and "Pay-as-you-go" (quota), "Overview of access control policies" (expansion).
 */
const QUOTA: Record<FirewallEdition, Record<FirewallBoundary, number>> = {
    [FirewallEdition.Premium]: sameEverywhere(10_000),
    [FirewallEdition.Enterprise]: sameEverywhere(50_000),
    [FirewallEdition.Ultimate]: sameEverywhere(100_000),
    [FirewallEdition.PayAsYouGo]: {
        [FirewallBoundary.Nat]: 2_000,
        [FirewallBoundary.Internet]: 2_000,
        [FirewallBoundary.Vpc]: 10_000,
    },
};

/** A subscription has one quota for all boundaries together. */
function sameEverywhere(quota: number): Record<FirewallBoundary, number> {
    return { [FirewallBoundary.Nat]: quota, [FirewallBoundary.Internet]: quota, [FirewallBoundary.Vpc]: quota };
}

export interface QuotaEstimate {
    readonly boundary: FirewallBoundary;
    readonly combinations: number;
}

/** What the perimeter's policies take of the quota, boundary by boundary. */
export function quotaEstimates(intent: FirewallLayerIntent): QuotaEstimate[] {
    return intent.firewall.boundaries.map((boundary) => ({ boundary, combinations: combinationsAt(boundary, intent) }));
}

function combinationsAt(boundary: FirewallBoundary, intent: FirewallLayerIntent): number {
    const { cluster, gateway, firewall } = intent;
    const addresses = publicAddressCount(intent.internet);
    const sources = {
        gateway: boundary === FirewallBoundary.Internet ? addresses : gateway.subnets.length,
        nodes: boundary === FirewallBoundary.Internet ? 0 : cluster.nodeCidrs.length,
        cluster: boundary === FirewallBoundary.Internet ? 0 : cluster.nodeCidrs.length + cluster.podCidrs.length,
    };
    const accepted = acceptRules(intent).reduce(
        (sum, rule: Accept) => sum + sources[rule.from] * rule.to.entries.length,
        0,
    );
    const clusterDeny =
        firewall.fenceCluster && boundary !== FirewallBoundary.Internet
            ? cluster.nodeCidrs.length + cluster.podCidrs.length
            : 0;
    return accepted + sources.gateway + clusterDeny;
}

/** An error before anything is made, because the platform would refuse policies half-way; a warning when it gets near. */
export function quotaFindings(intent: FirewallLayerIntent): Finding[] {
    const { edition } = intent.firewall;
    const estimates = quotaEstimates(intent);
    const counted =
        edition === FirewallEdition.PayAsYouGo
            ? estimates
            : [
                  {
                      boundary: FirewallBoundary.Nat,
                      combinations: estimates.reduce((sum, one) => sum + one.combinations, 0),
                  },
              ];
    return counted.flatMap(({ boundary, combinations }): Finding[] => {
        const quota = QUOTA[edition][boundary];
        const full = combinations > quota;
        if (combinations <= quota * 0.8) {
            return [];
        }
        return [
            {
                code: full ? "firewall-quota-exceeded" : "firewall-quota-nearly-used",
                severity: full ? "error" : "warning",
                path: "firewall.edition",
                got: `${combinations} expanded combinations (sources × destinations × ports)`,
                expected: `at most ${quota}, the quota of ${edition}${full ? "" : ", with room for other policies"}`,
                fix: "declare fewer hosts, use fewer gateway subnets, or buy a larger edition and name it here",
            },
        ];
    });
}

import type { Firewall } from "../args";
import type { FindingCollector } from "../finding-collector";
import type { FirewallIntent } from "../intent";
import { type Ranges, vswitchRange } from "./ranges";

export interface FirewallReading extends Ranges {
    readonly intent: FirewallIntent | undefined;
}

/** Source: Cloud Firewall, "How access control policies work": a rule takes effect within about three minutes. */
const RULES_TAKE_EFFECT_SECONDS = 180;

export function readFirewall(firewall: Firewall, findings: FindingCollector): FirewallReading {
    const cidrBlock = findings.take("firewall.cidrBlock", firewall.cidrBlock, vswitchRange(firewall.cidrBlock, 28));
    const fenceCluster = firewall.fenceCluster ?? true;
    const settleSeconds = firewall.settleSeconds ?? RULES_TAKE_EFFECT_SECONDS;
    if (!fenceCluster) {
        findings.warning(
            "cluster-not-denied",
            "firewall.fenceCluster",
            false,
            "true",
            "switch it on once `infrastructure` grants what the nodes need",
        );
    }
    if (settleSeconds < RULES_TAKE_EFFECT_SECONDS) {
        findings.warning(
            "way-out-opens-before-rules-settle",
            "firewall.settleSeconds",
            settleSeconds,
            `at least ${RULES_TAKE_EFFECT_SECONDS}: firewall rules take about three minutes to take effect`,
            "raise it; a shorter wait is for simulated clouds only",
        );
    }
    if (cidrBlock === undefined) {
        return { intent: undefined, own: [], others: [] };
    }
    return {
        intent: { cidrBlock, fenceCluster, settleSeconds },
        own: [{ path: "firewall.cidrBlock", value: cidrBlock }],
        others: [],
    };
}

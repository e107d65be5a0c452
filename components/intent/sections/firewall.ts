import { type Firewall, FirewallBoundary, FirewallEdition } from "../args";
import type { FindingCollector } from "../finding-collector";
import type { FirewallIntent } from "../intent";
import { type Ranges, vswitchRange } from "./ranges";

export interface FirewallReading extends Ranges {
    readonly intent: FirewallIntent;
}

/** Source: Cloud Firewall, "How access control policies work": a rule takes effect within about three minutes. */
const RULES_TAKE_EFFECT_SECONDS = 180;

export function readFirewall(firewall: Firewall, findings: FindingCollector): FirewallReading {
    const cidrBlock =
        firewall.cidrBlock === undefined
            ? undefined
            : findings.take("firewall.cidrBlock", firewall.cidrBlock, vswitchRange(firewall.cidrBlock, 28));
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
    checkNatFirewall(firewall, findings);
    const boundaries = readBoundaries(firewall, findings);
    return {
        intent: {
            ...(cidrBlock && { cidrBlock }),
            fenceCluster,
            settleSeconds,
            boundaries,
            edition: firewall.edition ?? FirewallEdition.Premium,
            manageAccountSettings: firewall.manageAccountSettings ?? false,
        },
        own: cidrBlock === undefined ? [] : [{ path: "firewall.cidrBlock", value: cidrBlock }],
        others: [],
    };
}

function checkNatFirewall({ cidrBlock, given }: Firewall, findings: FindingCollector): void {
    const isGiven = given?.natFirewallId !== undefined;
    if ((cidrBlock === undefined) !== isGiven) {
        findings.error(
            "nat-firewall-made-or-given",
            "firewall",
            isGiven ? "both `cidrBlock` and `given.natFirewallId`" : "neither `cidrBlock` nor `given.natFirewallId`",
            "exactly one of `cidrBlock` (a NAT firewall is made there) and `given.natFirewallId` (one that exists)",
            isGiven ? "remove one of them" : "add `cidrBlock`, or `given: { natFirewallId }`",
        );
    }
    if (isGiven) {
        findings.warning(
            "given-nat-firewall-not-checked",
            "firewall.given.natFirewallId",
            "a NAT firewall that exists",
            "a NAT firewall that is made, in strict mode: loose mode passes what is not identified yet",
            "see that it is open, strict, and that 0.0.0.0/0 of the gateway's route table is among its routes",
        );
    }
}

const ALL_BOUNDARIES = [FirewallBoundary.Nat, FirewallBoundary.Internet, FirewallBoundary.Vpc];

function readBoundaries(firewall: Firewall, findings: FindingCollector): FirewallBoundary[] {
    const written = firewall.boundaries ?? [FirewallBoundary.Nat];
    const boundaries = ALL_BOUNDARIES.filter((boundary) => written.includes(boundary));
    if (!boundaries.includes(FirewallBoundary.Nat)) {
        findings.error(
            "nat-boundary-missing",
            "firewall.boundaries",
            written,
            "`Nat` among them: only there are private ranges seen on their way to the internet",
            "add `Nat`",
        );
    }
    if (boundaries.includes(FirewallBoundary.Internet) && firewall.manageAccountSettings !== true) {
        findings.warning(
            "account-settings-not-managed",
            "firewall.manageAccountSettings",
            firewall.manageAccountSettings,
            "true, or strict mode of the internet boundary switched on for the account by other means",
            "set it to true where this perimeter may own the account's settings and order of policies",
        );
    }
    checkVpcBoundary(boundaries, firewall, findings);
    return boundaries;
}

/** Source: Cloud Firewall, "Subscription": the Premium edition has no VPC firewalls. */
function checkVpcBoundary(
    boundaries: readonly FirewallBoundary[],
    firewall: Firewall,
    findings: FindingCollector,
): void {
    if (!boundaries.includes(FirewallBoundary.Vpc)) {
        return;
    }
    if (firewall.given?.vpcFirewallId === undefined) {
        findings.error(
            "vpc-firewall-not-given",
            "firewall.given",
            firewall.given && "no `vpcFirewallId`",
            "the VPC firewall whose policies guard the boundary `Vpc`",
            "add `given: { vpcFirewallId }`",
        );
    }
    if ((firewall.edition ?? FirewallEdition.Premium) === FirewallEdition.Premium) {
        findings.error(
            "vpc-boundary-not-in-edition",
            "firewall.edition",
            firewall.edition,
            "an edition with VPC firewalls: Enterprise, Ultimate or PayAsYouGo",
            "name the edition that was bought, or leave the boundary `Vpc` out",
        );
    }
}

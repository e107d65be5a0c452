import type { EgressPerimeterArgs } from "../args";
import type { FindingCollector } from "../finding-collector";

/** What is given stands on what was there before it: a piece that is made cannot be under a piece that is given. */
export function givenStandsOnGiven(
    { gateway, internet, firewall }: Partial<EgressPerimeterArgs>,
    findings: FindingCollector,
): void {
    if (firewall?.given?.natFirewallId !== undefined && internet?.systemRouteTableId !== undefined) {
        findings.error(
            "given-nat-firewall-is-not-changed",
            "internet.systemRouteTableId",
            "a route table for a NAT firewall that is made",
            "nothing: a given NAT firewall stands in the routes that it stands in",
            "remove it, and see that 0.0.0.0/0 of this table is among the routes of the given NAT firewall",
        );
    }
    if (internet === undefined || internet.given !== undefined) {
        return;
    }
    gateway?.subnets.forEach(({ routeTableAttached }, index) => {
        if (routeTableAttached === true) {
            findings.error(
                "attached-to-route-table-to-be-made",
                `gateway.subnets[${index}].routeTableAttached`,
                true,
                "false: the route table is made with the NAT gateway, so nothing is attached to it yet",
                "remove it; a vSwitch with another custom route table has to be detached from that first",
            );
        }
    });
    if (firewall?.given?.natFirewallId !== undefined) {
        findings.error(
            "given-nat-firewall-of-nat-gateway-to-be-made",
            "firewall.given.natFirewallId",
            "a NAT firewall that exists before its NAT gateway",
            "`internet.given`: a NAT firewall stands in front of a NAT gateway that exists",
            "add `internet.given`, or let the NAT firewall be made: `firewall.cidrBlock`",
        );
    }
}

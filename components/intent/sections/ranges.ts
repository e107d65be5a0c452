import type { Subnet } from "../args";
import { Cidr } from "../cidr";
import { type Parsed, refused } from "../finding";
import type { FindingCollector, Located } from "../finding-collector";
import type { SubnetIntent } from "../intent";

/** The ranges that a section names, for the rule that no two of them may overlap. */
export interface Ranges {
    /** Ranges that the perimeter makes vSwitches of. */
    readonly own: readonly Located<Cidr>[];
    /** Ranges that are somebody else's. */
    readonly others: readonly Located<Cidr>[];
}

/** IPv6 stays closed at every layer, so no range of a perimeter is IPv6. */
export function ipv4Range(text: string): Parsed<Cidr> {
    const range = Cidr.parse(text);
    if (range.ok && !range.value.isIpv4) {
        return refused("range-ipv6", "an IPv4 range", "IPv6 stays closed in a perimeter; leave the range out");
    }
    return range;
}

/** A range that security groups and NetworkPolicies open: never so wide that it is the internet. */
export function openedRange(text: string): Parsed<Cidr> {
    const range = ipv4Range(text);
    return range.ok && range.value.prefix < 8
        ? refused("range-too-wide", "a range of /8 or smaller", "name the ranges")
        : range;
}

/**
 * A range that a vSwitch can have.
 * Source: VPC, CreateVSwitch: the mask is 16 to 29 bits; `longest` is 28 where the NAT firewall makes the vSwitch.
 */
export function vswitchRange(text: string, longest: 28 | 29 = 29): Parsed<Cidr> {
    const range = ipv4Range(text);
    if (range.ok && (range.value.prefix < 16 || range.value.prefix > longest)) {
        return refused("range-no-vswitch-size", `a range from /16 to /${longest}`, "choose another prefix length");
    }
    if (range.ok && inOneOf(range.value, NEVER_IN_A_VPC)) {
        return refused(
            "range-not-for-a-vpc",
            "a range that a VPC can have",
            `choose one outside ${NEVER_IN_A_VPC.join(", ")}, best a private one`,
        );
    }
    return range;
}

/** Source: VPC, AddVpcCidrBlock (additional IPv4 CIDR block): what a custom block may not be, nor start with 0. */
const NEVER_IN_A_VPC = ["0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4"];

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

function inOneOf(range: Cidr, outer: readonly string[]): boolean {
    return outer.some((text) => {
        const one = Cidr.parse(text);
        return one.ok && one.value.overlaps(range);
    });
}

/** A VPC may have a block of public addresses; but then whoever owns them on the internet cannot be reached from it. */
function warnOfPublicRange(path: string, range: Cidr, findings: FindingCollector): void {
    if (!inOneOf(range, PRIVATE)) {
        findings.warning(
            "range-not-private",
            path,
            range.toString(),
            `a private range: inside ${PRIVATE.join(", ")}`,
            "choose one, or accept that hosts on the internet with these addresses cannot be reached",
        );
    }
}

/** The region ID and a letter. */
export const ZONE_ID = /^[a-z]+(-[a-z]+)*-(\d+)?[a-z]$/;

/** A subnet as the user wrote it, with its range where that could be read. */
export function readSubnet(
    findings: FindingCollector,
    path: string,
    subnet: Subnet,
): Located<SubnetIntent> | undefined {
    const cidrBlock = findings.take(`${path}.cidrBlock`, subnet.cidrBlock, vswitchRange(subnet.cidrBlock));
    if (!ZONE_ID.test(subnet.zoneId)) {
        findings.error(
            "zone-malformed",
            `${path}.zoneId`,
            subnet.zoneId,
            "a zone ID: the region ID and a letter",
            "write it as `cn-hangzhou-h` or `ap-southeast-1a`",
        );
        return undefined;
    }
    if (cidrBlock !== undefined) {
        warnOfPublicRange(`${path}.cidrBlock`, cidrBlock, findings);
    }
    return cidrBlock === undefined
        ? undefined
        : { path, value: { zoneId: subnet.zoneId, cidrBlock, given: subnet.vswitchId !== undefined } };
}

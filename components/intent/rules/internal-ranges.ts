import { Cidr } from "../cidr";
import type { FindingCollector, Located } from "../finding-collector";

/**
 * The shared range where Alibaba Cloud keeps the metadata service (100.100.100.200), the VPC's DNS (100.100.2.136 and
 * .138) and the internal endpoints of its services, which bypass NAT and so the firewall.
 */
export const INTERNAL_ENDPOINTS = "100.64.0.0/10";

/** Addresses of one link: other clouds' metadata service, and the node's own services such as NodeLocal DNSCache. */
const LINK_LOCAL = "169.254.0.0/16";

/** Where an external service never is, whatever DNS says: private ranges, link-local, internal endpoints. */
export const NEVER_OUTSIDE = [
    "10.0.0.0/8",
    INTERNAL_ENDPOINTS,
    "127.0.0.0/8",
    LINK_LOCAL,
    "172.16.0.0/12",
    "192.168.0.0/16",
];

/**
 * A cluster's ranges are opened as a whole to its workloads, so none may cover the metadata service. A VPC has no address
 * of these ranges anyway.
 *
 * Source: VPC, "VPCs and vSwitches", the ranges that a VPC cannot have.
 */
export function rangesAreNotInternal(ranges: readonly Located<Cidr>[], findings: FindingCollector): void {
    for (const text of [INTERNAL_ENDPOINTS, LINK_LOCAL]) {
        const closed = Cidr.parse(text);
        for (const { path, value } of ranges.filter((range) => closed.ok && range.value.overlaps(closed.value))) {
            findings.error(
                "range-internal",
                path,
                value.toString(),
                `a range of the VPC; ${text} has the metadata service or other endpoints that stay closed`,
                "write the CIDR blocks of the vSwitches and of the Services",
            );
        }
    }
}

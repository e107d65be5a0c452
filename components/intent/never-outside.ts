/**
 * The shared range where Alibaba Cloud keeps the metadata service (100.100.100.200), the VPC's DNS (100.100.2.136 and
 * .138) and the internal endpoints of its services, which bypass NAT and so the firewall.
 */
export const INTERNAL_ENDPOINTS = "100.64.0.0/10";

/** Where an external service never is, whatever DNS says: private ranges, link-local, internal endpoints. */
export const NEVER_OUTSIDE = [
    "10.0.0.0/8",
    INTERNAL_ENDPOINTS,
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
];

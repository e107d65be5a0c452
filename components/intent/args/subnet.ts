/** One vSwitch to be made. */
export interface Subnet {
    /** Zone ID, for example `cn-hangzhou-h`. */
    zoneId: string;
    /** IPv4 range, /16 to /29, that nothing else in the VPC uses. */
    cidrBlock: string;
}

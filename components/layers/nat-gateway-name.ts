/** The name that a made NAT gateway bears, and that it is known by before its ID is. */
export function natGatewayName(perimeter: string): string {
    return `${perimeter}-egress`;
}

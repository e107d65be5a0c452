import * as pulumi from "@pulumi/pulumi";

/** The vSwitch of each zone that a plan refers to, out of IDs that may be known only later. */
export function vswitchesByZone(
    vswitchIds: pulumi.Input<{ [zoneId: string]: pulumi.Input<string> }>,
    subnets: readonly { readonly zoneId: string }[],
): Record<string, pulumi.Output<string>> {
    const ids = pulumi.output(vswitchIds);
    return Object.fromEntries(subnets.map(({ zoneId }) => [zoneId, ids.apply((byZone) => byZone[zoneId] ?? "")]));
}

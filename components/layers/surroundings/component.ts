import * as pulumi from "@pulumi/pulumi";
import { type Cluster, type Internet, SurroundingsCheck } from "../../intent/args";
import { refuseErrors, warn } from "../../resources/input-error";
import { natGatewayName } from "../nat-gateway-name";
import { lookAround } from "./component-look-up";
import { keyOf, type SurroundingsIntent, waysAround } from "./ways-around";

/** What a perimeter does with its surroundings: no resource of its own, only what is said and when the rest may begin. */
interface Watch {
    /** What every resource of the perimeter depends on: with `Refuse` it fails where there is a way around. */
    readonly cleared: pulumi.Input<pulumi.Resource[]>;
    /** One line a finding. A NAT gateway is told from another by its ID, once that is known. */
    readonly waysAround: (natGatewayId: pulumi.Output<string>) => pulumi.Output<string[]>;
}

/** Looks at the VPC of a perimeter, as that component, and says there what leads around it. */
export function watchSurroundings(
    name: string,
    intent: SurroundingsIntent,
    { cluster, internet }: { readonly cluster: Cluster; readonly internet: Internet },
    component: pulumi.ComponentResource,
): Watch {
    if (intent.surroundings === SurroundingsCheck.Skip) {
        return { cleared: [], waysAround: () => pulumi.output([]) };
    }
    const subject = `EgressPerimeter ${name}`;
    const { systemRouteTableId, given } = internet;
    const looked = pulumi
        .all([cluster.vpcId, systemRouteTableId, given?.id, given?.routeTableId])
        .apply(async ([vpcId, systemTable, natGatewayId, routeTableId]) => {
            const seen = await lookAround(vpcId, { parent: component });
            const own = {
                natGatewayName: natGatewayName(name),
                ...(systemTable !== undefined && { systemRouteTableId: systemTable }),
                ...(natGatewayId !== undefined && { natGatewayId }),
                ...(routeTableId !== undefined && { routeTableId }),
            };
            const findings = waysAround(intent, seen, own);
            refuseErrors(subject, findings);
            warn(findings, component);
            return { seen, own, told: findings.map(keyOf) };
        });
    return {
        cleared: intent.surroundings === SurroundingsCheck.Refuse ? looked.apply(() => []) : [],
        waysAround: (natGatewayId) =>
            pulumi.all([looked, natGatewayId]).apply(([{ seen, own, told }, id]) => {
                const findings = waysAround(intent, seen, { ...own, natGatewayId: id });
                const untold = findings.filter((finding) => !told.includes(keyOf(finding)));
                refuseErrors(subject, untold, "the NAT gateway is there, nothing leads to it");
                warn(untold, component);
                return findings.map(keyOf);
            }),
    };
}

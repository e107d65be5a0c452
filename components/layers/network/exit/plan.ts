import type { Intent } from "../../../intent/intent";
import { cloudResource } from "../../../resources/planned";
import { ref } from "../../../resources/reference";
import type { LayerPlan } from "../../plan";

/**
 * The last step out: one SNAT entry per gateway vSwitch, all addresses in each, because a vSwitch may appear in one SNAT
 * entry only. Made after the firewall and a wait, and removed first.
 *
 * Refers to the given values `vswitches.<zone>` and `natGateway.snatTableId` and `.publicAddresses`.
 *
 * Source: NAT Gateway, CreateSnatEntry.
 */
export function planExit(name: string, intent: Pick<Intent, "gateway" | "firewall">): LayerPlan {
    const resources = intent.gateway.subnets.map(({ zoneId }) =>
        cloudResource(
            "alicloud:vpc/snatEntry:SnatEntry",
            `snat-${zoneId}`,
            {
                snatTableId: ref("natGateway", "snatTableId"),
                sourceVswitchId: ref("vswitches", zoneId),
                snatIp: ref("natGateway", "publicAddresses"),
                snatEntryName: `${name}-egress-${zoneId}`,
            },
            // A vSwitch has one entry at a time.
            { settleSeconds: intent.firewall.settleSeconds, deleteBeforeReplace: true },
        ),
    );
    return { resources, findings: [] };
}

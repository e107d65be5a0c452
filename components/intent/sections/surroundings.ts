import { SurroundingsCheck } from "../args";
import type { FindingCollector } from "../finding-collector";

export function readSurroundings(
    surroundings: SurroundingsCheck | undefined,
    findings: FindingCollector,
): SurroundingsCheck {
    if (surroundings === SurroundingsCheck.Skip) {
        findings.warning(
            "surroundings-not-looked-at",
            "surroundings",
            surroundings,
            "`Report` or `Refuse`: otherwise public addresses, SNAT entries and routes around the perimeter go unseen",
            "give the credentials read access to the VPC and its instances, and remove it",
        );
    }
    return surroundings ?? SurroundingsCheck.Report;
}

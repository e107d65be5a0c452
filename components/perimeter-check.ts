import type { EgressPerimeterArgs } from "./intent/args";
import type { Finding } from "./intent/finding";
import { planPerimeter } from "./perimeter-plan";
import { refuseErrors } from "./resources/input-error";

/**
 * Validates args of unknown origin, for example out of a stack config file, before a component is made of them.
 *
 * @param name the perimeter's name
 * @param value what stands where the args should be
 * @param place where it stands, for example the config key `asm-egress:perimeter`; it begins every path
 * @throws one error with every finding
 */
export function checkPerimeter(name: string, value: unknown, place: string): asserts value is EgressPerimeterArgs {
    const { findings } = planPerimeter(name, value);
    refuseErrors(
        place,
        findings.map((finding) => placed(finding, place)),
    );
}

function placed(finding: Finding, place: string): Finding {
    return { ...finding, path: finding.path === "" ? place : `${place}.${finding.path}`.replace(".[", "[") };
}

import type { Concern } from "../concern";
import { METADATA_VARIABLES, refuseKey } from "../metadata-rules";

/** A fenced namespace keeps its injection. Its name, which the policies go by, cannot be changed by anybody. */
export function namespaceInjection(): Concern {
    const injects = (labels: string) =>
        `(variables.${labels}[?"istio-injection"].orValue("") == "enabled" || "istio.io/rev" in variables.${labels})`;
    const why = "Without injection no new Pod would have a sidecar.";
    return {
        name: "namespace-injection",
        resources: [
            { apiGroups: [""], apiVersions: ["v1"], resources: ["namespaces"], operations: ["CREATE", "UPDATE"] },
        ],
        variables: METADATA_VARIABLES,
        rules: [
            {
                expression: `!${injects("oldLabels")} || ${injects("labels")}`,
                message:
                    "the namespace is fenced and would lose its injection label: keep istio-injection=enabled or istio.io/rev, " +
                    "or take the namespace out of the perimeter first",
                why,
            },
            refuseKey("labels", {
                key: "istio-injection",
                fix: "with this value injection is off; set it to enabled",
                why,
                unless: 'value == "enabled"',
            }),
        ],
    };
}

import type { Named, Rule } from "./concern";

/** Labels and annotations of an object, and those it had before the request. */
export const METADATA_VARIABLES: readonly Named[] = [
    { name: "labels", expression: "object.metadata.?labels.orValue({})" },
    { name: "annotations", expression: "object.metadata.?annotations.orValue({})" },
    {
        name: "oldLabels",
        expression: 'request.operation == "UPDATE" ? oldObject.metadata.?labels.orValue({}) : {}',
    },
    {
        name: "oldAnnotations",
        expression: 'request.operation == "UPDATE" ? oldObject.metadata.?annotations.orValue({}) : {}',
    },
];

type Place = "labels" | "annotations";

interface KeyRule extends Pick<Rule, "why"> {
    readonly key: string;
    /** What to do instead. */
    readonly fix: string;
    /** CEL over `value`, true where that value is harmless. The injector itself writes some of these keys. */
    readonly unless?: string;
}

/**
 * Refuses a label or annotation. One that the object has had already passes: a controller that changes another one of an
 * older object has no part in it.
 */
export function refuseKey(place: Place, { key, fix, unless, why }: KeyRule): Rule {
    const quoted = JSON.stringify(key);
    const now = `variables.${place}[${quoted}]`;
    const old = `variables.${place === "labels" ? "oldLabels" : "oldAnnotations"}`;
    const unchanged = `(${quoted} in ${old} && ${old}[${quoted}] == ${now})`;
    const harmless = unless === undefined ? "" : ` || (${unless.replaceAll("value", now)})`;
    return {
        expression: `!(${quoted} in variables.${place}) || ${unchanged}${harmless}`,
        message: `the ${place === "labels" ? "label" : "annotation"} ${key} is refused in a fenced namespace: ${fix}`,
        why,
    };
}

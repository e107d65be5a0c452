import { isReference } from "../resources/reference";

/** A planned value with a word in place of what only the cloud knows; by default one that any string field takes. */
export function withPlaceholders(value: unknown, word = "known-later"): unknown {
    if (isReference(value)) {
        return word;
    }
    if (Array.isArray(value)) {
        return value.map((item) => withPlaceholders(item, word));
    }
    return typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPlaceholders(item, word)]))
        : value;
}

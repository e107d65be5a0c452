import type { z } from "zod";
import { type Finding, pathOf, shown } from "./finding";

/** Findings about the shape of a file, out of the schema library's issues. */
export function structureFindings(root: unknown, error: z.ZodError): Finding[] {
    return error.issues.flatMap((issue) => findingsOf(root, issue));
}

function findingsOf(root: unknown, issue: z.core.$ZodIssue): Finding[] {
    if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => ({
            code: "unknown-property",
            path: pathOf([...issue.path, key]),
            got: `the property ${shown(key)}`,
            expected: "only properties of the scenario format (docs/scenarios.md)",
            fix: "remove it, or correct its name",
        }));
    }
    const value = valueAt(root, issue.path);
    const at = { path: pathOf(issue.path), got: shown(value), expected: expectedBy(issue) };
    return [
        value === undefined
            ? { ...at, code: "missing-property", fix: "add it" }
            : { ...at, code: codeOf(issue), fix: "change the value" },
    ];
}

function codeOf(issue: z.core.$ZodIssue): string {
    switch (issue.code) {
        case "too_small":
        case "too_big":
            return "out-of-bounds";
        case "invalid_value":
            return "not-in-the-set";
        case "invalid_type":
            return "wrong-type";
        default:
            return "wrong-value";
    }
}

function expectedBy(issue: z.core.$ZodIssue): string {
    switch (issue.code) {
        case "invalid_type":
            return TYPE_WORDS[issue.expected] ?? issue.expected;
        case "invalid_value":
            return `one of ${issue.values.map(String).join(", ")}`;
        case "too_small":
            return `at least ${issue.minimum}${unit(issue.origin)}`;
        case "too_big":
            return `at most ${issue.maximum}${unit(issue.origin)}`;
        default:
            return issue.message;
    }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
    array: "a list",
    boolean: "true or false",
    int: "a whole number",
    number: "a number",
    object: "a set of properties",
    record: "a set of properties",
    string: "a text",
};

function unit(origin: string): string {
    if (origin === "array") {
        return " in the list";
    }
    return origin === "string" ? " characters" : "";
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
    return path.reduce<unknown>(
        (value, key) =>
            typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
        root,
    );
}

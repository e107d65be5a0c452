import { z } from "zod";
import { closestTo } from "./closest";
import { isDeferred } from "./deferred";
import { type Finding, pathOf, shown } from "./finding";
import { whyNever } from "./never";
import { type Section, sectionSchemas } from "./schema";

/** Findings about the shape of a section, out of the schema library's issues. */
export function structureFindings(section: Section, value: unknown, error: z.ZodError): Finding[] {
    const findings = error.issues.flatMap((issue) => findingsOf(section, value, issue));
    // An Output looks like anything that it is asked for, so one value may be wrong in several ways: that is one finding.
    return findings.filter(
        ({ code, path }, index) => findings.findIndex((one) => one.code === code && one.path === path) === index,
    );
}

/** A property that no section knows, with the one that was probably meant. */
export function unknownProperty(path: readonly PropertyKey[], known: readonly string[]): Finding {
    const key = String(path.at(-1));
    const meant = closestTo(key, known);
    return {
        code: "unknown-property",
        severity: "error",
        path: pathOf(path),
        got: `the property ${shown(key)}`,
        expected: `one of ${known.join(", ")}`,
        fix: meant === undefined ? (whyNever(pathOf(path)) ?? "remove it") : `did you mean ${shown(meant)}?`,
    };
}

function findingsOf(section: Section, root: unknown, issue: z.core.$ZodIssue): Finding[] {
    const segments = [section, ...issue.path];
    const value = valueAt(root, issue.path);
    if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => unknownProperty([...segments, key], knownKeys(section, issue.path)));
    }
    const at = { severity: "error" as const, path: pathOf(segments), got: shown(value) };
    if (isDeferred(value)) {
        return [
            {
                ...at,
                code: "output-in-plain-position",
                got: "a value that is known only after deployment (an Output or a secret)",
                expected: "a plain value: it decides which resources exist",
                fix: "write the value itself into the args or the stack config, not encrypted and not from a resource",
            },
        ];
    }
    if (value === undefined) {
        return [{ ...at, code: "missing-property", expected: expectedBy(issue), fix: "add it" }];
    }
    return [{ ...at, code: codeOf(issue), expected: expectedBy(issue), fix: "change the value" }];
}

function codeOf(issue: z.core.$ZodIssue): string {
    switch (issue.code) {
        case "too_small":
        case "too_big":
            return "out-of-bounds";
        case "invalid_value":
            return "not-in-the-set";
        default:
            return "wrong-type";
    }
}

function expectedBy(issue: z.core.$ZodIssue): string {
    switch (issue.code) {
        case "invalid_type":
            return TYPE_WORDS[issue.expected] ?? issue.expected;
        case "invalid_value":
            return `one of ${issue.values.map(String).join(", ")}`;
        case "too_small":
            return bound("at least", Number(issue.minimum), issue.origin);
        case "too_big":
            return bound("at most", Number(issue.maximum), issue.origin);
        default:
            return issue.message;
    }
}

const TYPE_WORDS: Record<string, string> = {
    array: "a list",
    boolean: "true or false",
    int: "a whole number",
    number: "a number",
    object: "a set of properties",
    string: "a string",
};

function bound(word: string, limit: number, origin: string): string {
    if (origin === "array") {
        return `${word} ${limit} ${limit === 1 ? "entry" : "entries"}`;
    }
    return origin === "string" ? "a string that is not empty" : `a whole number, ${word} ${limit}`;
}

/** The properties that the schema has at a path, through lists and optional parts. */
function knownKeys(section: Section, path: readonly PropertyKey[]): string[] {
    const at = path.reduce<unknown>((schema, key) => {
        const inner = bare(schema);
        return inner instanceof z.ZodArray
            ? inner.element
            : inner instanceof z.ZodObject
              ? inner.shape[String(key)]
              : undefined;
    }, sectionSchemas[section]);
    const inner = bare(at);
    return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function bare(schema: unknown): unknown {
    return schema instanceof z.ZodOptional ? schema.unwrap() : schema;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
    return path.reduce<unknown>(
        (value, key) =>
            value === undefined || value === null ? undefined : (value as Record<PropertyKey, unknown>)[key],
        root,
    );
}

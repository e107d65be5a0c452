import { type Parsed, parsed, refused } from "./finding";

/** Percent-encoded letters, digits, `-`, `.`, `_` and `~`: normalisation decodes them, so no request ever has them. */
const NEEDLESSLY_ENCODED = /%(2[dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aA]|5[fF]|6[1-9a-fA-F]|7[0-9aA]|7[eE])/;

/**
 * A path as rules compare it: exact, a beginning and `*`, or `*` and an ending.
 *
 * Source: Istio, "Authorization Policy", and "Authorization Policy Normalization" for what a gateway makes of a path.
 */
export class PathPattern {
    private constructor(readonly text: string) {}

    static parse(text: string): Parsed<PathPattern> {
        if (text === "*" || text === "/*") {
            return refused("path-of-everything", "a path that says something", "leave `paths` out: that is every path");
        }
        if (!/^[/*]/.test(text)) {
            return refused("path-not-absolute", "a path that begins with `/`, or with `*`", `write /${text}`);
        }
        const fixed = text.replace(/^[*]|[*]$/, "");
        if (fixed.includes("*")) {
            return refused(
                "path-wildcard-inside",
                "a path with one `*`, at the beginning or at the end",
                "list the paths one by one",
            );
        }
        if (/[?#]/.test(fixed)) {
            return refused(
                "path-with-query",
                "a path without query and fragment",
                "leave out what comes after the path",
            );
        }
        if (/(^|\/)[.]{1,2}(\/|$)/.test(fixed) || /[\\\s]|[^ -~]/.test(fixed) || NEEDLESSLY_ENCODED.test(fixed)) {
            return refused(
                "path-never-matches",
                "a path as it is after normalisation: no `.` or `..` segments, no `\\`, nothing encoded that need not be",
                "write the path as the gateway sees it",
            );
        }
        return parsed(new PathPattern(text));
    }

    /**
     * A request that matches and means another path to a server that decodes `%2F`. Only a beginning can be left like that,
     * and only where the mesh does not decode before it compares.
     */
    get wayAround(): string | undefined {
        if (!this.text.endsWith("*")) {
            return undefined;
        }
        const segments = this.text
            .slice(0, -1)
            .split("/")
            .filter((segment) => segment !== "");
        return `/${[...segments, "x"].join("/")}${"%2f..".repeat(segments.length + 1)}%2fv2`;
    }

    toString(): string {
        return this.text;
    }
}

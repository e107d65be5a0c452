/** A problem as data. Rendering is `renderFindings`; nothing is thrown before every finding is collected. */
export interface Finding {
    /** Stable identifier of the rule, for example `host-wildcard`. */
    readonly code: string;
    /** An error stops everything; a warning is a visible weakening that was asked for. */
    readonly severity: "error" | "warning";
    /** Property path below the root of the args, for example `externalServices[2].hosts[0]`. */
    readonly path: string;
    /** What was found, as a person would write it. */
    readonly got: string;
    readonly expected: string;
    readonly fix: string;
}

/** What a value object says when it cannot be built: a finding that does not know its place yet. */
type Problem = Omit<Finding, "severity" | "path" | "got">;

/** The outcome of building a value object. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function parsed<T>(value: T): Parsed<T> {
    return { ok: true, value };
}

export function refused(code: string, expected: string, fix: string): Parsed<never> {
    return { ok: false, problem: { code, expected, fix } };
}

/** Property path in the notation of Pulumi: `a.b[0].c`, and `a["x.y"]` for keys that are no identifiers. */
export function pathOf(segments: readonly PropertyKey[]): string {
    return segments.reduce<string>((path, segment) => {
        if (typeof segment === "number") {
            return `${path}[${segment}]`;
        }
        const key = String(segment);
        if (!/^[A-Za-z_$][\w$]*$/.test(key)) {
            return `${path}[${JSON.stringify(key)}]`;
        }
        return path === "" ? key : `${path}.${key}`;
    }, "");
}

/** A value as it may stand in a message: short, one line, never a whole secret file. */
export function shown(value: unknown): string {
    if (value === undefined) {
        return "nothing";
    }
    const text = JSON.stringify(value) ?? String(value);
    return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

export function isError(finding: Finding): boolean {
    return finding.severity === "error";
}

/** One finding: where and what, what was expected, what to do; wrapped, so that a terminal of 100 columns shows it. */
export function renderFinding(finding: Finding): string {
    return [
        `  ${finding.path || "(the whole value)"}: got ${finding.got}  [${finding.code}]`,
        ...wrapped("      expected: ", finding.expected),
        ...wrapped("      fix: ", finding.fix),
    ].join("\n");
}

/** Columns of a line; the command line and Pulumi put a few more in front. */
const WIDTH = 92;

function wrapped(label: string, text: string): string[] {
    const lines = [label];
    for (const word of text.split(" ")) {
        const line = lines.at(-1) ?? "";
        const fits = line === label || line.length + 1 + word.length <= WIDTH;
        if (fits) {
            lines[lines.length - 1] = line === label ? label + word : `${line} ${word}`;
        } else {
            lines.push(" ".repeat(label.length) + word);
        }
    }
    return lines;
}

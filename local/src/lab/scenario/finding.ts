/** A problem of a scenario file as data; every one of a file is collected before anything is said. */
export interface Finding {
    /** Stable identifier of the rule, for example `unknown-workload`. */
    readonly code: string;
    /** Property path below the root of the file, for example `probes[2].from`. */
    readonly path: string;
    /** What was found, as a person would write it. */
    readonly got: string;
    readonly expected: string;
    readonly fix: string;
}

/** Property path: `a.b[0].c`, and `a["x.y"]` for keys that are no identifiers. */
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

/** A value as it may stand in a message: short, on one line. */
export function shown(value: unknown): string {
    if (value === undefined) {
        return "nothing";
    }
    const text = JSON.stringify(value) ?? String(value);
    return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Every finding of one file: place, code, what was expected, what to do. */
export function renderFindings(file: string, findings: readonly Finding[]): string {
    const title = `${file}: ${findings.length} ${findings.length === 1 ? "finding" : "findings"}; nothing was started`;
    const blocks = findings.map(({ code, path, got, expected, fix }) =>
        [
            `  ${path === "" ? "(the whole file)" : path}: got ${got}  [${code}]`,
            ...wrapped("      expected: ", expected),
            ...wrapped("      fix: ", fix),
        ].join("\n"),
    );
    return [title, ...blocks].join("\n");
}

const WIDTH = 100;

function wrapped(label: string, text: string): string[] {
    const lines = [label];
    for (const word of text.split(" ")) {
        const line = lines.at(-1) ?? "";
        if (line === label) {
            lines[lines.length - 1] = label + word;
        } else if (line.length + 1 + word.length <= WIDTH) {
            lines[lines.length - 1] = `${line} ${word}`;
        } else {
            lines.push(" ".repeat(label.length) + word);
        }
    }
    return lines;
}

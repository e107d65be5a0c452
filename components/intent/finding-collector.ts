import { type Finding, type Parsed, shown } from "./finding";

/** A value and where the user wrote it. */
export interface Located<T> {
    readonly path: string;
    readonly value: T;
}

/** Collects findings while value objects are built. */
export class FindingCollector {
    readonly findings: Finding[] = [];

    error(code: string, path: string, got: unknown, expected: string, fix: string): void {
        this.findings.push({ code, severity: "error", path, got: shown(got), expected, fix });
    }

    warning(code: string, path: string, got: unknown, expected: string, fix: string): void {
        this.findings.push({ code, severity: "warning", path, got: shown(got), expected, fix });
    }

    /** The value object, or nothing and a finding. */
    take<T>(path: string, got: unknown, outcome: Parsed<T>): T | undefined {
        if (outcome.ok) {
            return outcome.value;
        }
        const { code, expected, fix } = outcome.problem;
        this.error(code, path, got, expected, fix);
        return undefined;
    }

    /** The value objects of a list that could be built, each with its place. */
    takeEach<A, T>(path: string, list: readonly A[], build: (item: A) => Parsed<T>): Located<T>[] {
        return list.flatMap((item, index) => {
            const at = `${path}[${index}]`;
            const value = this.take(at, item, build(item));
            return value === undefined ? [] : [{ path: at, value }];
        });
    }
}

/** The bare values, sorted: what a user reorders must not change a plan. */
export function sortedValues<T>(located: readonly Located<T>[], compare: (a: T, b: T) => number): T[] {
    return located.map(({ value }) => value).sort(compare);
}

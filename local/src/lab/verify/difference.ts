import { type Count, countText, holds } from "../scenario/count";

/** Something that is not as it was expected. */
export interface Difference {
    readonly what: string;
    readonly expected: string;
    readonly got: string;
}

export function countDifference(what: string, expected: Count | undefined, got: number): Difference[] {
    return expected === undefined || holds(expected, got)
        ? []
        : [{ what, expected: countText(expected), got: String(got) }];
}

export function textDifference(what: string, expected: string | undefined, got: string | undefined): Difference[] {
    return expected === undefined || expected === got ? [] : [{ what, expected, got: got ?? "nothing" }];
}

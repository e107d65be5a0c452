import type { EgressPerimeterArgs } from "../intent/args";
import { renderFinding } from "../intent/finding";
import type { Intent } from "../intent/intent";
import { ALL_SECTIONS, parseIntent } from "../intent/parse-intent";
import { perimeterArgs } from "./perimeter-args";

/** The intent of sound args; a finding that is an error fails the test with its text. */
export function intentOf(change: Partial<EgressPerimeterArgs> = {}): Intent {
    const { intent, findings } = parseIntent("prod", perimeterArgs(change), ALL_SECTIONS);
    if (intent === undefined) {
        throw new Error(findings.map(renderFinding).join("\n"));
    }
    return intent;
}

/** `code path` of every finding about the args, sorted. */
export function findingsOf(args: unknown, name = "prod"): string[] {
    return parseIntent(name, args, ALL_SECTIONS)
        .findings.map(({ code, path }) => `${code} ${path}`)
        .sort();
}

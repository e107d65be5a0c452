import { UserError } from "../engine/user-error";
import { InterruptedError } from "../tools/interrupt";
import type { Paint } from "./step-line";

export const EXIT_FAILED = 1;
/** What a shell reports for a command ended by Ctrl-C. */
export const EXIT_INTERRUPTED = 130;

/** Problems of one operation, each once, on lines of their own. */
export function renderProblems(title: string, problems: readonly string[], paint: Paint): string {
    const blocks = problems.map((problem) => indent(problem));
    return [paint(`${title}.`, "bad"), ...blocks].join("\n\n");
}

/** Anything thrown: message and fix. The stack is for those who ask for it. */
export function renderError(error: unknown, paint: Paint, verbose = false): string {
    const message = error instanceof Error ? error.message : String(error);
    const fix = error instanceof UserError && error.fix !== undefined ? [`  ${error.fix}`] : [];
    const stack = verbose && error instanceof Error && error.stack !== undefined ? ["", error.stack] : [];
    return [paint(message, "bad"), ...fix, ...stack].join("\n");
}

export function exitCodeOf(error: unknown): number {
    return error instanceof InterruptedError ? EXIT_INTERRUPTED : EXIT_FAILED;
}

function indent(text: string): string {
    return text
        .split("\n")
        .map((line) => (line === "" ? line : `  ${line}`))
        .join("\n");
}

/** Error messages of one engine operation, each said once, in the words a person needs. */
export class Diagnostics {
    readonly #messages: string[] = [];

    /** `about` names the resource the engine reported the problem for. */
    add(raw: string, about?: string): void {
        const message = cleanMessage(raw);
        if (message === "" || NO_NEWS.test(message) || this.#messages.some((known) => known.includes(message))) {
            return;
        }
        // The engine repeats the message of a failed program inside others; the longest form says it all.
        const kept = this.#messages.filter((known) => !message.includes(known));
        this.#messages.splice(
            0,
            this.#messages.length,
            ...kept,
            about === undefined ? message : `${about}: ${message}`,
        );
    }

    get messages(): string[] {
        return [...this.#messages];
    }
}

/** Colour tags, ANSI sequences, stack frames and the wrappings of the Node SDK taken off. */
export function cleanMessage(raw: string): string {
    const lines = raw
        .replace(/<\{%.*?%\}>/g, "")
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is removed
        .replace(/\u001b\[[0-9;]*m/g, "")
        .split("\n")
        .map((line) => line.trimEnd())
        .filter((line) => !STACK_FRAME.test(line));
    let text = lines.join("\n").trim();
    for (let before = ""; before !== text; ) {
        before = text;
        text = text.replace(WRAPPING, "").trimStart();
    }
    return text;
}

/** The engine's closing words; the reason has been given before. */
const NO_NEWS = /^(update|preview|refresh|destroy) failed$/;
const STACK_FRAME =
    /^\s+at (async )?(.*\((.*:\d+(:\d+)?|index \d+|<anonymous>|native)\)|\S+:\d+:\d+|<anonymous>)$|^\s*Node\.js v\d/;
const WRAPPING =
    /^(Unhandled exception:|One or more errors occurred:|Running program '[^']*' failed with an unhandled exception:|error:|([A-Z]\w*)?Error(?= ?[:[])( \[\w+\])?:)/;

/**
 * What a failed CLI call says when no event told why: its `error:` lines, never the whole output, which repeats itself
 * and holds resource bodies.
 */
export function errorLines(output: string): string[] {
    const found = new Diagnostics();
    const killer = /was killed with (SIG[A-Z]+)/.exec(output)?.[1];
    if (killer !== undefined) {
        found.add(`The engine was killed (${killer}) by someone else; the next run puts the stack in order.`);
    }
    for (const line of output.split("\n")) {
        const match = /^\s*error: (.+)$/.exec(line);
        if (match?.[1] !== undefined) {
            found.add(match[1]);
        }
    }
    return found.messages;
}

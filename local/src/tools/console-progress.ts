import type { Progress, ProgressLine } from "./progress";

export interface ConsoleOptions {
    readonly stream?: NodeJS.WriteStream;
    readonly environment?: NodeJS.ProcessEnv;
    /** Without a terminal a line is repeated this often, so that a log shows life without filling up. */
    readonly repeatMilliseconds?: number;
}

const WIDTH = 100;
const SUBJECT_WIDTH = 16;
const REDRAW_MILLISECONDS = 500;
const CLEAR_LINE = "\r\u001b[2K";

/** One calm line per piece of work: redrawn in place on a terminal, repeated now and then anywhere else. */
export function consoleProgress(options: ConsoleOptions = {}): Progress {
    const stream = options.stream ?? process.stderr;
    const environment = options.environment ?? process.env;
    const live = stream.isTTY === true && environment.TERM !== "dumb";
    const paint = live && !environment.NO_COLOR ? paintOnTerminal : (text: string) => text;
    const width = live && stream.columns ? Math.min(WIDTH, stream.columns - 1) : WIDTH;

    const print = (subject: string, message: string, tone: Tone, suffix = "", end = "\n") => {
        const label = `${subject.padEnd(SUBJECT_WIDTH - 1)} `;
        const text = fit(message, width - label.length - suffix.length) + suffix;
        stream.write(`${live ? CLEAR_LINE : ""}${label}${paint(text, tone)}${end}`);
    };
    const openEnd = live ? "" : "\n";

    return {
        note: (subject, message) => print(subject, message, "dim"),
        begin: (subject, doing) => {
            const started = Date.now();
            const elapsed = () => formatElapsed(Date.now() - started);
            let current = doing;
            const draw = () => print(subject, current, "plain", `, ${elapsed()}`, openEnd);
            print(subject, current, "plain", "", openEnd);
            const timer = setInterval(draw, live ? REDRAW_MILLISECONDS : (options.repeatMilliseconds ?? 30_000));
            timer.unref();
            const end = (text: string, tone: Tone) => {
                clearInterval(timer);
                print(subject, text, tone, ` (${elapsed()})`);
            };
            return {
                update: (text) => {
                    current = text;
                },
                done: (result) => end(result, "good"),
                fail: (reason) => end(reason, "bad"),
            } satisfies ProgressLine;
        },
    };
}

/** `0:07`, `4:35`, `61:02`. */
export function formatElapsed(milliseconds: number): string {
    const seconds = Math.floor(milliseconds / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

type Tone = "plain" | "dim" | "good" | "bad";

const COLOURS: Readonly<Record<Tone, string>> = { plain: "0", dim: "2", good: "32", bad: "31" };

function paintOnTerminal(text: string, tone: Tone): string {
    return tone === "plain" ? text : `\u001b[${COLOURS[tone]}m${text}\u001b[0m`;
}

function fit(text: string, width: number): string {
    const line = text.replaceAll(/\s+/g, " ").trim();
    return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

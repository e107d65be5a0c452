import type { Step } from "../engine/operation-result";
import { shortType } from "../engine/urn";

/** Widest line the commands print. */
export const WIDTH = 100;
const SYMBOL_WIDTH = 2;
const TYPE_WIDTH = 32;
const TIME_WIDTH = 9;
const NAME_WIDTH = WIDTH - SYMBOL_WIDTH - TYPE_WIDTH - TIME_WIDTH - 2;

/** As in Pulumi's own display: a replacement is a pair of steps, marked by doubled signs. */
const SYMBOLS: Readonly<Record<string, string>> = {
    create: "+",
    update: "~",
    delete: "-",
    "create-replacement": "++",
    "delete-replaced": "--",
    read: ">",
    refresh: "~",
    import: "=",
};

type Tone = "good" | "changed" | "gone" | "bad" | "dim" | "plain";
export type Paint = (text: string, tone: Tone) => string;

/** One finished resource on one line: symbol, type, name, seconds. */
export function stepLine(step: Step, paint: Paint = plainPaint): string {
    const symbol = step.failed ? "!" : (SYMBOLS[step.op] ?? "*");
    const time = `${step.seconds.toFixed(1)} s`;
    return [
        paint(symbol.padEnd(SYMBOL_WIDTH), toneOf(step)),
        " ",
        fit(shortType(step.urn), TYPE_WIDTH).padEnd(TYPE_WIDTH),
        " ",
        fit(step.name, NAME_WIDTH).padEnd(NAME_WIDTH),
        paint(time.padStart(TIME_WIDTH), "dim"),
    ].join("");
}

/** Shortened in the middle: both ends of a resource's name tell it from its neighbours. */
export function fit(text: string, width: number): string {
    if (text.length <= width) {
        return text;
    }
    const head = Math.ceil((width - 1) / 2);
    return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}

export const plainPaint: Paint = (text) => text;

const COLOURS: Readonly<Record<Tone, string>> = {
    good: "32",
    changed: "33",
    gone: "31",
    bad: "31",
    dim: "2",
    plain: "0",
};

/** Colours for a terminal only: a log or a pipe gets plain text. */
export function paintFor(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv = process.env): Paint {
    if (stream.isTTY !== true || environment.NO_COLOR || environment.TERM === "dumb") {
        return plainPaint;
    }
    return (text, tone) => (tone === "plain" ? text : `\u001b[${COLOURS[tone]}m${text}\u001b[0m`);
}

function toneOf(step: Step): Tone {
    if (step.failed) {
        return "bad";
    }
    if (step.op.startsWith("create") || step.op === "import") {
        return "good";
    }
    return step.op.startsWith("delete") ? "gone" : "changed";
}

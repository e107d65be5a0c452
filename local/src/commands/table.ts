import { WIDTH } from "./step-line";

const LABEL_WIDTH = 22;
/** What fits beside a label. */
export const VALUE_WIDTH = WIDTH - LABEL_WIDTH;

/** `label  value`, aligned; a long value goes on in the same column. Two spaces of indent. */
export function row(label: string, value: string | readonly string[]): string {
    const words =
        typeof value === "string" ? [value] : value.map((item, index) => withComma(item, index, value.length));
    const lines: string[] = [];
    let line = "";
    for (const word of words) {
        const longer = line === "" ? word : `${line} ${word}`;
        if (line !== "" && LABEL_WIDTH + longer.length > WIDTH) {
            lines.push(line);
            line = word;
        } else {
            line = longer;
        }
    }
    lines.push(line);
    return lines.map((text, index) => `  ${index === 0 ? label : ""}`.padEnd(LABEL_WIDTH) + text).join("\n");
}

/** `1 resource`, `2 resources`. */
export function plural(count: number, one: string, many = `${one}s`): string {
    return `${count} ${count === 1 ? one : many}`;
}

function withComma(item: string, index: number, length: number): string {
    return index === length - 1 ? item : `${item},`;
}

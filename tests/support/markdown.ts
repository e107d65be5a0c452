import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { PROJECT_ROOT } from "./perimeter-world";

/** A fenced block of code of a page. */
export interface Block {
    readonly page: string;
    readonly line: number;
    readonly language: string;
    readonly text: string;
}

export interface Link {
    readonly page: string;
    readonly target: string;
}

/** Every page that a reader is led to, below the root of the project. */
export const PAGES = [
    ...readdirSync(PROJECT_ROOT).filter((name) => name.endsWith(".md")),
    ...markdownIn("docs"),
    ...markdownIn("examples"),
];

function markdownIn(folder: string): string[] {
    return readdirSync(join(PROJECT_ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
        .map((entry) => relative(PROJECT_ROOT, join(entry.parentPath, entry.name)))
        .sort();
}

export function textOf(page: string): string {
    return readFileSync(join(PROJECT_ROOT, page), "utf8");
}

const FENCE = /^```(\S*)\n(.*?)^```$/gms;

export function blocksOf(page: string): Block[] {
    const text = textOf(page);
    return [...text.matchAll(FENCE)].map(({ 1: language = "", 2: code = "", index }) => ({
        page,
        line: text.slice(0, index).split("\n").length,
        language,
        text: code,
    }));
}

export function blocksIn(language: string): Block[] {
    return PAGES.flatMap(blocksOf).filter((block) => block.language === language);
}

export function nameOf({ page, line }: Block): string {
    return `${page}:${line}`;
}

/** The words of a page without its blocks of code. */
function proseOf(page: string): string {
    return textOf(page).replace(FENCE, "");
}

export function linksOf(page: string): Link[] {
    const prose = proseOf(page).replaceAll(/`[^`\n]*`/g, "");
    return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => ({ page, target }));
}

/** What can stand after `#` in a link to a page: the headings as GitHub makes anchors of them. */
export function anchorsOf(page: string): string[] {
    const seen = new Map<string, number>();
    return [...proseOf(page).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = ""]) => {
        const anchor = heading
            .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
            .replaceAll(" ", "-");
        const times = seen.get(anchor) ?? 0;
        seen.set(anchor, times + 1);
        return times === 0 ? anchor : `${anchor}-${times}`;
    });
}

/** What stands between backticks in the words of a page. */
export function namesIn(page: string): string[] {
    return [...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, name = ""]) => name);
}

/** The text of a doc comment on one line. Outside of code, a `*` or `<` of it would be Markdown. */
export function proseInOneLine(text: string): string {
    return text
        .replaceAll(/\s*\n\s*/g, " ")
        .trim()
        .split("`")
        .map((part, index) => (index % 2 === 0 ? part.replaceAll(/[*<_[]/g, "\\$&") : part))
        .join("`");
}

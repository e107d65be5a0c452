import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { anchorsOf, blocksOf, linksOf, namesIn, PAGES } from "./support/markdown";
import { PROJECT_ROOT } from "./support/perimeter-world";

describe.each(PAGES)("%s", (page) => {
    it("has links that lead to a page or a heading of this repository, or to https", () => {
        const broken = linksOf(page).filter(({ target }) => !leadsSomewhere(page, target));
        expect(broken.map(({ target }) => target)).toEqual([]);
    });

    it("names commands of npm that exist, with files and options that exist", () => {
        expect(commandsOf(page).filter((command) => problemWith(command) !== undefined)).toEqual([]);
    });
});

it("every page of docs/ is in the index of docs/", () => {
    const listed = linksOf("docs/README.md").map(({ target }) => target.replace(/#.*/, ""));
    const pages = PAGES.filter((page) => page.startsWith("docs/")).map((page) => page.slice("docs/".length));
    expect(pages.filter((page) => page !== "README.md" && !listed.includes(page))).toEqual([]);
});

function leadsSomewhere(page: string, target: string): boolean {
    if (/^https:\/\/\S+$/.test(target)) {
        return true;
    }
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? page : normalize(join(dirname(page), path));
    return (
        existsSync(join(PROJECT_ROOT, file)) &&
        (anchor === undefined || (file.endsWith(".md") && anchorsOf(file).includes(anchor)))
    );
}

const SCRIPTS: Record<string, string> = JSON.parse(readFileSync(join(PROJECT_ROOT, "package.json"), "utf8")).scripts;
const CLI = readFileSync(join(PROJECT_ROOT, "local/src/cli.ts"), "utf8");
const LOCAL_COMMANDS = [...CLI.matchAll(/command\("(\w+)"/gm)].map(([, name = ""]) => name);
const LOCAL_OPTIONS = [...CLI.matchAll(/"(--[a-z]+)/g)].map(([, name = ""]) => name);

/** Whole lines of `sh` blocks, and what stands between backticks. */
function commandsOf(page: string): string[] {
    const lines = blocksOf(page)
        .filter(({ language }) => language === "sh")
        .flatMap(({ text }) => text.replaceAll("\\\n", " ").split("\n"));
    return [...lines, ...namesIn(page)].map((line) => line.trim()).filter((line) => line.startsWith("npm "));
}

function problemWith(command: string): string | undefined {
    const [, verb = "", ...rest] = command.split(/\s+/);
    const known = ["start", "test", "install", "ci", "pack"].includes(verb);
    if (verb !== "run") {
        return known && (!["start", "test"].includes(verb) || verb in SCRIPTS) ? undefined : "no such command";
    }
    const [script = "", ...words] = rest;
    if (!(script in SCRIPTS)) {
        return "no such script";
    }
    const [dashes, subcommand = "", ...options] = words;
    if (script !== "local" || dashes === undefined || subcommand === "…") {
        return undefined;
    }
    const unknown = options
        .map((option) => option.replaceAll(/[[\]]/g, ""))
        .filter((option) => option.startsWith("--") && !LOCAL_OPTIONS.includes(option));
    const config = options[options.indexOf("--config") + 1] ?? "";
    const missing = options.includes("--config") && /\.yaml$/.test(config) && !existsSync(join(PROJECT_ROOT, config));
    return LOCAL_COMMANDS.includes(subcommand) && unknown.length === 0 && !missing ? undefined : "no such command";
}

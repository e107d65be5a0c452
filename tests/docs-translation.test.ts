import { describe, expect, it } from "vitest";
import { blocksOf, linksOf, textOf } from "./support/markdown";

describe.each([
    ["README.md", "README.zh-CN.md"],
    ["docs/concepts.md", "docs/concepts.zh-CN.md"],
])("%s in Chinese", (english, chinese) => {
    it("has the same code", () => {
        const code = (page: string) => blocksOf(page).map(({ language, text }) => ({ language, text }));
        expect(code(chinese)).toEqual(code(english));
    });

    it("has the same headings and tables, by their number and size", () => {
        const shape = (page: string) =>
            textOf(page)
                .match(/^(#+ |\|.*\|$)/gm)
                ?.map((line) => line.split("|").length);
        expect(shape(chinese)).toEqual(shape(english));
    });

    it("leads to the same places outside", () => {
        const outside = (page: string) =>
            linksOf(page)
                .map(({ target }) => target)
                .filter((target) => target.startsWith("https:"));
        expect(outside(chinese)).toEqual(outside(english));
    });
});

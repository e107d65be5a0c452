import { describe, expect, it } from "vitest";
import { count, countText, holds } from "./count";

describe("a number that is expected", () => {
    it.each<[string | number, number[], number[]]>([
        [4, [4], [3, 5]],
        ["= 4", [4], [3, 5]],
        ["<= 4", [0, 4], [5]],
        ["<4", [3], [4]],
        [">= 4", [4, 900], [3]],
        ["> 4", [5], [4]],
        ["2..4", [2, 4], [1, 5]],
    ])("%s", (written, inside, outside) => {
        const parsed = count.parse(written);
        expect(inside.every((seen) => holds(parsed, seen))).toBe(true);
        expect(outside.some((seen) => holds(parsed, seen))).toBe(false);
    });

    it.each([["four"], ["<> 4"], ["4..2"], [-1], [1.5], ["< 0"], [""], [true]])("is not %s", (written) => {
        expect(count.safeParse(written).success).toBe(false);
    });

    it("is told in words", () => {
        const texts = ["<= 4", ">= 1", "2..3", 0].map((written) => countText(count.parse(written)));
        expect(texts).toEqual(["4 at most", "1 or more", "2 to 3", "0"]);
    });
});

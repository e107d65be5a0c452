import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { namedTogether } from "./description";

describe("the description of a rule", () => {
    it("names what it is for, sorted and once", () => {
        expect(namedTogether(["stripe", "maps", "stripe"])).toBe("maps, stripe");
    });

    it("says how many names it has no room for", () => {
        const names = Array.from({ length: 40 }, (_, index) => `service-${index + 10}`);
        expect(namedTogether(names)).toMatch(/^service-10, .*, service-24 and 25 more$/);
    });

    it("is never longer than the platform takes, and loses no name without saying so", () => {
        const name = fc.stringMatching(/^[a-z]([a-z-]{0,48}[a-z])?$/);
        fc.assert(
            fc.property(fc.uniqueArray(name, { maxLength: 60 }), (names) => {
                const text = namedTogether(names);
                expect(text.length).toBeLessThan(256);
                const more = Number(/ and (\d+) more$/.exec(text)?.[1] ?? 0);
                const listed = text
                    .replace(/ and \d+ more$/, "")
                    .split(", ")
                    .filter((one) => one !== "");
                expect(listed.length + more).toBe(names.length);
            }),
        );
    });
});

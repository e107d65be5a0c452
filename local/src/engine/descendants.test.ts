import { describe, expect, it } from "vitest";
import { descendantsOf } from "./descendants";

describe("descendants of a process", () => {
    it("come deepest first and without the process itself", () => {
        const parents = new Map([
            [10, 1],
            [11, 10],
            [12, 11],
            [13, 10],
        ]);
        expect(descendantsOf(10, parents)).toEqual([12, 11, 13]);
    });

    it("do not include anybody else's processes", () => {
        expect(descendantsOf(10, new Map([[20, 1]]))).toEqual([]);
    });

    it("end where a table contradicts itself", () => {
        const parents = new Map([
            [10, 11],
            [11, 10],
        ]);
        expect(descendantsOf(10, parents)).toEqual([11]);
    });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onTopOf } from "./base";

describe("a scenario on top of its base", () => {
    it("merges mappings and replaces lists", () => {
        const base = { perimeter: { mesh: { id: "a", version: "1.25" }, namespaces: [{ name: "x" }, { name: "y" }] } };
        expect(onTopOf(base, { perimeter: { mesh: { version: "1.31" }, namespaces: [{ name: "z" }] } })).toEqual({
            perimeter: { mesh: { id: "a", version: "1.31" }, namespaces: [{ name: "z" }] },
        });
    });

    it("takes away what is null", () => {
        expect(
            onTopOf({ internet: { systemRouteTableId: "vtb", n: 1 } }, { internet: { systemRouteTableId: null } }),
        ).toEqual({
            internet: { n: 1 },
        });
    });

    it("replaces a mapping by anything else", () => {
        expect(onTopOf({ a: { b: 1 } }, { a: [1] })).toEqual({ a: [1] });
    });

    it("leaves the base as it was", () => {
        const base = { a: { b: 1 } };
        onTopOf(base, { a: { b: 2 }, c: 3 });
        expect(base).toEqual({ a: { b: 1 } });
    });

    it("has everything that is written, whatever the base is", () => {
        const written = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof(fc.integer(), fc.array(fc.integer())));
        fc.assert(
            fc.property(written, written, (base, own) => {
                expect(onTopOf({ ...base }, { ...own })).toMatchObject({ ...own });
            }),
        );
    });
});

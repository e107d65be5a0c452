import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffProperties, isWithin, propertyPath, topLevelProperty } from "./property-diff";
import { UNKNOWN } from "./values";

describe("what differs", () => {
    test.each([
        ["a changed leaf", { a: { b: 1 } }, { a: { b: 2 } }, [{ path: "a.b", kind: "update" }]],
        ["a list item", { hosts: ["a", "b"] }, { hosts: ["a", "c"] }, [{ path: "hosts[1]", kind: "update" }]],
        ["a longer list", { hosts: ["a"] }, { hosts: ["a", "b"] }, [{ path: "hosts[1]", kind: "add" }]],
        ["a shorter list", { hosts: ["a", "b"] }, { hosts: ["a"] }, [{ path: "hosts[1]", kind: "delete" }]],
        ["a new part is one difference", {}, { spec: { a: 1, b: 2 } }, [{ path: "spec", kind: "add" }]],
        ["a part that went is one difference", { spec: { a: 1 } }, {}, [{ path: "spec", kind: "delete" }]],
        ["another type", { a: "1" }, { a: 1 }, [{ path: "a", kind: "update" }]],
        ["a list that became an object", { a: [] }, { a: {} }, [{ path: "a", kind: "update" }]],
        ["a value that is not known yet", { a: "1" }, { a: UNKNOWN }, [{ path: "a", kind: "update" }]],
        ["two values that are not known yet", { a: UNKNOWN }, { a: UNKNOWN }, [{ path: "a", kind: "update" }]],
    ])("%s", (_, before, after, expected) => {
        expect(diffProperties(before, after)).toEqual(expected);
    });

    test("null and absent are the same, in both directions", () => {
        expect(diffProperties({ a: null }, {})).toEqual([]);
        expect(diffProperties({}, { a: null })).toEqual([]);
    });

    test("an empty object and an absent one are different", () => {
        expect(diffProperties({}, { a: {} })).toEqual([{ path: "a", kind: "add" }]);
    });

    test("nothing differs from itself, and the order of keys means nothing", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
                const reversed = Object.fromEntries(Object.entries(value).reverse());
                expect(diffProperties(value, structuredClone(value))).toEqual([]);
                expect(diffProperties(value, reversed)).toEqual([]);
            }),
        );
    });

    test("there and back are the same places with opposite kinds", () => {
        const opposite = { add: "delete", delete: "add", update: "update" } as const;
        fc.assert(
            fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
                const there = diffProperties({ a }, { a: b }).map(({ path, kind }) => ({ path, kind: opposite[kind] }));
                expect(diffProperties({ a: b }, { a })).toEqual(there);
            }),
        );
    });
});

describe("property paths", () => {
    test.each([
        ["", "spec", "spec"],
        ["spec", "hosts", "spec.hosts"],
        ["spec.hosts", 1, "spec.hosts[1]"],
        ["metadata.labels", "a.b/c", 'metadata.labels["a.b/c"]'],
        ["data", 'say "hi"', 'data["say \\"hi\\""]'],
        ["", "a.b", '["a.b"]'],
        ["data", "", 'data[""]'],
        ["data", "1st", 'data["1st"]'],
    ])("%j and %j make %s", (parent, step, expected) => {
        expect(propertyPath(parent, step)).toBe(expected);
    });

    test.each([
        ["metadata.name", "metadata.name", true],
        ["spec.selector.matchLabels.a", "spec.selector", true],
        ['data["a.b"]', "data", true],
        ["spec.selectors", "spec.selector", false],
        ["spec", "spec.selector", false],
    ])("%s within %s: %s", (path, ancestor, expected) => {
        expect(isWithin(path, ancestor)).toBe(expected);
    });

    test.each([
        ["spec.hosts[1]", "spec"],
        ["list[0]", "list"],
        ['["a.b"].c', "a.b"],
        ['["a\\"b"]', 'a"b'],
    ])("the first step of %s is %s", (path, expected) => {
        expect(topLevelProperty(path)).toBe(expected);
    });
});

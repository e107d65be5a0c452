import { describe, expect, test } from "vitest";
import { containsUnknown, isObject, secret, UNKNOWN, unwrapSecrets } from "./values";

describe("unknown values", () => {
    test("the marker is found at any depth", () => {
        expect(containsUnknown(UNKNOWN)).toBe(true);
        expect(containsUnknown({ spec: { hosts: ["a", { name: UNKNOWN }] } })).toBe(true);
    });

    test("the engine's marker for an unknown object counts as well", () => {
        expect(containsUnknown({ metadata: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff" })).toBe(true);
    });

    test.each([[undefined], [null], [""], [{}], [[]], [{ a: ["04da6b54"] }]])("%j is known", (value) => {
        expect(containsUnknown(value)).toBe(false);
    });

    test("a text that merely contains the marker is known", () => {
        expect(containsUnknown(`x-${UNKNOWN}`)).toBe(false);
    });

    test("the marker as a key is not an unknown value", () => {
        expect(containsUnknown({ [UNKNOWN]: "a" })).toBe(false);
    });
});

describe("secrets", () => {
    test("marks are taken off at any depth, also one inside another", () => {
        const marked = { a: secret("x"), list: [secret({ inner: secret(1) })] };
        expect(unwrapSecrets(marked)).toEqual({ a: "x", list: [{ inner: 1 }] });
    });

    test("an object that only looks like a secret is left alone", () => {
        const value = { value: "x", "4dabf18193072939515e22adb298388d": "another signature" };
        expect(unwrapSecrets(value)).toEqual(value);
    });

    test.each([[null], [undefined], [0], [false], [""]])("%j passes unchanged", (value) => {
        expect(unwrapSecrets(value)).toBe(value);
    });
});

test.each([[null], [undefined], [[]], ["text"], [1]])("%j is not an object", (value) => {
    expect(isObject(value)).toBe(false);
});

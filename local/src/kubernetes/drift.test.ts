import { describe, expect, test } from "vitest";
import { inputsAfterRefresh, inputsOfLive } from "./drift";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a live object that nobody touched gives the inputs back as they were written", () => {
    test.each([
        ["quantities", { limits: { cpu: "1000m" } }, { limits: { cpu: "1" } }],
        ["empty parts the server drops", { spec: {}, list: [] }, {}],
        ["defaults inside lists", { ports: [{ port: 80 }] }, { ports: [{ port: 80, protocol: "TCP" }] }],
        ["lists the server adds to", { finalizers: ["a"] }, { finalizers: ["a", "b"] }],
        ["stringData", { stringData: { p: "x" } }, { data: { p: base64("x") } }],
        ["nothing at all", {}, { status: { phase: "Running" } }],
    ])("%s", (_, inputs, live) => {
        expect(inputsAfterRefresh(inputs, live, structuredClone(live))).toEqual(inputs);
    });

    test("what others changed in parts that were not set is not reported", () => {
        const inputs = { metadata: { labels: { a: "1" } }, ports: [{ port: 80 }] };
        const seen = { metadata: { labels: { a: "1" }, resourceVersion: "1" }, ports: [{ port: 80, protocol: "TCP" }] };
        const live = {
            metadata: { labels: { a: "1", theirs: "2" }, resourceVersion: "2" },
            ports: [{ port: 80, protocol: "UDP" }],
        };
        expect(inputsAfterRefresh(inputs, seen, live)).toEqual(inputs);
    });
});

describe("drift shows in the inputs", () => {
    test.each([
        ["a changed value", { a: "1" }, { a: "1" }, { a: "2" }, { a: "2" }],
        ["a removed value", { a: "1", b: "1" }, { a: "1", b: "1" }, { b: "1" }, { b: "1" }],
        ["a changed list item", { l: ["a", "b"] }, { l: ["a", "b"] }, { l: ["a", "c"] }, { l: ["a", "c"] }],
        ["a shorter list", { l: ["a", "b"] }, { l: ["a", "b"] }, { l: ["a"] }, { l: ["a"] }],
        ["a part replaced by a value", { a: { b: 1 } }, { a: { b: 1 } }, { a: "x" }, { a: "x" }],
        ["a value given to an empty part", { a: {} }, {}, { a: "x" }, { a: "x" }],
        ["a quantity that is really another one", { cpu: "1000m" }, { cpu: "1" }, { cpu: "2" }, { cpu: "2" }],
        [
            "a changed secret, in the words of the program",
            { stringData: { p: "x", q: "y" } },
            { data: { p: base64("x"), q: base64("y") } },
            { data: { p: base64("stolen"), q: base64("y") } },
            { stringData: { p: "stolen", q: "y" } },
        ],
        ["a removed secret", { stringData: { p: "x" } }, { data: { p: base64("x") } }, {}, { stringData: {} }],
    ])("%s", (_, inputs, seen, live, expected) => {
        expect(inputsAfterRefresh(inputs, seen, live)).toEqual(expected);
    });
});

describe("an imported object's inputs", () => {
    test("leave out what the server writes", () => {
        const live = {
            apiVersion: "v1",
            kind: "Thing",
            metadata: {
                name: "a",
                labels: { x: "y" },
                uid: "1",
                resourceVersion: "2",
                managedFields: [],
                generation: 1,
            },
            spec: { a: 1 },
            status: { phase: "Running" },
        };
        expect(inputsOfLive(live)).toEqual({
            apiVersion: "v1",
            kind: "Thing",
            metadata: { name: "a", labels: { x: "y" } },
            spec: { a: 1 },
        });
    });
});

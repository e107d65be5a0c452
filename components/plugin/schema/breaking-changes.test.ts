import { describe, expect, it } from "vitest";
import { breakingChanges, mayBreak } from "./breaking-changes";
import type { ComponentShape, PackageSchema, TypeShape } from "./shape";

const FENCE = "p:index:Fence";

/** A small package that a test changes. */
function schema(
    change: (fence: ComponentShape, types: Record<string, TypeShape>, all: PackageSchema) => void = () => {},
) {
    const fence: ComponentShape = {
        type: "object",
        isComponent: true,
        inputProperties: {
            size: { type: "integer", plain: true },
            id: { type: "string" },
            gate: { $ref: "#/types/p:index:Gate", plain: true },
            names: { type: "array", items: { type: "string", plain: true }, plain: true },
            ids: { type: "array", items: { type: "string" } },
        },
        requiredInputs: ["id"],
        properties: { address: { type: "string" } },
        required: ["address"],
    };
    const types: Record<string, TypeShape> = {
        "p:index:Gate": { type: "object", properties: { kind: { $ref: "#/types/p:index:Kind" } }, required: [] },
        "p:index:Kind": {
            type: "string",
            enum: [
                { name: "Open", value: "Open" },
                { name: "Shut", value: "Shut" },
            ],
        },
    };
    const all: PackageSchema = { name: "p", version: "1.0.0", language: {}, resources: { [FENCE]: fence }, types };
    change(fence, types, all);
    return all;
}

type Change = NonNullable<Parameters<typeof schema>[0]>;

const breaking: [what: string, change: Change, line: string][] = [
    [
        "a component that is gone",
        (_, __, all) => {
            all.resources = {};
        },
        "p:index:Fence is gone",
    ],
    [
        "a renamed component",
        (fence, __, all) => {
            all.resources = { "p:index:Wall": fence };
        },
        "p:index:Fence is gone",
    ],
    [
        "a renamed input",
        ({ inputProperties }) => {
            inputProperties.width = { type: "integer" };
            delete inputProperties.size;
        },
        "p:index:Fence.size is gone",
    ],
    [
        "another type",
        ({ inputProperties }) => {
            inputProperties.size = { type: "number", plain: true };
        },
        "p:index:Fence.size was integer and is number",
    ],
    [
        "another type of items",
        ({ inputProperties }) => {
            inputProperties.names = { type: "array", items: { type: "integer", plain: true }, plain: true };
        },
        "p:index:Fence.names was array of string and is array of integer",
    ],
    [
        "a plain value in place of an input",
        ({ inputProperties }) => {
            inputProperties.id = { type: "string", plain: true };
        },
        "p:index:Fence.id took outputs and takes plain values only now",
    ],
    [
        "plain items in place of inputs",
        ({ inputProperties }) => {
            inputProperties.ids = { type: "array", items: { type: "string", plain: true } };
        },
        "p:index:Fence.ids took outputs and takes plain values only now",
    ],
    [
        "an input that is required now",
        (fence) => {
            fence.requiredInputs = ["id", "size"];
        },
        "p:index:Fence.size is required now",
    ],
    [
        "a new input that is required",
        (fence) => {
            fence.inputProperties.depth = { type: "integer" };
            fence.requiredInputs = ["depth", "id"];
        },
        "p:index:Fence.depth is required now",
    ],
    [
        "an output that is gone",
        (fence) => {
            fence.properties = {};
        },
        "p:index:Fence output.address is gone",
    ],
    [
        "an output that may be absent",
        (fence) => {
            fence.required = [];
        },
        "p:index:Fence output.address may be absent now",
    ],
    [
        "a nested property that is gone",
        (_, types) => {
            types["p:index:Gate"] = { type: "object", properties: {}, required: [] };
        },
        "p:index:Gate.kind is gone",
    ],
    [
        "a nested property that is required now",
        (_, types) => {
            types["p:index:Gate"] = { ...types["p:index:Gate"], type: "object", required: ["kind"] };
        },
        "p:index:Gate.kind is required now",
    ],
    [
        "an enum member that is gone",
        (_, types) => {
            types["p:index:Kind"]?.enum?.pop();
        },
        "p:index:Kind.Shut is gone",
    ],
    [
        "an enum member of another value",
        (_, types) => {
            types["p:index:Kind"] = {
                type: "string",
                enum: [
                    { name: "Open", value: "o" },
                    { name: "Shut", value: "Shut" },
                ],
            };
        },
        "p:index:Kind.Open was Open and is o",
    ],
    [
        "an enum that became an object",
        (_, types) => {
            types["p:index:Kind"] = { type: "object", properties: {} };
        },
        "p:index:Kind was enum of string and is object",
    ],
];

const harmless: [what: string, change: Change][] = [
    ["nothing", () => {}],
    [
        "a new optional input",
        ({ inputProperties }) => {
            inputProperties.depth = { type: "integer" };
        },
    ],
    [
        "an input that is optional now",
        (fence) => {
            fence.requiredInputs = [];
        },
    ],
    [
        "an input in place of a plain value",
        ({ inputProperties }) => {
            inputProperties.size = { type: "integer" };
        },
    ],
    [
        "a new output",
        ({ properties }) => {
            properties.port = { type: "integer" };
        },
    ],
    [
        "a new enum member",
        (_, types) => {
            types["p:index:Kind"]?.enum?.push({ name: "Ajar", value: "Ajar" });
        },
    ],
    [
        "a new component",
        (fence, __, all) => {
            all.resources["p:index:Wall"] = fence;
        },
    ],
    [
        "other words",
        (fence) => {
            fence.description = "A fence.";
        },
    ],
];

describe("what breaks programs written for a release", () => {
    it.each(breaking)("%s", (_, change, line) => {
        expect(breakingChanges(schema(), schema(change))).toEqual([line]);
    });
});

describe("what breaks nobody", () => {
    it.each(harmless)("%s", (_, change) => {
        expect(breakingChanges(schema(), schema(change))).toEqual([]);
    });
});

it("a version may break what another major one promised, and before 1.0.0 what another minor one did", () => {
    const may = (released: string, current: string) => mayBreak(released, current);
    expect([may("0.1.0", "0.2.0"), may("0.9.4", "1.0.0"), may("1.4.2", "2.0.0")]).toEqual([true, true, true]);
    expect([may("0.1.0", "0.1.0"), may("0.1.0", "0.1.1"), may("1.4.2", "1.5.0")]).toEqual([false, false, false]);
    expect([may("0.2.0", "0.1.9"), may("1.0.0", "0.9.0")]).toEqual([false, false]);
});

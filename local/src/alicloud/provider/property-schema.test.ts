import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../plugin-host/values";
import { boolean, checkProperties, list, number, object, oneOf, required, string, tags } from "./property-schema";

const schema = {
    name: required(string),
    count: number,
    open: boolean,
    mode: oneOf("a", "b"),
    tags,
    routes: list(object({ to: required(string) })),
};

const properties = (inputs: Record<string, unknown>) => checkProperties(schema, inputs).map(({ property }) => property);

describe("the check of inputs", () => {
    it("accepts what fits the schema", () => {
        const fitting = { name: "x", count: 1, open: true, mode: "a", tags: { k: "v" }, routes: [{ to: "y" }] };
        expect(properties(fitting)).toEqual([]);
    });

    it.each([
        ["a missing required property", {}, ["name"]],
        ["a required property that is null", { name: null }, ["name"]],
        ["a property nobody knows", { name: "x", nme: "y" }, ["nme"]],
        ["a number in place of a text", { name: 1 }, ["name"]],
        ["a text in place of a number", { name: "x", count: "1" }, ["count"]],
        ["a text in place of a truth value", { name: "x", open: "true" }, ["open"]],
        ["a value that is not offered", { name: "x", mode: "c" }, ["mode"]],
        ["a text in place of a list", { name: "x", routes: "y" }, ["routes"]],
        [
            "an item of the wrong shape, by its path",
            { name: "x", routes: [{ to: "y" }, { to: 1, via: "z" }] },
            ["routes[1].to", "routes[1].via"],
        ],
        ["a missing property of an item", { name: "x", routes: [{}] }, ["routes[0].to"]],
        ["a tag that is no text", { name: "x", tags: { k: 1 } }, ["tags.k"]],
    ])("reports %s", (_, inputs, expected) => {
        expect(properties(inputs)).toEqual(expected);
    });

    it("lets values pass that are not known yet, at any depth", () => {
        expect(properties({ name: UNKNOWN, count: UNKNOWN, routes: UNKNOWN, tags: { k: UNKNOWN } })).toEqual([]);
        expect(properties({ name: "x", routes: [{ to: UNKNOWN }] })).toEqual([]);
    });

    it("takes null for absent where the property is optional", () => {
        expect(properties({ name: "x", count: null })).toEqual([]);
    });
});

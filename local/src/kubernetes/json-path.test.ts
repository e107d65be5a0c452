import { describe, expect, test } from "vitest";
import { JsonPath } from "./json-path";

const pod = {
    metadata: { labels: { "a.b/c": "x" } },
    status: {
        phase: "Running",
        empty: "",
        addresses: [{ ip: "10.0.0.1" }, { ip: "10.0.0.2" }],
        conditions: [
            { type: "Ready", status: "True" },
            { type: "Synced", status: "False" },
        ],
    },
};

describe("a path leads to", () => {
    test.each([
        ["{.status.phase}", ["Running"]],
        [".status.phase", ["Running"]],
        ["status.phase", ["Running"]],
        ["$.status.phase", ["Running"]],
        ["{.status.addresses[1].ip}", ["10.0.0.2"]],
        ["{.status.addresses[*].ip}", ["10.0.0.1", "10.0.0.2"]],
        ["{.metadata.labels['a.b/c']}", ["x"]],
        ["{.metadata.labels.a\\.b/c}", ["x"]],
        ['{.status.conditions[?(@.type=="Ready")].status}', ["True"]],
        ["{.status.conditions[?(@.type == 'Synced')].status}", ["False"]],
        ["{.status.empty}", [""]],
    ])("%s", (path, expected) => {
        expect(JsonPath.parse(path).find(pod)).toEqual(expected);
    });
});

describe("a path leads nowhere", () => {
    test.each([
        ["{.status.reason}"],
        ["{.status.phase.length}"],
        ["{.status.addresses[7].ip}"],
        ["{.status.addresses.ip}"],
        ["{.status.phase[0]}"],
        ['{.status.conditions[?(@.type=="Absent")].status}'],
        ["{.constructor}"],
    ])("%s", (path) => {
        expect(JsonPath.parse(path).find(pod)).toEqual([]);
    });
});

describe("no path is", () => {
    test.each([[""], ["{}"], ["{.}"], ["{.a[}"], ["{.a[x]}"], ["{.a..b}"], ["{.a b}"], ["{.a[0]b}"]])("%j", (text) => {
        expect(() => JsonPath.parse(text)).toThrow("JSONPath");
    });
});

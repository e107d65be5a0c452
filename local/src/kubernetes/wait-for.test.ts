import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "./object";
import { parseWaitFor } from "./wait-for";

function object(status: unknown, generation = 1): KubernetesObject {
    return { apiVersion: "v1", kind: "Thing", metadata: { name: "a", generation }, status };
}

const unmet = (annotation: string, seen: KubernetesObject) =>
    parseWaitFor(annotation).flatMap((expectation) => expectation.unmet(seen) ?? []);

const ready = (status: string, more = {}) => ({ conditions: [{ type: "Ready", status, ...more }] });

describe("fulfilled", () => {
    test.each([
        ["jsonpath={.status.phase}", { phase: "" }],
        ["jsonpath={.status.phase}=Running", { phase: "Running" }],
        ["jsonpath={.status.replicas}=3", { replicas: 3 }],
        ["jsonpath={.status.url}=a=b", { url: "a=b" }],
        ["condition=Ready", ready("True")],
        ["condition=ready=true", ready("True")],
        ["condition=Ready=False", ready("False")],
        ["condition=Ready", ready("True", { observedGeneration: 1 })],
        ['["condition=Ready", "jsonpath={.status.conditions[0].type}=Ready"]', ready("True")],
    ])("%s by %j", (annotation, status) => {
        expect(unmet(annotation, object(status))).toEqual([]);
    });
});

describe("not fulfilled", () => {
    test.each([
        ["jsonpath={.status.phase}", {}, "there is no such value yet"],
        ["jsonpath={.status.phase}=Running", undefined, "there is no such value yet"],
        ["jsonpath={.status.phase}=Running", { phase: "Pending" }, "the value is Pending"],
        ["condition=Ready", {}, "there is no such condition yet"],
        ["condition=Ready", { conditions: "none" }, "there is no such condition yet"],
        ["condition=Ready", ready("False", { message: "no address" }), "the status is False: no address"],
        ["condition=Ready=Unknown", ready("True", { reason: "Done" }), "the status is True: Done"],
    ])("%s by %j", (annotation, status, reason) => {
        expect(unmet(annotation, object(status))).toEqual([reason]);
    });

    test("a condition about an earlier spec does not count", () => {
        const seen = object(ready("True", { observedGeneration: 1 }), 2);
        expect(unmet("condition=Ready", seen)).toEqual(["the condition is about generation 1, the object is at 2"]);
    });

    test("one of several is enough to go on waiting", () => {
        expect(unmet('["condition=Ready", "jsonpath={.status.ip}"]', object(ready("True")))).toHaveLength(1);
    });
});

describe("not an expectation", () => {
    test.each([
        [""],
        ["ready"],
        ["condition="],
        ["condition=Ready=True=Really"],
        ["jsonpath=.status.phase"],
        ["jsonpath={}"],
        ["[]"],
        ["[1]"],
        ['["condition=Ready"'],
        ['["condition=Ready", "later"]'],
    ])("%j", (annotation) => {
        expect(() => parseWaitFor(annotation)).toThrow();
    });
});

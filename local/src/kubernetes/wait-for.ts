import { isObject } from "../plugin-host/values";
import { JsonPath } from "./json-path";
import type { KubernetesObject } from "./object";

export const WAIT_FOR = "pulumi.com/waitFor";

/** Something that has to become true of an object before it counts as created or updated. */
export interface Expectation {
    /** As it was written. */
    readonly text: string;
    /** What is missing, in words; `undefined` when fulfilled. */
    unmet(object: KubernetesObject): string | undefined;
}

/**
 * Reads the value of the annotation `pulumi.com/waitFor`: `jsonpath={.status.phase}=Running`, `jsonpath={.status.ip}` (any value),
 * `condition=Ready`, `condition=Ready=False`, or a JSON array of these, all of which have to hold.
 */
export function parseWaitFor(annotation: string): Expectation[] {
    if (!annotation.trim().startsWith("[")) return [parseExpectation(annotation)];
    let list: unknown;
    try {
        list = JSON.parse(annotation);
    } catch {
        throw new Error(`"${annotation}" is not a JSON array of strings`);
    }
    if (!Array.isArray(list) || list.length === 0 || !list.every((item) => typeof item === "string")) {
        throw new Error(`"${annotation}" has to be a JSON array of one string or more`);
    }
    return list.map(parseExpectation);
}

export function parseExpectation(text: string): Expectation {
    const jsonPath = /^jsonpath=(\{[^}]*\})(?:=(.*))?$/.exec(text.trim());
    if (jsonPath?.[1] !== undefined) return jsonPathExpectation(text, JsonPath.parse(jsonPath[1]), jsonPath[2]);
    const condition = /^condition=([^=\s]+)(?:=([^=\s]+))?$/.exec(text.trim());
    if (condition?.[1] !== undefined) return conditionExpectation(text, condition[1], condition[2] ?? "True");
    throw new Error(
        `"${text}" is neither jsonpath={.path}, jsonpath={.path}=value, condition=Type nor condition=Type=Status`,
    );
}

function jsonPathExpectation(text: string, path: JsonPath, expected: string | undefined): Expectation {
    return {
        text,
        unmet(object) {
            const found = path.find(object).map(asText);
            if (expected === undefined ? found.length > 0 : found.includes(expected)) return undefined;
            return found.length === 0 ? "there is no such value yet" : `the value is ${found.join(", ")}`;
        },
    };
}

function conditionExpectation(text: string, type: string, status: string): Expectation {
    return {
        text,
        unmet(object) {
            const condition = conditionsOf(object).find((each) => same(each.type, type));
            if (condition === undefined) return "there is no such condition yet";
            // A condition that was computed for an earlier spec says nothing about this one.
            const seen = condition.observedGeneration;
            if (typeof seen === "number" && seen < (object.metadata.generation ?? 0)) {
                return `the condition is about generation ${seen}, the object is at ${object.metadata.generation}`;
            }
            if (same(condition.status, status)) return undefined;
            const message = condition.message ?? condition.reason;
            return `the status is ${asText(condition.status)}${message ? `: ${asText(message)}` : ""}`;
        },
    };
}

function conditionsOf(object: KubernetesObject): Record<string, unknown>[] {
    const status = object.status;
    const conditions = isObject(status) ? status.conditions : undefined;
    return Array.isArray(conditions) ? conditions.filter(isObject) : [];
}

/** kubectl compares types and statuses of conditions without regard to case. */
function same(found: unknown, expected: string): boolean {
    return typeof found === "string" && found.toLowerCase() === expected.toLowerCase();
}

function asText(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

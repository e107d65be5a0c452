import { isObject, isUnknown } from "./values";

export interface PropertyDifference {
    /** Property path in Pulumi's notation: `spec.hosts[1]`, `metadata.labels["a.b/c"]`. */
    readonly path: string;
    readonly kind: "add" | "update" | "delete";
}

/**
 * What differs between two sets of properties, as deep as both sides have the same structure. A part that only one side has is
 * one difference, not one per leaf. `null` and absent are the same. An unknown value differs from everything, itself included:
 * nobody can say yet that it will not.
 */
export function diffProperties(oldInputs: unknown, newInputs: unknown): PropertyDifference[] {
    return compare(oldInputs, newInputs, "");
}

function compare(before: unknown, after: unknown, path: string): PropertyDifference[] {
    if (before === undefined || before === null) {
        return after === undefined || after === null ? [] : [{ path, kind: "add" }];
    }
    if (after === undefined || after === null) return [{ path, kind: "delete" }];
    if (isObject(before) && isObject(after)) {
        const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
        return keys.flatMap((key) => compare(before[key], after[key], propertyPath(path, key)));
    }
    if (Array.isArray(before) && Array.isArray(after)) {
        const length = Math.max(before.length, after.length);
        return Array.from({ length }, (_, index) =>
            compare(before[index], after[index], propertyPath(path, index)),
        ).flat();
    }
    return before === after && !isUnknown(after) ? [] : [{ path, kind: "update" }];
}

/** Appends a step to a property path; keys that are not plain names are quoted. */
export function propertyPath(parent: string, step: string | number): string {
    if (typeof step === "number") return `${parent}[${step}]`;
    if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `${parent}["${step.replace(/["\\]/g, "\\$&")}"]`;
    return parent === "" ? step : `${parent}.${step}`;
}

/** True if `path` is `ancestor` or lies inside it. */
export function isWithin(path: string, ancestor: string): boolean {
    return path.startsWith(ancestor) && (path.length === ancestor.length || /[.[]/.test(path.charAt(ancestor.length)));
}

/** The first step of a property path, which is what the engine shows in one-line summaries. */
export function topLevelProperty(path: string): string {
    const quoted = /^\["((?:[^"\\]|\\.)*)"\]/.exec(path);
    if (quoted?.[1] !== undefined) return quoted[1].replace(/\\(.)/g, "$1");
    return path.split(/[.[]/, 1)[0] ?? path;
}

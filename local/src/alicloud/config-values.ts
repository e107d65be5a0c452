import { isObject } from "../plugin-host/values";

/** A part of a config of unknown shape: a set of properties, empty where it is none. */
export function section(value: unknown): Record<string, unknown> {
    return isObject(value) ? value : {};
}

export function sections(value: unknown): Record<string, unknown>[] {
    return Array.isArray(value) ? value.map(section) : [];
}

export function text(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

export function texts(value: unknown): string[] {
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

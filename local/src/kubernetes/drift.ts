import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../plugin-host/provider";
import { isObject } from "../plugin-host/values";

/** Metadata that the server writes, and that nobody would put into a program. */
const SERVER_METADATA = ["uid", "resourceVersion", "generation", "creationTimestamp", "selfLink", "managedFields"];

/**
 * The inputs after a refresh: as the user wrote them, except where the live object is no longer what it was when it was last seen. The
 * server rewrites much of what it is given (`1000m` to `1`, `stringData` to `data`, `{}` to nothing, defaults into lists); comparing live with
 * last seen, both in the server's words, tells a change from a rewriting.
 */
export function inputsAfterRefresh(inputs: Properties, lastSeen: Properties, live: Properties): Properties {
    const refreshed = merge(inputs, lastSeen, live) as Properties;
    return isObject(inputs.stringData)
        ? { ...refreshed, stringData: mergeStringData(inputs.stringData, lastSeen, live) }
        : refreshed;
}

/** The inputs of an object that is imported: everything but what the server writes itself. */
export function inputsOfLive(live: Properties): Properties {
    const { status: _, ...rest } = live;
    const metadata = isObject(live.metadata) ? live.metadata : {};
    const written = Object.entries(metadata).filter(([field]) => !SERVER_METADATA.includes(field));
    return { ...rest, metadata: Object.fromEntries(written) };
}

function merge(input: unknown, lastSeen: unknown, live: unknown): unknown {
    if (isDeepStrictEqual(lastSeen, live)) return input;
    if (isObject(input) && isObject(live)) {
        const before = isObject(lastSeen) ? lastSeen : {};
        const merged = Object.keys(input).map((key) => [key, merge(input[key], before[key], live[key])] as const);
        return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
    }
    if (Array.isArray(input) && Array.isArray(live) && Array.isArray(lastSeen)) {
        // Positions mean the same thing on all three sides only as long as nothing was added or removed.
        const aligned = input.length === live.length && input.length === lastSeen.length;
        return aligned ? input.map((item, index) => merge(item, lastSeen[index], live[index])) : live;
    }
    return live;
}

/** The server takes `stringData` and stores `data`, in base64. */
function mergeStringData(stringData: Properties, lastSeen: Properties, live: Properties): Properties {
    const before = isObject(lastSeen.data) ? lastSeen.data : {};
    const now = isObject(live.data) ? live.data : {};
    const merged = Object.entries(stringData).map(([key, value]) => {
        if (before[key] === now[key]) return [key, value] as const;
        const current = now[key];
        return [
            key,
            typeof current === "string" ? Buffer.from(current, "base64").toString("utf8") : undefined,
        ] as const;
    });
    return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
}

/**
 * What a scenario says, on top of what its base says. Mappings are merged key by key; everything else, lists included,
 * replaces what the base has; `null` takes it away. So a scenario never has to know what stands at which place of a list.
 */
export function onTopOf(base: unknown, written: unknown): unknown {
    if (!isMapping(base) || !isMapping(written)) {
        return written;
    }
    const merged: Record<string, unknown> = { ...base };
    for (const [key, value] of Object.entries(written)) {
        if (value === null) {
            delete merged[key];
        } else {
            merged[key] = onTopOf(base[key], value);
        }
    }
    return merged;
}

function isMapping(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { isSecret } from "../engine/checkpoint";

/** The value with every string in it changed, secrets included, which the engine exports as JSON text in an envelope. */
export function mapStrings(value: unknown, change: (text: string, secret: boolean) => string): unknown {
    return map(value, change, false);
}

function map(value: unknown, change: (text: string, secret: boolean) => string, secret: boolean): unknown {
    if (typeof value === "string") {
        return change(value, secret);
    }
    if (Array.isArray(value)) {
        return value.map((item) => map(item, change, secret));
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const { plaintext, ...envelope } = value as Record<string, unknown>;
    if (isSecret(envelope)) {
        if (typeof plaintext !== "string") {
            throw new Error("a secret of the state is encrypted: export it with its secrets shown");
        }
        return { ...envelope, plaintext: JSON.stringify(map(JSON.parse(plaintext), change, true)) };
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item, change, secret)]));
}

/** JSON of which equal values have equal text: keys in order. */
export function canonicalText(value: unknown): string {
    return JSON.stringify(value, (_, item) =>
        typeof item === "object" && item !== null && !Array.isArray(item)
            ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => compare(left, right)))
            : item,
    );
}

/** By code units: the same order on every machine. */
export function compare(left: string, right: string): number {
    return left < right ? -1 : left > right ? 1 : 0;
}

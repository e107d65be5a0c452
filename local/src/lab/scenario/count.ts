import { z } from "zod";

/** How often something is to be seen: inclusive bounds. */
export interface Count {
    readonly from: number;
    readonly to: number;
}

const FORM = /^(<=|>=|<|>|=)?\s*(\d+)$|^(\d+)\s*[.]{2}\s*(\d+)$/;

const FORMS = 'a whole number, or a comparison such as "<= 4", ">= 1" or "2..4"';

/** `4`, `"= 4"`, `"<= 4"`, `"< 4"`, `">= 4"`, `"> 4"`, `"2..4"`. */
export const count = z.union([z.number(), z.string()], { error: FORMS }).transform((written, context): Count => {
    const parsed = parseCount(String(written));
    if (parsed === undefined) {
        context.addIssue({ code: "custom", message: FORMS });
        return z.NEVER;
    }
    return parsed;
});

function parseCount(text: string): Count | undefined {
    const [, sign = "=", single, low, high] = FORM.exec(text.trim()) ?? [];
    if (low !== undefined && high !== undefined) {
        return Number(low) <= Number(high) ? { from: Number(low), to: Number(high) } : undefined;
    }
    if (single === undefined) {
        return undefined;
    }
    const number = Number(single);
    switch (sign) {
        case "<=":
            return { from: 0, to: number };
        case "<":
            return number === 0 ? undefined : { from: 0, to: number - 1 };
        case ">=":
            return { from: number, to: Number.POSITIVE_INFINITY };
        case ">":
            return { from: number + 1, to: Number.POSITIVE_INFINITY };
        default:
            return { from: number, to: number };
    }
}

export function holds({ from, to }: Count, seen: number): boolean {
    return from <= seen && seen <= to;
}

export function countText({ from, to }: Count): string {
    if (from === to) {
        return String(from);
    }
    if (to === Number.POSITIVE_INFINITY) {
        return `${from} or more`;
    }
    return from === 0 ? `${to} at most` : `${from} to ${to}`;
}
